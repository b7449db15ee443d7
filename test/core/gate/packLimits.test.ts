import { describe, expect, it } from 'vitest'
import { defaultExecution } from '../../../src/core/backtest/config.ts'
import { evaluateVariant } from '../../../src/core/backtest/evaluate.ts'
import { evaluateGate, type GateContext, type GateMetrics } from '../../../src/core/gate/gate.ts'
import { type RiskBudget, riskProfiles } from '../../../src/core/gate/riskBudget.ts'
import { score } from '../../../src/core/gate/score.ts'
import { budgetLimits } from '../../../src/core/policy/budgetLimits.ts'
import { trialBenchmark } from '../../../src/core/statistics/effectiveTrials.ts'
import { overfitting } from '../../../src/core/statistics/overfitting.ts'
import { alignSessions } from '../../../src/core/statistics/sessions.ts'
import { probabilisticSharpe, sharpeSample } from '../../../src/core/statistics/sharpeTests.ts'
import { openPacks } from '../../../src/packs/openPacks.ts'
import { scoreKinds } from '../../packs/scoreKinds.ts'
import { barsOf, datasetOf, foldOf, randomOf, range } from '../backtest/builders.ts'

const builtin = openPacks({ builtinDir: 'packs' })
const packs = await Promise.all((await builtin.list()).map(({ id }) => builtin.get(id)))
const cases = packs.flatMap((pack) => riskProfiles.map((profile) => ({ id: pack.id, profile, pack })))

/**
 * Three variants of a model that is right two times in three, on days that move by about 1 %: prices, positions, costs,
 * trades and statistics are computed as for any run. No loss is much larger than another, as with a stop.
 */
function sweepOfRuns() {
  const random = randomOf(17)
  const moves = Array.from({ length: 2_000 }, () => (random() < 0.5 ? -1 : 1) * (0.009 + 0.002 * random()))
  const close: number[] = []
  for (const move of moves) close.push((close.at(-1) ?? 100) * (1 + move))
  const open = close.map((_, day) => close[day - 1] ?? 100)
  const dataset = datasetOf(barsOf(open, close))
  const scores = Array.from(moves, (_, day) => {
    const isRight = random() < 2 / 3
    const rises = (moves[day + 1] ?? 1) > 0 === isRight
    return 0.5 + (rises ? 1 : -1) * (0.05 + 0.3 * random())
  })
  const folds = [0, 1, 2, 3].map((fold) => {
    const start = 400 + 400 * fold
    const [train, test] = [range(0, start), range(start, start + 400)]
    return foldOf(train, scores.slice(0, start), test, scores.slice(start, start + 400), fold)
  })
  return [[0.55], [0.55, 0.6], [0.6]].map((thresholds) =>
    evaluateVariant(dataset, folds, { selection: { kind: 'thresholds', thresholds } }, defaultExecution),
  )
}

const results = sweepOfRuns()
const [run] = results
const series = results.map(({ sessions, sessionReturns }) => ({ sessions, returns: sessionReturns }))
const chosen = overfitting(alignSessions(series).columns)
const sample = sharpeSample(run.sessionReturns)

/** The run's own figures, with those of quotes, volumes and margin, which bars do not hold. */
const passing: GateMetrics = {
  ...run.metrics,
  dsr: probabilisticSharpe(sample, trialBenchmark(series, run.metrics.sessions).expectedMaxSharpe),
  oos_loss_probability: chosen?.oosLossProbability ?? null,
  pbo: chosen?.pbo ?? null,
  median_spread_pct: 0.04,
  oi_min_observed: 1_200,
  volume_min_observed: 450,
  fill_rate: 0.94,
  adv_bps: 1.5,
  margin_usage: 0.25,
}
const options: GateContext = {
  instrument: 'options',
  tradedNotional: true,
  marginKnown: true,
  variants: results.length,
  boundedLoss: true,
  losingTrades: run.metrics.losing_trades,
  leakage: 'green',
}
const equity: GateContext = { ...options, instrument: 'equity', boundedLoss: false }

/** What each limit looks at, and which side of it fails. */
const metricOf: Record<keyof RiskBudget, [metric: keyof GateMetrics, beyond: 1 | -1, code: string]> = {
  min_trades: ['trades', -1, 'min_trades_not_met'],
  min_trades_per_year: ['trades_per_year', -1, 'min_trades_not_met'],
  max_drawdown_pct: ['max_dd', 1, 'max_dd_exceeded'],
  es95_mult: ['es95_trades', 1, 'es95_exceeded'],
  spread_pct_max: ['median_spread_pct', 1, 'spread_above_limit'],
  oi_min: ['oi_min_observed', -1, 'oi_below_min'],
  volume_min: ['volume_min_observed', -1, 'volume_below_min'],
  fill_rate_min: ['fill_rate', -1, 'fill_rate_below_min'],
  sharpe_min: ['sharpe', -1, 'sharpe_below_min'],
  calmar_min: ['calmar', -1, 'calmar_below_min'],
  min_sessions: ['sessions', -1, 'sample_length_not_met'],
  adv_bps_max: ['adv_bps', 1, 'adv_above_limit'],
  turnover_max: ['turnover', 1, 'turnover_exceeded'],
  margin_usage_max: ['margin_usage', 1, 'margin_usage_exceeded'],
  dsr_min: ['dsr', -1, 'dsr_below_min'],
  oos_loss_probability_max: ['oos_loss_probability', 1, 'oos_loss_probability_exceeded'],
  pbo_max: ['pbo', 1, 'pbo_above_max'],
}

/** The figure at which a limit is met exactly. */
function boundaryOf(limit: keyof RiskBudget, required: number): number {
  return limit === 'es95_mult' ? required * (passing.avg_loss ?? Number.NaN) : required
}

describe('the limits of the packs', () => {
  it('are judged on a run with every figure that they look at', () => {
    expect(run.metrics.trades).toBeGreaterThan(500)
    expect(run.metrics.losing_trades).toBeGreaterThan(100)
    for (const [metric] of Object.values(metricOf)) expect(passing[metric], metric).toSatisfy(Number.isFinite)
  })

  it('are those of seven packs under three profiles', () => {
    expect(cases).toHaveLength(21)
    expect(packs.map(({ id }) => id)).toEqual(expect.arrayContaining(['overlay', 'overnightsigma']))
  })

  describe.each(cases)('$id, $profile', ({ pack, profile }) => {
    const { budget } = pack.profiles[profile]
    const held = budgetLimits.filter((limit) => budget[limit] !== undefined)

    it('lets the run pass, every limit applied, and gives it a score', () => {
      expect(evaluateGate(passing, budget, options)).toEqual({
        pass: true,
        reasons: [],
        details: [],
        not_applied: [],
      })
      expect(score(pack.score, { ...run.metrics, folds: run.folds })).toSatisfy(Number.isFinite)
    })

    it('lets it pass as shares without a stop too, where only limits of options do not apply', () => {
      const bare = { ...passing, median_spread_pct: null, oi_min_observed: null, volume_min_observed: null }
      const gate = evaluateGate({ ...bare, fill_rate: null, es95_trades: null }, budget, equity)
      expect(gate.reasons).toEqual([])
      const ofOptions = ['es95_mult', 'spread_pct_max', 'oi_min', 'volume_min', 'fill_rate_min'] as const
      expect(gate.not_applied.map(({ limit }) => limit)).toEqual(
        ofOptions.filter((limit) => held.includes(limit)),
      )
    })

    it.each(held)('passes it on the limit %s, and fails it beyond, for that reason alone', (limit) => {
      const [metric, beyond, code] = metricOf[limit]
      const required = budget[limit] ?? Number.NaN
      const boundary = boundaryOf(limit, required)
      const at = (value: number) => evaluateGate({ ...passing, [metric]: value }, budget, options)
      expect(at(boundary).reasons).toEqual([])
      expect(at(boundary + beyond * 1e-6 * Math.max(1, boundary))).toMatchObject({
        pass: false,
        reasons: [code],
        details: [{ limit, required }],
      })
    })

    it('fails it for a leak, and without a scan', () => {
      expect(evaluateGate(passing, budget, { ...options, leakage: 'red' }).reasons).toEqual([
        'leakage_flagged',
      ])
      expect(evaluateGate(passing, budget, { ...options, leakage: null }).reasons).toEqual([
        'leakage_unavailable',
      ])
    })
  })

  it('loosen from profile to profile, and none is missing in one of them', () => {
    for (const { id, profiles } of packs) {
      const [strict, middle, loose] = riskProfiles.map((profile) => profiles[profile].budget)
      for (const limit of budgetLimits) {
        const [, beyond] = metricOf[limit]
        const values = [strict[limit], middle[limit], loose[limit]]
        if (values.every((value) => value === undefined)) continue
        const [first, second, third] = values.map((value) => beyond * (value ?? Number.NaN))
        expect(first <= second && second <= third, `${id} ${limit}: ${values}`).toBe(true)
      }
    }
  })
})

describe('the numbers that the documents give', () => {
  const limitsOf = (id: string, ...limits: (keyof RiskBudget)[]) => {
    const pack = packs.find((one) => one.id === id)
    if (!pack) throw new Error(`there is no pack ${id}`)
    return riskProfiles.map((profile) => limits.map((limit) => pack.profiles[profile].budget[limit]))
  }

  it.each(['zerosigma', 'overlay'])('are those of %s', (id) => {
    const limits = [
      'max_drawdown_pct',
      'es95_mult',
      'spread_pct_max',
      'oi_min',
      'volume_min',
      'fill_rate_min',
    ] as const
    expect(limitsOf(id, ...limits)).toEqual([
      [0.15, 1.5, 0.08, 1000, 400, 0.9],
      [0.2, 2, 0.1, 500, 200, 0.85],
      [0.25, 2.5, 0.12, 300, 100, 0.8],
    ])
  })

  it('are those of swing and long', () => {
    expect(
      limitsOf(
        'swingsigma',
        'max_drawdown_pct',
        'min_trades_per_year',
        'sharpe_min',
        'adv_bps_max',
        'turnover_max',
      ),
    ).toEqual([
      [0.2, 40, 1.2, 5, 1.5],
      [0.25, 30, 1, 10, 2],
      [0.3, 25, 0.8, 15, 3],
    ])
    expect(limitsOf('longsigma', 'max_drawdown_pct', 'calmar_min')).toEqual([
      [0.3, 0.8],
      [0.35, 0.6],
      [0.4, 0.4],
    ])
  })

  it('are those of luck in every pack, and of a file of one’s own nothing else', () => {
    for (const { id } of packs)
      expect(limitsOf(id, 'dsr_min', 'oos_loss_probability_max', 'pbo_max')).toEqual([
        [0.95, 0.05, undefined],
        [0.9, 0.15, undefined],
        [0.8, 0.3, undefined],
      ])
    const adhoc = packs.find(({ id }) => id === 'adhoc')
    expect(riskProfiles.map((profile) => adhoc?.profiles[profile].budget)).toEqual([
      { min_trades: 100, max_drawdown_pct: 0.25, dsr_min: 0.95, oos_loss_probability_max: 0.05 },
      { min_trades: 100, max_drawdown_pct: 0.35, dsr_min: 0.9, oos_loss_probability_max: 0.15 },
      { min_trades: 100, max_drawdown_pct: 0.5, dsr_min: 0.8, oos_loss_probability_max: 0.3 },
    ])
  })

  it('rank the packs: options by zero, days by swing, months by Calmar, a file by Sharpe ratio', () => {
    expect(Object.fromEntries(packs.map(({ id, score: { kind } }) => [id, kind]))).toEqual(scoreKinds)
  })
})
