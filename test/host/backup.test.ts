import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { backUpWorkspace } from '../../src/host/backup.ts'
import { done, modelId, testHost, testSettings } from '../server/testHost.ts'
import { temporaryFolder } from '../temporaryFolder.ts'

/** A workspace with a build in it. */
async function built(): Promise<string> {
  const host = await testHost()
  try {
    await done(host.post('/build_matrix', { model_id: modelId, start: '2015-01-01' }))
  } finally {
    await host.close()
  }
  return host.workspace
}

async function runsOf(workspace: string): Promise<unknown> {
  const host = await testHost({ workspace })
  try {
    return (await host.get('/build_runs')).body
  } finally {
    await host.close()
  }
}

it('copies a workspace, so that another one made of the copy has the same runs and whole files', async () => {
  const workspace = await built()
  const folder = join(temporaryFolder(), 'copy')
  const backup = await backUpWorkspace(workspace, testSettings(workspace), folder)
  expect(backup).toMatchObject({ folder, database: 'sigma.db', damaged: [] })
  expect(backup.files).toBeGreaterThanOrEqual(2)
  expect(JSON.parse(readFileSync(join(folder, 'backup.json'), 'utf8'))).toMatchObject({ files: backup.files })

  const restored = temporaryFolder()
  mkdirSync(join(restored, '.sigma'))
  for (const name of ['sigma.db', 'artifacts']) {
    cpSync(join(folder, name), join(restored, '.sigma', name), { recursive: true })
  }
  expect(await runsOf(restored)).toEqual(await runsOf(workspace))
  const host = await testHost({ workspace: restored })
  try {
    expect(await done(host.post('/artifacts/verify', {}))).toMatchObject({
      intact: true,
      whole: { files: backup.files },
    })
  } finally {
    await host.close()
  }
})

it('leaves out a file that is not what was stored, and names it', async () => {
  const workspace = await built()
  const artifacts = join(workspace, '.sigma', 'artifacts')
  const [first] = readdirSync(artifacts)
  const [name] = readdirSync(join(artifacts, first))
  rmSync(join(artifacts, first, name))
  const folder = join(temporaryFolder(), 'copy')
  const { damaged } = await backUpWorkspace(workspace, testSettings(workspace), folder)
  expect(damaged).toEqual([{ uri: `file:.sigma/artifacts/${first}/${name}`, state: 'missing' }])
  expect(existsSync(join(folder, 'artifacts', first, name))).toBe(false)
})

it('writes into no folder that holds something, and makes none without a database', async () => {
  const workspace = temporaryFolder()
  const folder = join(workspace, 'copy')
  const copy = () => backUpWorkspace(workspace, testSettings(workspace), folder)
  await expect(copy()).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(existsSync(folder)).toBe(false)
  await (await testHost({ workspace })).close()
  mkdirSync(folder)
  writeFileSync(join(folder, 'mine.txt'), 'mine')
  await expect(copy()).rejects.toMatchObject({ code: 'INVALID_PARAM' })
  expect(readdirSync(folder)).toEqual(['mine.txt'])
})
