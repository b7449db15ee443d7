import type { Bars } from '../bars/bars.ts'
import { SigmaError } from '../errors.ts'
import type { Dataset } from '../matrix/matrix.ts'
import type { Execution } from './config.ts'

/**
 * What trades are filled and valued at. One per dataset, shared by every simulation on it.
 * Columns have one value per bar.
 */
export interface Market {
  horizon: number
  entry: Execution['entry']
  ts: Float64Array
  session: Int32Array
  /** Fill and valuation price at the start of the bar; never NaN after the first known price. */
  open: Float64Array
  /** Valuation price at the end of the bar; never NaN after the first known price. */
  close: Float64Array
  /** Return from the close before to the open, and from the open to the close; 0 where a price is not known. */
  night: Float64Array
  day: Float64Array
  /** 1 where the bar has a price to enter at; null when every bar has. */
  fillable: Uint8Array | null
  /** Last bar of the session of each bar, where no position may be held beyond it; null where it may. */
  sessionEnd: Int32Array | null
  /** 1 for bars in which some decision of the matrix can hold a position; null when that is every bar. */
  holdable: Uint8Array | null
}

/**
 * Prices of a dataset that has bars; of daily ones it looks at no row. With only closes known (`close`), a bar starts at the close before it:
 * a tranche is then valued close to close, as a return column is.
 *
 * @throws UNPROCESSABLE when trades leave at an open and no open is known
 */
export function prepareMarket(dataset: Dataset, bars: Bars, entry: Execution['entry']): Market {
  const { barOfRow, horizon, returnBasis } = dataset
  const onlyCloses = returnBasis === 'close'
  if (onlyCloses && entry === 'session_close') {
    throw new SigmaError(
      'UNPROCESSABLE',
      'trades from close to open need opens, and the data has closes only',
      {
        next: 'add a column of opens, or choose a label from close to close',
      },
    )
  }
  const closes = lastKnown(bars.close)
  const opens = onlyCloses
    ? { prices: previous(closes.prices), known: shifted(closes.known) }
    : knownOpens(bars, closes.prices)
  const intraday = bars.cadence !== 'daily'
  const lastBars = intraday ? lastBarOfSession(bars.session) : null
  const sessionEnd = lastBars && holdsOvernight(dataset, bars, lastBars) ? null : lastBars
  return {
    horizon,
    entry,
    ts: bars.ts,
    session: bars.session,
    open: opens.prices,
    close: closes.prices,
    ...barReturns(opens.prices, closes.prices),
    fillable: entry === 'session_close' ? closes.known : opens.known,
    sessionEnd,
    holdable:
      intraday && barOfRow ? holdableBars(barOfRow, bars.ts.length, horizon, entry, sessionEnd) : null,
  }
}

/** The instant at which a decision leaves at the latest: the open of bar k is 2k, its close 2k + 1. */
export function plannedExit({ horizon, entry, sessionEnd }: Market, decisionBar: number): number {
  if (entry === 'session_close') return 2 * (decisionBar + 2)
  const leaves = 2 * (decisionBar + 1 + horizon)
  return sessionEnd === null ? leaves : Math.min(leaves, 2 * sessionEnd[decisionBar] + 1)
}

function barReturns(open: Float64Array, close: Float64Array): { night: Float64Array; day: Float64Array } {
  const night = new Float64Array(open.length)
  const day = new Float64Array(open.length)
  for (let bar = 0; bar < open.length; bar++) {
    const overnight = bar === 0 ? 0 : open[bar] / close[bar - 1] - 1
    const intraday = close[bar] / open[bar] - 1
    night[bar] = Number.isFinite(overnight) ? overnight : 0
    day[bar] = Number.isFinite(intraday) ? intraday : 0
  }
  return { night, day }
}

/** Bars after a decision in which its tranche has a weight; a night counts to the bar that ends it. */
function holdableBars(
  barOfRow: Int32Array,
  bars: number,
  horizon: number,
  entry: Execution['entry'],
  sessionEnd: Int32Array | null,
): Uint8Array {
  const holdable = new Uint8Array(bars)
  let marked = 0
  for (const bar of barOfRow) {
    const first = entry === 'session_close' ? bar + 2 : bar + 1
    const last = entry === 'session_close' ? first : Math.min(bar + horizon, sessionEnd?.[bar] ?? bars - 1)
    for (let held = Math.max(first, marked); held <= last && held < bars; held++) holdable[held] = 1
    marked = Math.max(marked, last + 1)
  }
  return holdable
}

/** The last bar of the session of each bar. */
function lastBarOfSession(session: Int32Array): Int32Array {
  const last = new Int32Array(session.length)
  for (let bar = session.length - 1; bar >= 0; bar--) {
    const sameAsNext = bar + 1 < session.length && session[bar + 1] === session[bar]
    last[bar] = sameAsNext ? last[bar + 1] : bar
  }
  return last
}

/** Whether labels reach into later sessions, as overnight labels do: then positions are held as long. */
function holdsOvernight({ matrix, barOfRow }: Dataset, bars: Bars, sessionEnd: Int32Array): boolean {
  if (barOfRow === null) return false
  for (let row = 0; row < barOfRow.length; row++) {
    if (matrix.labelEnd[row] > bars.ts[sessionEnd[barOfRow[row]]]) return true
  }
  return false
}

interface Prices {
  prices: Float64Array
  /** 1 where the price is not made up from an earlier one; null when none is. */
  known: Uint8Array | null
}

/** A bar without a close is valued at the last one known. */
function lastKnown(close: Float64Array): Prices {
  if (allPrices(close)) return { prices: close, known: null }
  const prices = close.slice()
  const known = new Uint8Array(close.length)
  for (let bar = 0; bar < close.length; bar++) {
    if (isPrice(close[bar])) known[bar] = 1
    else if (bar > 0) prices[bar] = prices[bar - 1]
  }
  return { prices, known }
}

/** A bar without an open is valued at the close before it, and nothing is filled there. */
function knownOpens(bars: Bars, close: Float64Array): Prices {
  if (allPrices(bars.open)) return { prices: bars.open, known: null }
  const prices = bars.open.slice()
  const known = new Uint8Array(prices.length)
  for (let bar = 0; bar < prices.length; bar++) {
    if (isPrice(prices[bar])) known[bar] = 1
    else prices[bar] = bar > 0 ? close[bar - 1] : close[bar]
  }
  return { prices, known }
}

function previous(close: Float64Array): Float64Array {
  const open = new Float64Array(close.length)
  open[0] = close[0]
  open.set(close.subarray(0, -1), 1)
  return open
}

function shifted(known: Uint8Array | null): Uint8Array | null {
  if (known === null) return null
  const fillable = new Uint8Array(known.length)
  fillable.set(known.subarray(0, -1), 1)
  return fillable
}

const isPrice = (price: number): boolean => price > 0 && price < Number.POSITIVE_INFINITY

/** As `every`, which asks a function about each of millions. */
function allPrices(prices: Float64Array): boolean {
  for (let bar = 0; bar < prices.length; bar++) if (!isPrice(prices[bar])) return false
  return true
}
