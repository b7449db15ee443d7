import { expect, it, onTestFinished } from 'vitest'
import { openCommand } from '../server/leaving.ts'
import { done, isUnbuilt, modelId, quickWorkspace, testHost } from '../server/testHost.ts'
import { patient, rowsOfSweep } from './sharedWork.ts'
import { sharedPlaces, startWorker } from './workerProcess.ts'

const build = { model_id: modelId, start: '2014-01-02' }
/** Each fold takes long enough to be a part. */
const sweep = {
  model_id: modelId,
  splits: 2,
  inner_folds: 2,
  top_pct_variants: [0.1],
  momentum_gate_variants: [false],
  hyperparams_variants: [300, 310, 320].map((rounds) => ({ rounds, depth: 5 })),
}

it.skipIf(isUnbuilt)(
  'a sweep comes to the same when the worker that has it is killed',
  { timeout: 120_000 },
  async () => {
    const { flags, env } = await sharedPlaces()
    const { host, parts } = await openCommand(await quickWorkspace(), { flags })
    const workers = await Promise.all([startWorker(env), startWorker(env)])
    await done(host.post('/build_matrix', build))
    const { status, body, text } = await host.post('/sweeps/run', sweep)
    expect(status, text).toBe(202)
    const id = body.sweep_id
    const all = () => parts.db.selectFrom('fit_parts').select(['owner', 'ended_at']).execute()
    await expect
      .poll(async () => (await all()).filter((part) => part.ended_at !== null).length, {
        ...patient,
        interval: 20,
      })
      .toBeGreaterThan(0)
    const { owner } = await parts.db
      .selectFrom('backtest_sweeps')
      .select('owner')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    const holder = workers.find((worker) => worker.owner === owner)
    expect(holder?.kill(), `one of them has it, and not ${owner}`).toBe(true)
    await holder?.ended
    expect((await all()).length, 'it was in the middle').toBeGreaterThan(1)
    const stands = async () => (await done(host.get('/admin/jobs'))).rows[0]
    // One by each worker, after that of who asked.
    await expect.poll(stands, patient).toMatchObject({ status: 'completed', attempts: 3 })
    expect(await all(), 'nothing is left').toEqual([])

    const alone = await testHost()
    onTestFinished(alone.close)
    await done(alone.post('/build_matrix', build))
    const { sweep_id: other } = await done(alone.post('/backtest_sweep', sweep))
    expect(await rowsOfSweep(host, id)).toEqual(await rowsOfSweep(alone, other))
  },
)
