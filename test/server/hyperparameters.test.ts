import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Hyperparams } from '../../src/contract/types.ts'
import type { FitTask } from '../../src/core/backtest/index.ts'
import { done, type TestHost, testHost, writeFeatureCsv } from './testHost.ts'

let host: TestHost
/** What the trainer was given last. */
let params: FitTask['params'] | undefined

beforeAll(async () => {
  host = await testHost({
    change: ({ fits }) => ({
      fits: {
        ...fits,
        run(columns, tasks, options) {
          params = tasks.at(-1)?.params
          return fits.run(columns, tasks, options)
        },
      },
    }),
  })
  writeFeatureCsv(host.workspace)
})
afterAll(() => host.close())

const foreign = { csv: 'features.csv', columns: { time: 'date', return: 'ret_fwd' } }
const quick: Hyperparams = { rounds: 3, depth: 2 }
const all: Required<Hyperparams> = {
  rounds: 4,
  depth: 3,
  max_leaves: 6,
  growth: 'leaf',
  rate: 0.3,
  lambda: 2,
  alpha: 0.1,
  gamma: 0.01,
  min_child_weight: 2,
  subsample: 0.8,
  column_sample: 0.7,
  column_sample_by_level: 0.9,
  max_bins: 32,
  early_stopping_rounds: 2,
  monotone: { noise: -1 },
}
const asked = (hyperparams: Hyperparams) => ({ ...foreign, hyperparams, thresholds: [0.5], inner_folds: 2 })

describe('hyperparameters of a request', () => {
  it('reach the trainer, each of them', async () => {
    await done(host.post('/train', { ...foreign, hyperparams: all }))
    expect(params).toMatchObject({
      rounds: 4,
      depth: 3,
      maxLeaves: 6,
      growth: 'leaf',
      rate: 0.3,
      lambda: 2,
      alpha: 0.1,
      gamma: 0.01,
      minChildWeight: 2,
      subsample: 0.8,
      columnSample: 0.7,
      columnSampleByLevel: 0.9,
      maxBins: 32,
      monotone: Int8Array.of(0, -1),
    })
  })

  it('stand in the config of a backtest, directions by the name of the feature, and ask for it again', async () => {
    const first = await done(host.post('/backtest', asked(all)))
    expect(first.config).toMatchObject({ hyperparams: all })
    const again = await done(host.post('/backtest', { ...foreign, config: first.config }))
    expect(again).toMatchObject({ deduplicated: true, run_id: first.run_id })
  })

  it('make another run, each of them', async () => {
    const changes: Hyperparams[] = Object.entries(all).flatMap(([name, value]) =>
      name === 'growth' ? [] : [{ ...quick, [name]: value }],
    )
    changes.push({ ...quick, max_leaves: 6, growth: 'leaf' })
    const ids = new Set<string>()
    for (const hyperparams of [quick, ...changes]) {
      const { run_id, deduplicated } = await done(host.post('/backtest', asked(hyperparams)))
      expect(deduplicated, JSON.stringify(hyperparams)).toBe(false)
      ids.add(run_id)
    }
    expect(ids.size).toBe(changes.length + 1)
    const writtenOut: Hyperparams = { ...quick, max_leaves: 0, growth: 'depth', column_sample_by_level: 1 }
    expect(await done(host.post('/backtest', asked(writtenOut)))).toMatchObject({ deduplicated: true })
  })

  it.each<[Hyperparams, string]>([
    [{ growth: 'leaf' }, 'at least 2, for growth by leaf, got 0'],
    [{ growth: 'leaf', max_leaves: 1 }, 'at least 2, for growth by leaf, got 1'],
    [{ max_leaves: 1 }, '0 for no limit, or at least 2, got 1'],
  ])(
    'are refused before anything is fitted where they do not go together: %j',
    async (hyperparams, issue) => {
      for (const path of ['/train', '/backtests', '/sweeps/run']) {
        const { status, body } = await host.post(path, { ...foreign, hyperparams })
        expect(status, path).toBe(400)
        expect(body.error.details.field_errors).toEqual([
          { field: 'hyperparams.max_leaves', issue: `expected ${issue}` },
        ])
      }
    },
  )
})
