import { describe, expect, it } from 'vitest'
import { SigmaError } from '../../src/core/errors.ts'
import { careForWorkers } from '../../src/services/careForWorkers.ts'
import type { Parts } from '../../src/services/parts.ts'
import { findSweep } from '../../src/store/sweeps.ts'
import { done, isUnbuilt, type TestHost, writeFeatureCsv } from '../server/testHost.ts'
import { base, hurry, opened, patient, server, sharedWorkspace, sweep, worker } from './sharedWork.ts'
import { environmentOf, preloading, startWorker } from './workerProcess.ts'

const statusOf = async (host: TestHost, id: string) => (await done(host.get(`/sweeps/${id}/status`))).status

const errorOf = async ({ db }: Parts, id: string) => (await findSweep(db, id))?.error

/** The same host, its workers and its users go on with what is sound. */
async function expectOthersGoOn(host: TestHost): Promise<void> {
  const { metrics } = await done(host.post('/backtest', { ...base, hyperparams: { rounds: 5, depth: 2 } }))
  expect(metrics.trades).toBeGreaterThan(0)
}

/** Only the parts of sweeps fail, each time. */
async function failing(error: () => Error) {
  const given = await sharedWorkspace()
  writeFeatureCsv(given.workspace)
  const host = await server(given)
  let tries = 0
  const { parts } = await worker(given, ({ fits }) => ({
    reportBug: () => undefined,
    fits: {
      ...fits,
      async run(columns, tasks, options) {
        if (tasks[0].params.rounds === 5) return fits.run(columns, tasks, options)
        tries++
        throw error()
      },
    },
  }))
  const poison = { ...sweep, top_pct_variants: [0.1], hyperparams_variants: [{ rounds: 6, depth: 2 }] }
  const { sweep_id: id } = (await host.post('/sweeps/run', poison)).body
  await expect
    .poll(async () => {
      await hurry(parts)
      return statusOf(host, id)
    }, patient)
    .toBe('failed')
  return { host, parts, told: await errorOf(parts, id), tries: () => tries }
}

describe('a part that fails each time', () => {
  it('by what is away is tried five times, and then fails its sweep alone, with the reason', async () => {
    const away = () => new SigmaError('UNAVAILABLE', 'the bucket is away', { next: 'bring it back' })
    const { host, parts, told, tries } = await failing(away)
    expect(told).toMatchObject({ code: 'UNAVAILABLE', message: 'the bucket is away', next: 'bring it back' })
    // Of two parts one was tried so often that nobody waits for the other any more.
    expect(tries()).toBeGreaterThanOrEqual(5)
    expect(tries()).toBeLessThanOrEqual(10)
    expect(await parts.db.selectFrom('fit_part_wants').selectAll().execute()).toEqual([])
    await expectOthersGoOn(host)
  })

  it('by its own fault fails its sweep alone, at once', async () => {
    const { host, told, tries } = await failing(() => new RangeError('of the data'))
    expect(told).toMatchObject({
      code: 'INTERNAL',
      message: expect.stringContaining('an unexpected RangeError'),
    })
    expect(tries()).toBeLessThanOrEqual(2)
    await expectOthersGoOn(host)
  })
})

/** The first thread that is to fit takes the process with it, as one does that takes too much memory. */
const lethal = `if (!require('node:worker_threads').isMainThread) process.kill(process.pid, 'SIGKILL')`

it.skipIf(isUnbuilt)('a part at which five worker processes end fails its sweep alone', async () => {
  const given = await sharedWorkspace()
  writeFeatureCsv(given.workspace)
  const host = await server(given)
  const { parts } = await worker(given, undefined, { queues: ['runs'] })
  const { shared } = await opened(given)
  const { sweep_id: id } = (await host.post('/sweeps/run', sweep)).body
  await expect.poll(() => shared.jobs.size('fits'), patient).toBeGreaterThan(0)
  const env = { ...environmentOf(given.flags), ...preloading(lethal) }
  for (let death = 1; death <= 5; death++) {
    expect(await statusOf(host, id)).toBe('running')
    const { ended } = await startWorker(env, { cwd: given.workspace, queues: 'fits' })
    expect((await ended).signal).toBe('SIGKILL')
    await careForWorkers(parts, shared, { thoroughly: false })
    await hurry(parts)
  }
  await expect.poll(() => statusOf(host, id), patient).toBe('failed')
  expect(await errorOf(parts, id)).toMatchObject({
    code: 'UNAVAILABLE',
    message: '5 workers ended while they fitted the same part',
    next: expect.stringContaining('memory'),
  })
  await worker(given)
  await expectOthersGoOn(host)
})
