import { SigmaError } from '../errors.ts'
import type { Dataset } from '../matrix/matrix.ts'
import type { Book, Held } from './account.ts'
import { countSessions, holdablePlaces, onlyHoldable } from './bookedBars.ts'
import type { Execution } from './config.ts'
import { bookForward } from './forward.ts'
import { type Market, prepareMarket } from './market.ts'
import { portfolioOfPrices } from './portfolio/portfolioOfPrices.ts'
import { portfolioOfReturns } from './portfolio/portfolioOfReturns.ts'
import { firstAtLeast } from './search.ts'
import { buffersFor, layTrack, simulate } from './simulate.ts'

/**
 * The book of a dataset.
 *
 * @throws UNPROCESSABLE when the dataset promises prices and has none
 */
export function openBook(dataset: Dataset, execution: Pick<Execution, 'entry' | 'portfolio'>): Book {
  const { entry } = execution
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
  return {
    periodsPerYear,
    tranches: entry === 'session_close' ? 1 : horizon,
    open(rows, before) {
      const bar = rows.map((row) => barOfRow[row])
      const first = bar[0] + 1
      const lastHeld = bar[bar.length - 1] + 1 + horizon
      const last = Math.min(lastHeld, before === null ? bars.close.length - 1 : barOfRow[before] - 1)
      const track = layTrack(market, bar, first, last)
      const buffers = buffersFor(track)
      const kept = holdablePlaces(market.holdable, first, last)
      return {
        days: countSessions(market.session.subarray(first, last + 1)),
        trade(position) {
          const everyBar = simulate(track, position, buffers)
          return { ...everyBar, ...(kept && onlyHoldable(everyBar, kept)), everyBar }
        },
        firstBarOf(decision) {
          const place = bar[decision] + 1 - first
          return kept === null ? place : firstAtLeast(kept, place)
        },
        bars: kept?.length ?? buffers.gross.length,
        hold: () => heldOver(market, first, last),
      }
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
        hold: () => book.trade(new Float64Array(rows.length).fill(1)),
      }
    },
  }
}
