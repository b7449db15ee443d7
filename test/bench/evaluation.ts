import { variantEvaluator } from '../../src/core/backtest/evaluate.ts'
import { defaultExecution, type Variant } from '../../src/core/backtest/index.ts'
import type { FoldScores } from '../../src/core/backtest/scores.ts'
import type { Dataset } from '../../src/core/matrix/matrix.ts'
import { Random } from '../../src/core/random.ts'
import { normalQuantile } from '../../src/core/statistics/normal.ts'
import { foldOf } from '../core/backtest/builders.ts'
import { processorTime, summary } from './measure.ts'

const rows = 1_000_000
const splits = 5
/** Rows before them, whose scores a share takes its level from. */
const innerRows = 200_000
const runs = 25

const markets = [
  { title: 'daily bars, held for one', barsOfSession: 1, horizon: 1 },
  { title: 'bars of five minutes, held for one', barsOfSession: 78, horizon: 1 },
  { title: 'bars of five minutes, held for five', barsOfSession: 78, horizon: 5 },
]

const variants: readonly { title: string; variant: Variant }[] = [
  { title: 'a threshold', variant: { selection: { kind: 'thresholds', thresholds: [0.55] } } },
  { title: 'a share', variant: { selection: { kind: 'top_pct', topPct: 0.1 } } },
]

/**
 * Positions, trades, costs and all metrics of one variant over a million out-of-sample rows in five folds, when scores
 * and prices are there. Each of many variants of a sweep takes this; the first one has prepared the prices.
 */
export async function evaluation(): Promise<string[]> {
  const lines = [
    `${rows.toLocaleString('en')} rows, processor time of one variant, median (best) of ${runs}.`,
    '',
    `| market | ${variants.map(({ title }) => title).join(' | ')} |`,
    `|---|${variants.map(() => '---|').join('')}`,
  ]
  for (const { title, ...market } of markets) {
    const dataset = randomWalk(market)
    const evaluate = variantEvaluator(dataset, randomFolds(), defaultExecution)
    const cells = variants.map(({ variant }, place) => {
      const { variant: other } = variants[(place + 1) % variants.length]
      const times = Array.from({ length: runs }, () => {
        // Positions that are those of the variant before are not traded again.
        evaluate(other)
        return processorTime(() => evaluate(variant))
      })
      const { median, best } = summary(times)
      return `${median.toFixed(0)} ms (${best.toFixed(0)})`
    })
    lines.push(`| ${[title, ...cells].join(' | ')} |`)
  }
  return lines
}

/** A market without an edge. */
function randomWalk({ barsOfSession, horizon }: { barsOfSession: number; horizon: number }): Dataset {
  const decisions = innerRows + rows
  const count = decisions + horizon + 1
  const random = new Random(1)
  const change = Float64Array.from(
    { length: count },
    () => 0.001 * normalQuantile(random.nextFraction() + 2 ** -33),
  )
  const session = Int32Array.from({ length: count }, (_, bar) => Math.floor(bar / barsOfSession))
  const ts = Float64Array.from(session, (day, bar) => 86_400_000 * day + 300_000 * (bar % barsOfSession))
  const close = new Float64Array(count)
  for (let bar = 0, price = 100; bar < count; bar++) close[bar] = price *= 1 + change[bar]
  const open = close.map((_, bar) => (bar === 0 ? 100 : close[bar - 1]))
  const later = Float64Array.from({ length: decisions }, (_, row) => close[row + horizon] / close[row] - 1)
  return {
    matrix: {
      ticker: 'WALK',
      ts: ts.slice(0, decisions),
      session: session.slice(0, decisions),
      hourEt: null,
      features: [],
      retFwd: later,
      labelEnd: Float64Array.from({ length: decisions }, (_, row) => ts[row + horizon]),
      target: null,
      event: null,
    },
    bars: {
      ticker: 'WALK',
      cadence: barsOfSession === 1 ? 'daily' : '5m',
      hourEt: null,
      ts,
      session,
      open,
      high: open.map((price, bar) => Math.max(price, close[bar])),
      low: open.map((price, bar) => Math.min(price, close[bar])),
      close,
      volume: new Float64Array(count).fill(1),
    },
    barOfRow: Int32Array.from({ length: decisions }, (_, row) => row),
    horizon,
    returnBasis: 'open_close',
    periodsPerYear: 252 * barsOfSession,
  }
}

function randomFolds(): FoldScores[] {
  const random = new Random(2)
  const size = rows / splits
  const scores = (of: Int32Array) => Float64Array.from(of, () => 0.35 + 0.3 * random.nextFraction())
  const inner = Int32Array.from({ length: innerRows }, (_, row) => row)
  return Array.from({ length: splits }, (_, fold) => {
    const test = Int32Array.from({ length: size }, (_, row) => innerRows + fold * size + row)
    return foldOf(inner, scores(inner), test, scores(test), fold)
  })
}
