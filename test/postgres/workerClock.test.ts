import { expect, it, onTestFinished } from 'vitest'
import { listWorkers } from '../../src/store/workers.ts'
import { done, isUnbuilt, testHost, writeFeatureCsv } from '../server/testHost.ts'
import { patient, rowsOfSweep, server, sharedWorkspace, sweep, worker } from './sharedWork.ts'
import { environmentOf, preloading, startWorker } from './workerProcess.ts'

/** Sets the clock of a process, and of its threads, so many minutes off. */
const clockOff = (minutes: number): string => `
const Right = Date
const off = ${60_000 * minutes}
globalThis.Date = class extends Right {
  constructor(...given) { if (given.length === 0) super(Right.now() + off); else super(...given) }
  static now() { return Right.now() + off }
}`

it.skipIf(isUnbuilt).each([60, -60])(
  'a worker whose clock is %i minutes off works with the others',
  async (minutes) => {
    const given = await sharedWorkspace()
    writeFeatureCsv(given.workspace)
    const host = await server(given)
    const warnings: string[] = []
    // Right in time, it has the sweep, and looks after the other one.
    const { parts } = await worker(
      given,
      ({ log }) => ({ log: { ...log, warn: (text) => void warnings.push(text) } }),
      {
        queues: ['runs'],
      },
    )
    const env = { ...environmentOf(given.flags), ...preloading(clockOff(minutes)) }
    const { owner, stop } = await startWorker(env, { cwd: given.workspace, queues: 'fits' })
    const { sweep_id: id } = (await host.post('/sweeps/run', sweep)).body
    const stands = async () => (await host.get(`/sweeps/${id}/status`)).body
    await expect.poll(stands, patient).toMatchObject({ status: 'completed' })
    const alone = await testHost({ workspace: given.workspace })
    onTestFinished(alone.close)
    const { sweep_id: other } = await done(alone.post('/backtest_sweep', sweep))
    expect(await rowsOfSweep(host, id)).toEqual(await rowsOfSweep(alone, other))
    // Each has looked after the others by then, the one with the wrong clock at its start.
    expect((await listWorkers(parts.db)).map((one) => one.owner).sort()).toEqual([owner, parts.owner].sort())
    expect(warnings).toEqual([])
    const { exitCode, stderr } = await stop()
    expect(exitCode).toBe(0)
    expect(stderr).not.toMatch(/took this worker for gone|the worker .* is gone/)
  },
)
