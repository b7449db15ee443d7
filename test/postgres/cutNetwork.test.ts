import { setTimeout as wait } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { requireTool } from '../required.ts'
import { openCommand } from '../server/leaving.ts'
import { done, isUnbuilt, modelId, quickWorkspace } from '../server/testHost.ts'
import { hasNamespaces, openNamespace } from './networkNamespace.ts'
import { patient } from './sharedWork.ts'
import { sharedPlaces, startWorker } from './workerProcess.ts'

const build = { model_id: modelId, start: '2014-01-02' }
/** Each fold takes long enough to be a part. */
const sweep = {
  model_id: modelId,
  splits: 2,
  inner_folds: 2,
  top_pct_variants: [0.1],
  momentum_gate_variants: [false],
  hyperparams_variants: [300, 310].map((rounds) => ({ rounds, depth: 5 })),
}

/** More than a beat of a worker's heart. */
const cutMs = 6_000

const allowsNamespaces = requireTool(
  'namespaces',
  hasNamespaces(),
  'a network namespace can be made on Linux by root alone',
)

it.skipIf(isUnbuilt || !allowsNamespaces)(
  'a worker whose network is cut with a part in hand goes on when it is back, and nothing is done twice',
  { timeout: 120_000 },
  async () => {
    const { flags, env } = await sharedPlaces()
    const { host, parts } = await openCommand(await quickWorkspace(), { flags })
    const elsewhere = openNamespace(1)
    const reached = {
      DATABASE_URL: await elsewhere.reached(flags.database_url),
      SIGMA_S3_ENDPOINT: (await elsewhere.reached(flags.s3_endpoint)).replace(/\/$/, ''),
    }
    await startWorker({ ...env, ...reached }, { by: elsewhere.by })
    await done(host.post('/build_matrix', build))
    const { sweep_id: id } = (await host.post('/sweeps/run', sweep)).body
    const all = () => parts.db.selectFrom('fit_parts').select(['owner', 'ended_at', 'attempts']).execute()
    const inHand = async () =>
      (await all()).filter(({ owner, ended_at }) => owner !== null && ended_at === null).length
    await expect.poll(inHand, { ...patient, interval: 20 }).toBeGreaterThan(0)

    elsewhere.pull()
    await wait(cutMs)
    const during = await all()
    expect(
      during.some(({ ended_at }) => ended_at === null),
      'it was in the middle',
    ).toBe(true)
    elsewhere.plugIn()

    const stands = async () => (await host.get(`/sweeps/${id}/status`)).body
    await expect.poll(stands, { timeout: 60_000 }).toMatchObject({ status: 'completed' })
    expect(
      (await done(host.get('/admin/jobs'))).rows[0],
      'by who asked, and by the worker once',
    ).toMatchObject({
      attempts: 2,
    })
    const { rows } = await done(host.get(`/sweeps/${id}/results?limit=10`))
    expect(rows.map(({ metrics }) => Number.isFinite(metrics.sharpe))).toEqual([true, true])
    expect(await all(), 'nothing is left').toEqual([])
  },
)
