import { expect, it } from 'vitest'
import { defaultBacktestConfig, defaultExecution } from '../../../src/core/backtest/config.ts'
import { type BacktestResult, evaluateVariant } from '../../../src/core/backtest/evaluate.ts'
import { featureColumns, planFits, runFit } from '../../../src/core/backtest/fits.ts'
import { assembleFolds } from '../../../src/core/backtest/scores.ts'
import { buildMatrix } from '../../../src/core/matrix/index.ts'
import { dayBars, hourlyDay, winterDays } from '../labels/eventBars.ts'

/** Mornings that rise or fall by 2 and are taken back on two days of three, which the day's first close tells. */
function event() {
  const bars = dayBars(
    'hourly',
    winterDays(90).map((date, day) => {
      const rise = day % 2 === 0 ? 2 : -2
      const comes = day % 3 !== 0
      const hint = 100 + (comes ? 0.5 : -0.5)
      const close = comes ? 100 : 100 + 2 * rise
      return hourlyDay(date, 100, [hint, 100 + rise, 100 + rise, 100 + rise, 100 + rise, 100 + rise, close])
    }),
  )
  const label = {
    kind: 'headfake_reversal',
    windowStart: '09:30',
    windowEnd: '11:00',
    minEarlyAtr: 0.5,
    minLateAtr: 0.5,
  } as const
  const built = buildMatrix({ bars, indicators: [{ name: 'atr', params: { period: 14 } }], label })
  const hint = Float64Array.from(built.barOfRow, (bar) => {
    const first = bars.session.indexOf(bars.session[bar])
    return bars.close[first]
  })
  return { ...built, matrix: { ...built.matrix, features: [{ name: 'hint', values: hint }] } }
}

const config = {
  ...defaultBacktestConfig,
  splits: 3,
  innerFolds: 2,
  booster: { rounds: 20, depth: 2 },
  classTarget: { kind: 'k_sigma', k: 1 } as const,
}
const dataset = event()
const { plans, tasks } = planFits(dataset, config)
const columns = featureColumns(dataset.matrix, null)
const folds = assembleFolds(
  plans,
  tasks.map((task) => runFit(columns, task)),
  'none',
)
const execution = { ...defaultExecution, slippageBps: 0 }

/** Where the side of each decision, and whether the event comes, are known from how the data is made. */
function check({ decisions, trades }: BacktestResult) {
  const { event: events, retFwd } = dataset.matrix
  if (!events) throw new Error('the matrix is that of an event')
  decisions.row.forEach((row, index) => {
    // -0 is no position either.
    expect(decisions.position[index] + 0, `row ${row}`).toBe(events.y[row] === 1 ? events.side[row] : 0)
  })
  trades.netReturn.forEach((earned, trade) => {
    const row = decisions.row[trades.decision[trade]]
    // Opens are the closes before them, so that from the next open to the close is what the label measures.
    expect(earned).toBeCloseTo(Math.abs(retFwd[row]), 12)
  })
  expect(trades.netReturn.length).toBe([...decisions.position].filter((position) => position !== 0).length)
}

it('a fold learns the event itself, not the sign of the return', () => {
  expect(folds.map(({ classes }) => [classes.names, classes.ofRow])).toEqual(
    folds.map(() => [['0', '1'], dataset.matrix.event?.y]),
  )
})

it('a probability of the event that reaches the threshold is traded on its side, up to the close', () => {
  const result = evaluateVariant(
    dataset,
    folds,
    { selection: { kind: 'thresholds', thresholds: [0.6] } },
    execution,
  )
  const sides = new Set(result.decisions.position)
  expect(sides).toEqual(new Set([0, 1, -1]))
  check(result)
})

it('top_pct takes the likeliest rows of both sides', () => {
  // Two of three rows have the event, so that the likeliest half are rows of it; all of these share one score.
  check(evaluateVariant(dataset, folds, { selection: { kind: 'top_pct', topPct: 0.5 } }, execution))
})

it('no position is taken on the side that a long-only account does not have', () => {
  const variant = { selection: { kind: 'thresholds' as const, thresholds: [0.6] } }
  const { decisions } = evaluateVariant(dataset, folds, variant, { ...execution, longOnly: true })
  expect(new Set(decisions.position)).toEqual(new Set([0, 1]))
})
