import { describe, expect, it } from 'vitest'
import { changedFields, compareRuns } from '../../src/cli/compareRuns.ts'
import type { BacktestDetail } from '../../src/contract/types.ts'

const run = (id: string, changes: Partial<BacktestDetail> = {}): BacktestDetail => ({
  ok: true,
  run_id: id,
  id,
  pack_id: 'p',
  model_id: 'm',
  status: 'completed',
  created_at: '2024-06-03T13:30:00Z',
  risk_profile: 'balanced',
  config: { kind: 'thr', value: '0.55', splits: 5, hyperparams: { rounds: 100 } },
  metrics: { sharpe: 1, trades: 10, unavailable: { calmar: 'none' } },
  ...changes,
})

describe('compareRuns', () => {
  it('says of equal runs that nothing changed', () => {
    const { config, metrics, lineage } = compareRuns([run('a'), run('b')])
    expect([config, metrics, lineage].flatMap(changedFields)).toEqual([])
    expect(metrics.map(({ field }) => field)).toEqual(['sharpe', 'trades'])
  })

  it('names each field that differs, those inside others too, and has null where a run has none', () => {
    const other = run('b', {
      config: { kind: 'thr', value: '0.55', splits: 5, seed: 7, hyperparams: { rounds: 200 } },
      risk_profile: 'aggressive',
    })
    const { config } = compareRuns([run('a'), other])
    expect(changedFields(config)).toEqual(['hyperparams.rounds', 'risk_profile', 'seed'])
    expect(config.find(({ field }) => field === 'seed')?.values).toEqual([null, 7])
  })
})
