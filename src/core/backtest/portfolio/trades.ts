import { lazily } from '../../lazily.ts'
import { countTaken, type Simulation } from '../simulate.ts'
import type { LaneSpan } from './lanes.ts'
import { entryPrice, type PricedRows, type RowFills } from './rowFills.ts'

/** The trades of some positions. */
export interface TradesOf {
  /** The next ones overwrite them. */
  of(position: Float64Array): Pick<Simulation, 'trades' | 'unfilled' | 'brackets'>
  /** How many there are. */
  filled(position: Float64Array): number
}

/**
 * The trades of the decisions of an account without brackets: each earns the same whatever its share of the capital.
 *
 * @param rows of the decisions
 * @param spans of each ticker
 */
export function tradesWithin(
  { tickerOfRow, barOfRow, slotsOf }: PricedRows,
  { entry, exit, change }: RowFills,
  rows: Int32Array,
  spans: readonly LaneSpan[],
): TradesOf {
  const start = Int32Array.from(spans, ({ ticker, first }) => slotsOf[ticker] + first)
  const end = Int32Array.from(spans, (span) => slotsOf[span.ticker] + span.end)
  const isFilled = (row: number) => {
    const ticker = tickerOfRow[row]
    return ticker >= 0 && entry[row] >= start[ticker] && entry[row] < end[ticker]
  }
  /** Up to the last close of its ticker. */
  const marked = (row: number) => {
    const span = spans[tickerOfRow[row]]
    return span.market.close[span.end - 1] / entryPrice(span.market, barOfRow[row] + 1) - 1
  }
  /** Decisions that are not filled: few, so that others need not be asked about every time. */
  const never = lazily(() => {
    const indexes: number[] = []
    for (let index = 0; index < rows.length; index++) if (!isFilled(rows[index])) indexes.push(index)
    return Int32Array.from(indexes)
  })
  let shown: { decision: Int32Array; gross: Float64Array } | undefined
  return {
    of(position) {
      shown ??= { decision: new Int32Array(rows.length), gross: new Float64Array(rows.length) }
      const { decision, gross } = shown
      const open: number[] = []
      let closed = 0
      for (let index = 0; index < rows.length; index++) {
        const size = position[index]
        const row = rows[index]
        if (size === 0 || !isFilled(row)) continue
        if (exit[row] >= end[tickerOfRow[row]]) {
          open.push(index)
          continue
        }
        decision[closed] = index
        gross[closed++] = size > 0 ? change[row] : -change[row]
      }
      let count = closed
      for (const index of open) {
        const earned = marked(rows[index])
        decision[count] = index
        gross[count++] = position[index] > 0 ? earned : -earned
      }
      return {
        trades: { decision: decision.subarray(0, count), gross: gross.subarray(0, count), closed },
        unfilled: countTaken(position) - count,
      }
    },
    filled(position) {
      let count = countTaken(position)
      for (const index of never()) count -= Number(position[index] !== 0)
      return count
    },
  }
}
