import { type Grouped, groupAt } from '../../groupBy.ts'
import { type Market, plannedExit } from '../market.ts'

/** The rows of a matrix and the bars that price them. */
export interface PricedRows {
  markets: readonly Market[]
  /** Of each row; -1 for one without a price. */
  tickerOfRow: Int32Array
  barOfRow: Int32Array
  /** The rows by ticker. */
  rowsOf(): Grouped
  /** Numbers all bars, one ticker after the other: those of each ticker begin here, and behind the last comes the end. */
  slotsOf: Int32Array
}

/**
 * When the decision of each matrix row would be filled and left, on the bars of its own ticker and without brackets. It is
 * the same for all positions and in every account, but that an account may end before.
 */
export interface RowFills {
  /** Number of the bar in which it is filled; the end of all bars where it can't be. */
  entry: Int32Array
  /** Number of the bar at whose open or close it leaves; that end where this lies behind the ticker's last. */
  exit: Int32Array
  /** exit / entry - 1 of one that leaves, before costs. */
  change: Float64Array
}

/** Ticker by ticker: of a row after that of another ticker, every price would have to be fetched from memory. */
export function rowFills({ markets, tickerOfRow, barOfRow, rowsOf, slotsOf }: PricedRows): RowFills {
  const rows = tickerOfRow.length
  const never = slotsOf[markets.length]
  const fills = {
    entry: new Int32Array(rows).fill(never),
    exit: new Int32Array(rows).fill(never),
    change: new Float64Array(rows),
  }
  for (const [ticker, market] of markets.entries()) {
    fillRows(fills, market, slotsOf[ticker], groupAt(rowsOf(), ticker), barOfRow)
  }
  return fills
}

function fillRows(
  { entry, exit, change }: RowFills,
  market: Market,
  start: number,
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
    entry[row] = start + fillBar
    if (marked === leaves) exit[row] = start + (leaves >> 1)
    change[row] = earned
  }
}

/** What a decision that is filled in a bar is bought at. */
export function entryPrice({ entry, open, close }: Market, fillBar: number): number {
  return entry === 'session_close' ? close[fillBar] : open[fillBar]
}
