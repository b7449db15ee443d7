import { type Grouped, groupAt } from '../../groupBy.ts'
import { type Market, plannedExit } from '../market.ts'
import type { Timeline } from './timeline.ts'

/** The rows of a matrix and the bars that price them. */
export interface PricedRows {
  markets: readonly Market[]
  timeline: Timeline
  /** Of each row; -1 for one without a price. */
  tickerOfRow: Int32Array
  barOfRow: Int32Array
  /** The rows by ticker. */
  rowsOf(): Grouped
}

/**
 * When the decision of each matrix row would be filled and left, on the bars of its own ticker and without brackets. It is
 * the same for all positions and in every account, but that an account may end before.
 */
export interface RowFills {
  /** Place on the timeline of the bar in which it is filled; `NEVER` where it can't be. */
  entry: Int32Array
  /** Place of the bar at whose open or close it leaves; `NEVER` where that lies behind the ticker's last. */
  exit: Int32Array
  /** exit / entry - 1 of one that leaves, before costs. */
  change: Float64Array
}

/** Behind every place. */
const NEVER = 2 ** 31 - 1

/** Ticker by ticker: of a row after that of another ticker, every price would have to be fetched from memory. */
export function rowFills({ markets, timeline, tickerOfRow, barOfRow, rowsOf }: PricedRows): RowFills {
  const fills = {
    entry: new Int32Array(tickerOfRow.length).fill(NEVER),
    exit: new Int32Array(tickerOfRow.length).fill(NEVER),
    change: new Float64Array(tickerOfRow.length),
  }
  for (const [ticker, market] of markets.entries()) {
    fillRows(fills, market, timeline.places[ticker], groupAt(rowsOf(), ticker), barOfRow)
  }
  return fills
}

function fillRows(
  { entry, exit, change }: RowFills,
  market: Market,
  places: Int32Array,
  rows: Int32Array,
  barOfRow: Int32Array,
): void {
  const { open, close, fillable } = market
  const overnight = market.entry === 'session_close'
  const bars = open.length
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index]
    const fillBar = barOfRow[row] + 1
    if (fillBar >= bars || (fillable !== null && fillable[fillBar] === 0)) continue
    const leaves = plannedExit(market, barOfRow[row])
    if (leaves <= (overnight ? 2 * fillBar + 1 : 2 * fillBar)) continue
    const marked = Math.min(leaves, 2 * bars - 1)
    const price = marked % 2 === 0 ? open[marked >> 1] : close[marked >> 1]
    const earned = price / entryPrice(market, fillBar) - 1
    // Before the first known price nothing can be bought.
    if (Number.isNaN(earned)) continue
    entry[row] = places[fillBar]
    if (marked === leaves) exit[row] = places[leaves >> 1]
    change[row] = earned
  }
}

/** Whether a decision can be filled at all. */
export function isFilled({ entry }: RowFills, row: number): boolean {
  return entry[row] !== NEVER
}

/** What a decision that is filled in a bar is bought at. */
export function entryPrice({ entry, open, close }: Market, fillBar: number): number {
  return entry === 'session_close' ? close[fillBar] : open[fillBar]
}
