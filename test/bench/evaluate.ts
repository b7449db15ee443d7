import { defaultExecution, type Variant } from '../../src/core/backtest/config.ts'
import { variantEvaluator } from '../../src/core/backtest/evaluate.ts'
import { barsOf, datasetOf, foldOf, randomOf, randomWalk, range } from '../core/backtest/builders.ts'
import { processorTimes, summary } from './measure.ts'

const rows = 1_000_000
const runs = 30
/** Few: what is measured is the evaluation of test rows, not the choice of a threshold. */
const innerRows = 1_000
const folds = 5

interface Kind {
  name: string
  perSession: number
  horizon: number
}

const kinds: readonly Kind[] = [
  { name: 'daily bars, held for 1', perSession: 1, horizon: 1 },
  { name: 'daily bars, held for 5 in tranches', perSession: 1, horizon: 5 },
  { name: 'hourly bars, held for 1', perSession: 7, horizon: 1 },
]

/**
 * Evaluating one variant on given scores: positions, simulation, costs, and every metric of the run and its folds, on
 * one core. A threshold that was never asked for each time, so that nothing is known from before.
 */
export async function evaluate(): Promise<string[]> {
  return [
    `| one variant over ${rows.toLocaleString('en-US')} rows | trades | processor, least | median | wall, least | median |`,
    '| :-- | --: | --: | --: | --: | --: |',
    ...kinds.map(measured),
  ]
}

function measured({ name, perSession, horizon }: Kind): string {
  const evaluateVariant = prepared(perSession, horizon)
  let asked = 0
  const variant = (): Variant => ({
    selection: { kind: 'thresholds', thresholds: [0.6 + 1e-6 * asked++] },
  })
  for (let warm = 0; warm < 5; warm++) evaluateVariant(variant())
  const wall: number[] = []
  let trades = 0
  const processor = processorTimes(runs, () => {
    const start = performance.now()
    trades = evaluateVariant(variant()).metrics.trades
    wall.push(performance.now() - start)
  })
  const clock = summary(wall)
  const ms = (value: number) => `${value.toFixed(1)} ms`
  return `| ${name} | ${trades.toLocaleString('en-US')} | ${ms(processor.best)} | ${ms(processor.median)} | ${ms(clock.best)} | ${ms(clock.median)} |`
}

function prepared(perSession: number, horizon: number) {
  const count = innerRows + rows
  const { open, close } = randomWalk(count, 1)
  const dataset = datasetOf(barsOf(open, close, perSession), horizon)
  const random = randomOf(2)
  const scores = (length: number) => Float64Array.from({ length }, random)
  const size = rows / folds
  const scored = Array.from({ length: folds }, (_, fold) => {
    const start = innerRows + fold * size
    const inner = range(start - innerRows, start)
    return foldOf(inner, scores(innerRows), range(start, start + size), scores(size), fold)
  })
  return variantEvaluator(dataset, scored, defaultExecution)
}
