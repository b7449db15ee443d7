import type { Bars } from '../bars/bars.ts'
import { previousCloses } from '../bars/previousCloses.ts'
import { openMinute } from '../calendar/index.ts'
import { sessionInstant } from '../calendar/newYorkTime.ts'
import { addScaled } from '../indicators/columns.ts'
import type { SeriesCache } from '../indicators/seriesCache.ts'
import { missingData } from './missingData.ts'
import type { OptionTrades } from './tables.ts'

/** What is added up of the options that expire the same day: contracts, and what was paid for them. */
export const flowMeasures = ['calls_sold', 'puts_sold', 'calls_premium', 'puts_premium'] as const
export type FlowMeasure = (typeof flowMeasures)[number]

/** Distance of the strikes that count where nobody says otherwise, and the greatest that can be asked for. */
export const defaultDistanceMax = 7
export const greatestDistance = 200

/** How far from the rounded close before an indicator of the flow looks. */
export const distanceParam = { default: defaultDistanceMax, min: 1, max: greatestDistance, integer: true }

/** The flow of a build around the close before: each table and total is computed once, whoever asks for it. */
export interface Flow {
  /** Sum over strikes at one distance, -distanceMax to distanceMax. */
  at(measure: FlowMeasure, distance: number): Float64Array
  /** Sum over all of these strikes. */
  total(measure: FlowMeasure): Float64Array
  /** Contracts of the one strike that the rounded close before stands at. */
  atMoney(side: 'calls' | 'puts'): Float64Array
}

/**
 * The flow of strikes up to `distanceMax` from the close of the session before. Without option trades it is
 * UNPROCESSABLE, in the name of `reader`.
 */
export function flowOf(cache: SeriesCache, distanceMax: number, reader: string): Flow {
  const { bars, market } = cache
  const { trades } = market
  if (trades === null) throw missingData(reader, 'option trades')
  const rows = bars.ts.length
  const column = (place: number) => {
    const table = cache.derive(`flow(${distanceMax})`, () => sumFlow(bars, trades, distanceMax)).values
    return table.subarray(place * rows, (place + 1) * rows)
  }
  const at = (measure: FlowMeasure, distance: number) => column(columnOf(measure, distance, distanceMax))
  const total = (measure: FlowMeasure) =>
    cache.derive(`flow_total(${measure},${distanceMax})`, () => {
      let sum = at(measure, -distanceMax)
      for (let distance = 1 - distanceMax; distance <= distanceMax; distance++)
        sum = addScaled(sum, 1, at(measure, distance))
      return sum
    }).values
  return { at, total, atMoney: (side) => column(atMoneyColumn(side === 'calls', distanceMax)) }
}

/** Place of a column in the table: measure by measure, each from the lowest distance up. */
function columnOf(measure: FlowMeasure, distance: number, distanceMax: number): number {
  return flowMeasures.indexOf(measure) * (2 * distanceMax + 1) + distance + distanceMax
}

/** Behind the columns by distance stand calls and puts at the money. */
function atMoneyColumn(isCall: boolean, distanceMax: number): number {
  return flowMeasures.length * (2 * distanceMax + 1) + (isCall ? 0 : 1)
}

/**
 * Contracts traded and premium paid in each bar, by side and distance: one column after the other, each as long as the
 * bars.
 *
 * A bar has the trades after the bar before it (or after 09:30) up to its own time, of its session, in options that
 * expire with it, whose strike lies within `distanceMax` of the rounded close of the session before. The distance is
 * `strike - close` to the nearest whole number; a half counts to the lower one, so that the strike at the rounded close
 * always has distance 0 and the distances add up to all strikes.
 * A bar without trades has 0, but for the bars up to the first trade of a session: whether that session has data at
 * all is not known by then, so they are missing, as is the first session, which has no close before it.
 */
function sumFlow(bars: Bars, trades: OptionTrades, distanceMax: number): Float64Array {
  const rows = bars.ts.length
  const table = new Float64Array((flowMeasures.length * (2 * distanceMax + 1) + 2) * rows)
  const closes = previousCloses(bars)
  let next = 0
  let hasTraded = false
  for (let row = 0; row < rows; row++) {
    const session = bars.session[row]
    const opens = row === 0 || session !== bars.session[row - 1]
    if (opens) hasTraded = false
    const start = opens ? sessionInstant(session, openMinute(session)) : bars.ts[row - 1]
    while (next < trades.ts.length && trades.ts[next] <= start) next++
    for (; next < trades.ts.length && trades.ts[next] <= bars.ts[row]; next++) {
      if (trades.session[next] !== session || trades.expiry[next] !== session) continue
      hasTraded = true
      addTrade(table, { row, rows, close: closes[row], distanceMax }, trades, next)
    }
    if (!hasTraded || Number.isNaN(closes[row])) blankRow(table, row, rows)
  }
  return table
}

function addTrade(
  table: Float64Array,
  { row, rows, close, distanceMax }: { row: number; rows: number; close: number; distanceMax: number },
  trades: OptionTrades,
  trade: number,
): void {
  const strike = trades.strike[trade]
  const anchor = Math.round(close)
  if (!(Math.abs(strike - anchor) <= distanceMax)) return
  const distance = Math.ceil(strike - close - 0.5)
  const isCall = trades.isCall[trade] === 1
  const [sold, paid] = isCall ? callMeasures : putMeasures
  const add = (column: number, value: number) => {
    if (!Number.isNaN(value)) table[column * rows + row] += value
  }
  add(columnOf(sold, distance, distanceMax), trades.volume[trade])
  add(columnOf(paid, distance, distanceMax), trades.premium[trade])
  if (strike === anchor) add(atMoneyColumn(isCall, distanceMax), trades.volume[trade])
}

const callMeasures = ['calls_sold', 'calls_premium'] as const
const putMeasures = ['puts_sold', 'puts_premium'] as const

function blankRow(table: Float64Array, row: number, rows: number): void {
  for (let cell = row; cell < table.length; cell += rows) table[cell] = Number.NaN
}
