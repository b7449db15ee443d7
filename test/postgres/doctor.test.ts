import { expect, it } from 'vitest'
import { examine } from '../../src/host/doctor/examine.ts'
import { readSettings } from '../../src/host/settings.ts'
import { openDatabase } from '../../src/store/database.ts'
import { claimFitPart, endFitPart, wantFitParts } from '../../src/store/fitParts.ts'
import { forgetWorker, seeWorker } from '../../src/store/workers.ts'
import { temporaryFolder } from '../temporaryFolder.ts'
import { ownDatabase } from './ownDatabase.ts'

async function look(url: string) {
  const workspace = temporaryFolder()
  const env = { XDG_CONFIG_HOME: workspace, SIGMA_PORT: '0', SIGMA_JOBS: 'pgboss', DATABASE_URL: url }
  const rows = await examine(workspace, env, () => readSettings({ workspace, env }))
  const found = rows.find(({ name }) => name === 'queue')
  return found && { status: found.status, message: found.message, next: found.next }
}

const worker = (owner: string, queues: string[]) => ({
  ...{ owner, queues, version: '1', host: 'here', concurrency: 1 },
})

it('sigma doctor counts workers and parts, and warns of a queue that nobody takes', async () => {
  const { url } = await ownDatabase()
  expect(await look(url)).toEqual({
    status: 'ok',
    message: 'pgboss; the next command brings its tables up to this version',
  })
  const db = await openDatabase({ url })
  try {
    expect(await look(url)).toEqual({
      status: 'warn',
      message: 'workers: 0; parts: 0 waiting, 0 being done, 0 given up; nobody takes runs, fits',
      next: 'start one: sigma worker',
    })
    const parts = ['a', 'b', 'c', 'd', 'e', 'f'].map((key) => ({ key, spec: '{}', jobId: `job-${key}` }))
    await wantFitParts(db, { runKind: 'sweep', runId: 'sweep-1', userId: 'local' }, parts)
    for (const key of ['a', 'b', 'c', 'd']) await claimFitPart(db, key, 'one')
    await endFitPart(db, 'a', { result: new Uint8Array([1]) })
    await endFitPart(db, 'b', { error: { code: 'UNPROCESSABLE', message: 'no' } })
    await seeWorker(db, worker('one', ['fits']))
    const counted = 'parts: 2 waiting, 2 being done, 1 given up'
    expect(await look(url)).toMatchObject({
      status: 'warn',
      message: `workers: 1; ${counted}; nobody takes runs`,
    })
    await seeWorker(db, worker('two', ['runs', 'fits']))
    expect(await look(url)).toEqual({ status: 'ok', message: `workers: 2; ${counted}` })
    await forgetWorker(db, 'two')
    expect((await look(url))?.status).toBe('warn')
  } finally {
    await db.destroy()
  }
})
