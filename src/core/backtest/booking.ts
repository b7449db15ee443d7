import { SigmaError } from '../errors.ts'
import type { Dataset } from '../matrix/matrix.ts'
import type { Account, Book, Held } from './account.ts'
import { countSessions, holdablePlaces, onlyHoldable } from './bookedBars.ts'
import { type BracketRange, bracketRange, checkBrackets } from './brackets/range.ts'
import { bracketBuffers, simulateBrackets } from './brackets/simulate.ts'
import { layBracketTrack } from './brackets/track.ts'
import type { Execution } from './config.ts'
import { bookForward } from './forward.ts'
import { type Market, prepareMarket } from './market.ts'
import { openOptions } from './options/simulate.ts'
import { portfolioOfPrices } from './portfolio/portfolioOfPrices.ts'
import { portfolioOfReturns } from './portfolio/portfolioOfReturns.ts'
import { firstAtLeast } from './search.ts'
import { type Buffers, buffersFor, layTrack, type Simulation, simulate } from './simulate.ts'
import { trackTally } from './trackTally.ts'

/**
 * The book of a dataset.
 *
 * @throws UNPROCESSABLE when the dataset promises prices and has none; as `checkBrackets`
 */
export function openBook(
  dataset: Dataset,
  execution: Pick<Execution, 'entry' | 'brackets' | 'options' | 'portfolio'>,
): Book {
  checkBrackets(dataset, execution)
  const { entry, brackets } = execution
  const { tickers } = dataset.matrix
  if (tickers) {
    const open = dataset.returnBasis === 'forward' ? portfolioOfReturns : portfolioOfPrices
    return open(dataset, tickers, execution)
  }
  const { bars, barOfRow, horizon, returnBasis, periodsPerYear } = dataset
  if (returnBasis === 'forward') return forwardBook(dataset)
  if (bars === null || barOfRow === null) {
    throw new SigmaError('UNPROCESSABLE', 'the matrix has no bars to price trades with', {
      next: 'build it from bars, or book its forward returns (return_basis forward)',
    })
  }
  const market = prepareMarket(dataset, bars, entry)
  const range = brackets ? bracketRange(market, bars, brackets) : null
  const options = execution.options ? openOptions(dataset, market, execution.options, range) : null
  return {
    periodsPerYear,
    tranches: entry === 'session_close' ? 1 : horizon,
    open(rows, before) {
      const bar = rows.map((row) => barOfRow[row])
      const first = bar[0] + 1
      const lastHeld = bar[bar.length - 1] + 1 + horizon
      const last = Math.min(lastHeld, before === null ? bars.close.length - 1 : barOfRow[before] - 1)
      const kept = holdablePlaces(market.holdable, first, last)
      const trader: Trader =
        options?.open(rows, first, last) ?? traderOf(market, range, bar, first, last, kept)
      const times = { ts: market.ts.subarray(first), session: market.session.subarray(first) }
      const onlyKept = kept && onlyHoldable(times, kept)
      return {
        days: countSessions(market.session.subarray(first, last + 1)),
        trade(position) {
          const everyBar = trader.trade(position)
          return { ...everyBar, ...onlyKept?.(everyBar), everyBar }
        },
        ...(trader.tally && { tally: trader.tally }),
        firstBarOf(decision) {
          const place = bar[decision] + 1 - first
          return kept === null ? place : firstAtLeast(kept, place)
        },
        bars: kept?.length ?? Math.max(0, last - first + 1),
        hold: () => heldOver(market, first, last),
      }
    },
  }
}

interface Trader extends Pick<Account, 'tally'> {
  trade(position: Float64Array): Simulation
}

/**
 * Trades positions on bars `first` to `last`, with brackets where there is a range to look at. What takes memory or time
 * is prepared when it is first asked for: most accounts are asked for one of both.
 *
 * @param kept places of the bars that are booked; null for all
 */
function traderOf(
  market: Market,
  range: BracketRange | null,
  bar: Int32Array,
  first: number,
  last: number,
  kept: Int32Array | null,
): Trader {
  if (range !== null) {
    const track = layBracketTrack(market, range, bar, first, last)
    const buffers = bracketBuffers(track)
    return { trade: (position) => simulateBrackets(track, position, buffers) }
  }
  const track = layTrack(market, bar, first, last)
  let buffers: Buffers | undefined
  const trade = (position: Float64Array) => {
    buffers ??= buffersFor(track)
    return simulate(track, position, buffers)
  }
  if (market.entry === 'session_close') return { trade }
  let tallied: ReturnType<typeof trackTally> | undefined
  return {
    trade,
    tally(position, terms) {
      tallied ??= trackTally(track, kept, bar.length)
      return tallied(position, terms)
    },
  }
}

/** Bought at the open of the first bar, then from close to close: nights and closed hours included. */
function heldOver({ session, open, close }: Market, first: number, last: number): Held {
  const gross = new Float64Array(Math.max(0, last - first + 1))
  for (let bar = first; bar <= last; bar++) {
    const earned = close[bar] / (bar === first ? open[bar] : close[bar - 1]) - 1
    gross[bar - first] = Number.isFinite(earned) ? earned : 0
  }
  return { session: session.subarray(first, first + gross.length), gross }
}

function forwardBook({ matrix, horizon, periodsPerYear }: Dataset): Book {
  return {
    // A booking stands for the whole holding period.
    periodsPerYear: periodsPerYear / horizon,
    tranches: 1,
    open(rows) {
      const book = bookForward(matrix, horizon, rows)
      return {
        days: countSessions(rows.map((row) => matrix.session[row])),
        trade(position) {
          const everyBar = book.trade(position)
          return { ...everyBar, everyBar }
        },
        firstBarOf: (decision) => firstAtLeast(book.decisionOfBar, decision),
        bars: book.decisionOfBar.length,
        hold: () => ({ session: book.session, gross: book.label }),
      }
    },
  }
}
