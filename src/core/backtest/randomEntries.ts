import { groupAt, groupBy } from '../groupBy.ts'
import type { Dataset } from '../matrix/matrix.ts'
import { Random } from '../random.ts'
import { mean, std } from '../statistics/returns.ts'
import { quantile } from '../statistics/stationaryBootstrap.ts'
import { openBook } from './booking.ts'
import { costRate, type Execution } from './config.ts'
import { type EntryDraw, entryDraw, sidedDraw } from './entryDraw.ts'
import { sharpeOf } from './summary.ts'
import { summariseNet } from './totals.ts'

/**
 * What entries at random would have earned, beside a run: as many trades, on the same sides and in the same sizes,
 * held as long, at the same costs. Sharpe ratios are net and a year, as the run's.
 */
export interface RandomEntries {
  /** Draws behind the figures. */
  draws: number
  /** Filled trades of the run and of each draw. */
  trades: number
  long: number
  short: number
  mean: number | null
  std: number | null
  /** Sharpe ratios below which 5, 25, 50, 75 and 95 % of the draws lie; null without draws. */
  quantiles: { p05: number; p25: number; p50: number; p75: number; p95: number } | null
  /** Share of the draws that the run's Sharpe ratio beats, ties half. */
  percentile: number | null
  /** Why there is no percentile; null when there is. */
  unavailable: string | null
}

export const randomDraws = 500

/** Draws entries at random for one run. A draw takes as long as evaluating a variant. */
export interface RandomTrader {
  /** Makes some draws more. */
  draw(count: number): void
  /** What all draws so far show. */
  summary(): RandomEntries
}

/**
 * Each draw chooses, among the out-of-sample decisions that could be filled, as many as the run traded, and gives them
 * the run's positions in random order; of several tickers each keeps its own trades. Of options a long position needs a
 * call that could be bought and a short one a put. The same seed gives the same draws.
 *
 * @param decisions out-of-sample rows with the position (sign × size) that the run wanted
 * @param sharpe of the run, a year; null where it is undefined
 */
export function randomTrader(
  dataset: Dataset,
  execution: Execution,
  decisions: { row: Int32Array; position: Float64Array },
  sharpe: number | null,
  seed: number,
): RandomTrader {
  const book = openBook(dataset, execution)
  const account = book.open(decisions.row, null)
  const rate = costRate(execution)
  const position = new Float64Array(decisions.row.length)
  const fillableOf = (side: number) => account.trade(position.fill(side)).trades.decision.slice()
  const fillable = fillableOf(1)
  const fillableShort = execution.options ? fillableOf(-1) : fillable
  const filled = account.trade(decisions.position).trades.decision.slice()
  const taken = Float64Array.from(filled, (index) => decisions.position[index])
  position.fill(0)
  const tickerOf = tickerOfDecision(dataset, decisions.row)
  const parts = execution.options
    ? [
        sidedDraw(
          { fillable: fillable.sort(), taken: taken.filter((size) => size > 0) },
          { fillable: fillableShort.sort(), taken: taken.filter((size) => size < 0) },
        ),
      ]
    : partsOf(fillable, filled, tickerOf, (index) => decisions.position[index])
  const random = new Random(seed)
  const sharpes: number[] = []
  const unavailable = whyNone(parts, sharpe)

  function drawOne(): void {
    for (const part of parts) part.place(position, random)
    const booked = account.barsOf?.(position) ?? account.trade(position)
    const ratio = sharpeOf(summariseNet(booked, rate))
    for (const part of parts) part.clear(position)
    if (ratio !== null) sharpes.push(ratio * Math.sqrt(book.periodsPerYear))
  }

  return {
    draw(count) {
      if (unavailable === null) for (let made = 0; made < count; made++) drawOne()
    },
    summary() {
      const rising = Float64Array.from(sharpes).sort()
      const long = taken.filter((size) => size > 0).length
      return {
        draws: rising.length,
        trades: taken.length,
        long,
        short: taken.length - long,
        mean: mean(rising),
        std: std(rising),
        quantiles: rising.length > 0 ? quantilesOf(rising) : null,
        percentile: sharpe === null || rising.length === 0 ? null : shareBelow(rising, sharpe),
        unavailable: unavailable ?? (rising.length > 0 ? null : 'the returns of no draw vary'),
      }
    },
  }
}

/** The draw of each ticker; a single one where there is one instrument. */
function partsOf(
  fillable: Int32Array,
  filled: Int32Array,
  { tickers, of }: { tickers: number; of(indexes: Int32Array): Int32Array },
  positionOf: (index: number) => number,
): EntryDraw[] {
  const grouped = (indexes: Int32Array) => {
    const places = groupBy(tickers, of(indexes))
    return (ticker: number) => groupAt(places, ticker).map((at) => indexes[at])
  }
  const fillableOf = grouped(fillable)
  const filledOf = grouped(filled)
  return Array.from({ length: tickers }, (_, ticker) =>
    entryDraw(fillableOf(ticker), Float64Array.from(filledOf(ticker), positionOf)),
  )
}

function tickerOfDecision({ matrix: { tickers } }: Dataset, rows: Int32Array) {
  return {
    tickers: tickers?.names.length ?? 1,
    of: (indexes: Int32Array) => indexes.map((index) => tickers?.ofRow[rows[index]] ?? 0),
  }
}

function whyNone(parts: readonly EntryDraw[], sharpe: number | null): string | null {
  if (parts.every(({ count }) => count === 0)) return 'nothing was traded'
  if (sharpe === null) return 'the Sharpe ratio of the run is undefined'
  if (!parts.some(({ hasChoice }) => hasChoice))
    return 'every decision that could be filled was traded alike, so that there are no other entries to draw'
  return null
}

function quantilesOf(rising: Float64Array) {
  const at = (share: number) => quantile(rising, share)
  return { p05: at(0.05), p25: at(0.25), p50: at(0.5), p75: at(0.75), p95: at(0.95) }
}

function shareBelow(values: Float64Array, level: number): number {
  let below = 0
  for (const value of values) below += Number(value < level) + Number(value === level) / 2
  return below / values.length
}
