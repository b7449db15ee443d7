import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { describe, expect, inject, it, onTestFinished } from 'vitest'
import { requireTool } from '../required.ts'
import type { TestHost } from '../server/testHost.ts'
import { temporaryFolder } from '../temporaryFolder.ts'
import { expectWhole, sweepInHand } from './heldFits.ts'
import { ownDatabase } from './ownDatabase.ts'
import { base, patient } from './sharedWork.ts'

/** What is asked for can't be stored: it is the first of its kind, so that even its table would have to grow. */
async function expectRefused(host: TestHost, message: string, next: string): Promise<void> {
  const { status, body } = await host.post('/backtests', { ...base, hyperparams: { rounds: 5, depth: 2 } })
  expect(status).toBe(503)
  expect(body.error).toMatchObject({
    code: 'UNAVAILABLE',
    message: expect.stringContaining(message),
    next: expect.stringContaining(next),
  })
}

it('a database that only reads is told of, and waited for by workers', async () => {
  const { admin, name, url } = await ownDatabase()
  const { given, go, warnings, id, ...rest } = await sweepInHand(url)
  await admin.query(`alter database ${name} set default_transaction_read_only = on`)
  await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name])
  go()
  onTestFinished(async () => {
    await admin.query(`alter database ${name} reset default_transaction_read_only`)
  })
  await expectRefused(rest.host, 'can only be read', 'DATABASE_URL')
  await expect.poll(() => warnings.join(), patient).toMatch(/tried again: .*can only be read/)
  // Sessions that began meanwhile go on as they were.
  await admin.query(`alter database ${name} reset default_transaction_read_only`)
  await expectWhole(given, rest, id)
})

/** Mounts a small disk that the database server may use, if root runs the tests. */
const mount = (folder: string) =>
  spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=48m,mode=700,uid=65534,gid=65534', 'tmpfs', folder])

const canMount = ((): boolean => {
  const folder = temporaryFolder()
  return mount(folder).status === 0 && spawnSync('umount', [folder]).status === 0
})()
const runs = requireTool('mounts', canMount, 'nobody but root may mount a disk that the server sees too')

/** A database on a disk of its own, which can be filled up. */
async function smallDatabase() {
  const folder = temporaryFolder()
  const filler = join(folder, 'filler')
  mount(folder)
  onTestFinished(() => void spawnSync('umount', [folder]))
  const space = `space_${randomUUID().slice(0, 8)}`
  const url = inject('postgresUrl')
  const admin = new pg.Client(url)
  await admin.connect()
  onTestFinished(async () => {
    await admin.query(`drop tablespace ${space}`)
    await admin.end()
  })
  await admin.query(`create tablespace ${space} location '${folder}'`)
  const { url: own } = await ownDatabase(`tablespace ${space}`)
  return {
    url: own,
    fill: () => void spawnSync('sh', ['-c', `cat /dev/zero > ${filler}`]),
    free: () => rmSync(filler, { force: true }),
  }
}

describe.skipIf(!runs)('a database whose disk is full', () => {
  it('is told of, and waited for by workers', async () => {
    const { url, fill, free } = await smallDatabase()
    const { given, go, warnings, id, ...rest } = await sweepInHand(url)
    onTestFinished(free)
    fill()
    go()
    await expect.poll(() => warnings.join(), patient).toMatch(/tried again: .*its disk is full/)
    await expectRefused(rest.host, 'its disk is full', 'Free some space')
    free()
    await expectWhole(given, rest, id)
  })
})
