import { describe, expect, it } from 'vitest'
import { backtestRisks, type JudgedRun, leakageRisks, trainingRisks } from '../../src/services/cardRisks.ts'

/** A run that nothing speaks against, but for what a test changes. */
function risksOf(change: {
  metrics?: Partial<JudgedRun['result']['metrics']>
  years?: [string, number][]
  percentile?: number
  benchmark?: number
  curve?: [number, number][]
  folds?: JudgedRun['result']['folds']
  gate?: JudgedRun['gate']
}): string[] {
  const {
    years = [
      ['2019', 0.1],
      ['2020', 0.1],
    ],
  } = change
  const fold = { flatReason: null, cumReturn: 0.1 }
  const run: JudgedRun = {
    result: {
      metrics: { trades: 200, sharpe: 2, min_trl: 300, sessions: 1_000, ...change.metrics },
      folds: change.folds ?? [fold, fold],
      costCurve: (change.curve ?? [[10, 1]]).map(([bps, sharpe]) => ({ bps, sharpe })),
    },
    breakdown: { by_year: years.map(([group, sum_return]) => ({ group, sum_return })) },
    references: {
      benchmark: { kind: 'buy_and_hold', sharpe: change.benchmark ?? 0.5 },
      random_entries: { percentile: change.percentile ?? 0.99 },
    },
    gate: change.gate ?? { details: [], not_applied: [] },
    nonCausal: false,
    leakage: 'green',
  }
  return backtestRisks(run)
}

describe('the risks of a backtest', () => {
  it('are none where its figures say nothing against it', () => {
    expect(risksOf({})).toEqual([])
  })

  it.each([
    [{ metrics: { trades: 0, min_trl: null } }, /never traded/],
    [{ metrics: { min_trl: null } }, /No length of record/],
    [{ metrics: { min_trl: 1_200.2 } }, /takes 1,201 sessions .* there are 1,000/],
    [{ benchmark: 2.5 }, /Buying and holding had a Sharpe ratio of 2\.50 a year, it 2\.00/],
    [{ percentile: 0.7 }, /30 % of the draws of entries at random/],
    [
      {
        years: [
          ['2019', 0.3],
          ['2020', 0.1],
        ],
      },
      /75 % of all that it earned came in 2019/,
    ],
    [
      {
        years: [
          ['2019', 0.3],
          ['2020', -0.1],
        ],
      },
      /All that it earned came in 2019: the other years lost/,
    ],
    [
      {
        curve: [
          [5, 0.4],
          [10, -0.2],
        ],
      },
      /At costs of 10 bps a side its Sharpe ratio is -0\.20/,
    ],
    [
      {
        folds: [
          { flatReason: 'no threshold', cumReturn: 0 },
          { flatReason: null, cumReturn: 0.1 },
        ],
      },
      /In 1 of 2 folds/,
    ],
    [
      {
        folds: [
          { flatReason: null, cumReturn: -0.1 },
          { flatReason: null, cumReturn: 0.1 },
        ],
      },
      /1 of 2 folds lost/,
    ],
    [
      {
        gate: {
          details: [{ code: 'dsr_below_min', limit: 'dsr_min', observed: 0.5, required: 0.9 }],
          not_applied: [],
        },
      },
      /more than luck is 50 %, at least 90 % is required/,
    ],
  ] satisfies [Parameters<typeof risksOf>[0], RegExp][])('tell of %j', (change, told) => {
    expect(risksOf(change)).toEqual([expect.stringMatching(told)])
  })

  it('do not blame a year of a run that earned nothing', () => {
    expect(
      risksOf({
        years: [
          ['2019', 0.1],
          ['2020', -0.2],
        ],
      }),
    ).toEqual([])
  })
})

describe('the other risks', () => {
  it('tell of a leak, and of a scan that was not made', () => {
    expect(leakageRisks('green')).toEqual([])
    expect(leakageRisks(null)).toEqual([expect.stringContaining('not scanned')])
    for (const colour of ['yellow', 'red'] as const)
      expect(leakageRisks(colour)).toEqual([expect.stringContaining(colour)])
  })

  it('tell of a training what its figures and warnings say', () => {
    const facts = {
      basis: 'out_of_fold',
      gateState: 'passed',
      leakage: 'green',
      warnings: ['a is flat'],
    } as const
    expect(trainingRisks({ ...facts, metrics: { roc_auc: 0.49 } })).toEqual([
      'Out of fold it ranks no better than chance: its ROC AUC is 0.49.',
      'A is flat.',
    ])
    expect(trainingRisks({ ...facts, basis: 'training', metrics: { roc_auc: 0.9 }, warnings: [] })).toEqual([
      'How it does on rows that it has not seen is not known.',
    ])
  })
})
