import { groupBy } from '../../groupBy.ts'
import { pickRows } from '../rowSets.ts'

/** Decisions of an account sorted by ticker, each ticker's in their order. */
export interface TickerDecisions {
  /** Where each ticker's begin; one more entry, for where the last ends. */
  start: Int32Array
  /** Of each place, the decision that stands there and its bar among those of its ticker. */
  decision: Int32Array
  bar: Int32Array
}

/**
 * Sorts rows by ticker.
 *
 * @param tickers how many there are
 * @param tickerOfRow per matrix row; -1 for a row without a price
 */
export function decisionsByTicker(
  rows: Int32Array,
  tickers: number,
  tickerOfRow: Int32Array,
  barOfRow: Int32Array,
): TickerDecisions {
  const { start, index: decision } = groupBy(tickers, pickRows(tickerOfRow, rows))
  return { start, decision, bar: decision.map((index) => barOfRow[rows[index]]) }
}
