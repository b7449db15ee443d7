import { expect } from 'vitest'
import { done, quick, type TestHost, testHost, writeFeatureCsv } from './testHost.ts'

/** What nobody should be able to put into a page. */
export const hostile = '<script>alert(1)</script>'

export interface DashboardHost extends TestHost {
  /** A completed sweep, the best of its variants, a training that is done, and one that runs until it is canceled. */
  sweep: string
  backtest: string
  training: string
  running: string
}

const foreign = { csv: 'features.csv', columns: { time: 'date', return: 'ret_fwd' } }
const body = { ...foreign, hyperparams: quick.hyperparams, tag: hostile }

/** A server with one of each that pages show. */
export async function dashboardHost(): Promise<DashboardHost> {
  let hangs = false
  const host = await testHost({
    change: ({ fits }) => ({
      fits: {
        ...fits,
        run: (columns, tasks, options) =>
          hangs ? untilAborted(options.signal) : fits.run(columns, tasks, options),
      },
    }),
  })
  writeFeatureCsv(host.workspace)
  const sweep = { thresholds_variants: [[0.5], [0.52, 0.55]], top_pct_variants: [0.1, 0.2] }
  const { sweep_id, rows } = await done(host.post('/backtest_sweep', { ...body, sweep }))
  const { run_id: training } = await done(host.post('/train', body))
  hangs = true
  const seeded = { ...body, seed: 7 }
  const answer = await host.post('/train', seeded, { prefer: 'respond-async' })
  expect(answer.status, answer.text).toBe(202)
  const running = answer.body.job_id
  return {
    ...host,
    ...{ sweep: sweep_id, backtest: rows[0].id, training, running },
    async close() {
      await host.post(`/train/jobs/${running}/cancel`)
      await host.close()
    },
  }
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped'))))
}

/** Every kind of page, with what stands in its heading. */
export function pagesOf({
  sweep,
  backtest,
  training,
  running,
}: DashboardHost): [path: string, title: string][] {
  return [
    ['/ui', 'Overview'],
    ['/ui/leaderboard', 'Leaderboard'],
    ['/ui/sweeps', 'Sweeps'],
    [`/ui/sweeps/${sweep}`, 'Sweep of features'],
    ['/ui/runs', 'Runs'],
    [`/ui/runs/${backtest}`, 'Backtest of features'],
    [`/ui/runs/${training}`, 'Training of features'],
    [`/ui/runs/${running}`, 'Training of features'],
    ['/ui/jobs', 'Jobs'],
    ['/ui/packs', 'Packs'],
    ['/ui/packs/swingsigma', 'Pack swingsigma'],
    ['/ui/models', 'Models'],
    ['/ui/models/adhoc/features', 'Model features'],
    ['/docs', 'Sigma Lab API'],
  ]
}
