import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { writeFeatureCsv } from '../server/testHost.ts'
import { expectWhole, heldFits } from './heldFits.ts'
import { type PostgresServer, startPostgres } from './server.ts'
import { patient, server, sharedWorkspace, sweep, worker } from './sharedWork.ts'

// A server of its own, which may be stopped: the other tests need theirs.
let database: PostgresServer
beforeAll(async () => {
  database = await startPostgres()
})
afterAll(() => database.remove())

it.each([
  ['fast', 'for less than it is waited for', 20],
  ['immediate', 'for longer than it is waited for', 0.2],
] as const)(
  'a database that stops (%s) %s while a part is in hand costs nothing of the sweep',
  async (how, _, seconds) => {
    const shared = await sharedWorkspace(database.url)
    const given = { ...shared, flags: { ...shared.flags, store_retry_seconds: seconds } }
    writeFeatureCsv(given.workspace)
    const host = await server(given)
    const { begun, change, go } = heldFits()
    const { parts } = await worker(given, change)
    const { sweep_id: id } = (await host.post('/sweeps/run', sweep)).body
    await expect.poll(() => begun.length, patient).toBe(1)
    await database.stop(how)
    // What it has fitted meanwhile it keeps.
    go()
    await wait(1_500)
    await database.start()
    await expectWhole(given, { host, parts, begun }, id)
  },
)
