import { type Market, plannedExit } from '../market.ts'
import type { Timeline } from './timeline.ts'

/** The rows of a matrix and the bars that price them. */
export interface PricedRows {
  markets: readonly Market[]
  timeline: Timeline
  /** Of each row; -1 for one without a price. */
  tickerOfRow: Int32Array
  barOfRow: Int32Array
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

export function rowFills({ markets, timeline: { places }, tickerOfRow, barOfRow }: PricedRows): RowFills {
  const rows = tickerOfRow.length
  const entry = new Int32Array(rows).fill(NEVER)
  const exit = new Int32Array(rows).fill(NEVER)
  const change = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    const ticker = tickerOfRow[row]
    if (ticker < 0) continue
    const market = markets[ticker]
    const { open, close, fillable } = market
    const fillBar = barOfRow[row] + 1
    const bars = open.length
    if (fillBar >= bars || (fillable !== null && fillable[fillBar] === 0)) continue
    const leaves = plannedExit(market, barOfRow[row])
    if (leaves <= (market.entry === 'session_close' ? 2 * fillBar + 1 : 2 * fillBar)) continue
    const marked = Math.min(leaves, 2 * bars - 1)
    const price = marked % 2 === 0 ? open[marked >> 1] : close[marked >> 1]
    const earned = price / entryPrice(market, fillBar) - 1
    // Before the first known price nothing can be bought.
    if (Number.isNaN(earned)) continue
    entry[row] = places[ticker][fillBar]
    if (marked === leaves) exit[row] = places[ticker][leaves >> 1]
    change[row] = earned
  }
  return { entry, exit, change }
}

/** Whether a decision can be filled at all. */
export function isFilled({ entry }: RowFills, row: number): boolean {
  return entry[row] !== NEVER
}

/** What a decision that is filled in a bar is bought at. */
export function entryPrice({ entry, open, close }: Market, fillBar: number): number {
  return entry === 'session_close' ? close[fillBar] : open[fillBar]
}
