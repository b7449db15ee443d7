import { SigmaError } from '../errors.ts'
import type { Dataset } from '../matrix/matrix.ts'
import { type BracketRange, bracketRange, checkBrackets } from './brackets/range.ts'
import { bracketBuffers, simulateBrackets } from './brackets/simulate.ts'
import { layBracketTrack } from './brackets/track.ts'
import type { Execution } from './config.ts'
import { bookForward } from './forward.ts'
import { type Market, prepareMarket } from './market.ts'
import { openOptions } from './options/simulate.ts'
import { firstAtLeast } from './search.ts'
import { buffersFor, layTrack, type Simulation, simulate } from './simulate.ts'

/** Prices or forward returns of a dataset, prepared once for all simulations. */
export interface Book {
  /** Booked bars of a year. */
  periodsPerYear: number
  /** Tranches that can be open at once. */
  tranches: number
  /**
   * @param rows matrix rows in time order, at least one
   * @param before matrix row whose bar and all later ones are not to be looked at; null for none
   */
  open(rows: Int32Array, before: number | null): Account
}

/** Some decisions to be traded with one set of positions or another; what they have in common is prepared. */
export interface Account {
  /** Sessions of the span, also those in which nothing was booked. */
  days: number
  /**
   * The next trade of the account overwrites the arrays of the last one.
   *
   * @param position sign × size per decision
   */
  trade(position: Float64Array): Booked
  /** First booked bar that a decision, given by its index, can be held in. */
  firstBarOf(decision: number): number
  /** Booked bars. */
  bars: number
  /** What holding one unit all the time would earn in every bar of the span, before costs. */
  hold(): Held
}

/** Returns of holding, in every bar of a span. */
interface Held {
  session: Int32Array
  gross: Float64Array
}

/**
 * A simulation. Its bars are those in which a position can be held, so that `periodsPerYear` of them make a year.
 * `everyBar` is the same over all bars, for figures per session: also sessions in which nothing could be held.
 */
export interface Booked extends Simulation {
  everyBar: Pick<Simulation, 'ts' | 'session' | 'gross' | 'traded' | 'charged'>
}

/**
 * The book of a dataset.
 *
 * @throws UNPROCESSABLE when the dataset promises prices and has none; as `checkBrackets`
 */
export function openBook(
  dataset: Dataset,
  execution: Pick<Execution, 'entry' | 'brackets' | 'options'>,
): Book {
  const { entry, brackets } = execution
  const { bars, barOfRow, horizon, returnBasis, periodsPerYear } = dataset
  checkBrackets(dataset, execution)
  if (returnBasis === 'forward') return forwardBook(dataset)
  if (bars === null || barOfRow === null) {
    throw new SigmaError('UNPROCESSABLE', 'the matrix has no bars to price trades with', {
      next: 'build it from bars, or book its forward returns (return_basis forward)',
    })
  }
  const market = prepareMarket(dataset, bars, entry)
  const range = brackets ? bracketRange(market, bars, brackets) : null
  const options = execution.options ? openOptions(dataset, market, execution.options) : null
  return {
    periodsPerYear,
    tranches: entry === 'session_close' ? 1 : horizon,
    open(rows, before) {
      const bar = rows.map((row) => barOfRow[row])
      const first = bar[0] + 1
      const lastHeld = bar[bar.length - 1] + 1 + horizon
      const last = Math.min(lastHeld, before === null ? bars.close.length - 1 : barOfRow[before] - 1)
      const simulated = options?.open(rows, first, last).trade ?? trader(market, range, bar, first, last)
      const kept = holdableOf(market, first, last)
      return {
        days: countSessions(market.session.subarray(first, last + 1)),
        trade(position) {
          const everyBar = simulated(position)
          return { ...everyBar, ...(kept && onlyHoldable(everyBar, kept)), everyBar }
        },
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

/** Trades positions on bars `first` to `last`, with brackets where there is a range to look at. */
function trader(
  market: Market,
  range: BracketRange | null,
  bar: Int32Array,
  first: number,
  last: number,
): (position: Float64Array) => Simulation {
  if (range === null) {
    const track = layTrack(market, bar, first, last)
    const buffers = buffersFor(track)
    return (position) => simulate(track, position, buffers)
  }
  const track = layBracketTrack(market, range, bar, first, last)
  const buffers = bracketBuffers(track)
  return (position) => simulateBrackets(track, position, buffers)
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

/** Places from `first` on of the bars in which a position can be held; null when that is all of them. */
function holdableOf({ holdable }: Market, first: number, last: number): Int32Array | null {
  if (holdable === null) return null
  const places = new Int32Array(last - first + 1)
  let count = 0
  for (let bar = first; bar <= last; bar++) if (holdable[bar] === 1) places[count++] = bar - first
  return count === places.length ? null : places.subarray(0, count)
}

/** What is left of a position in other bars, the change at their open, is booked with the bar before it. */
function onlyHoldable(
  all: Simulation,
  kept: Int32Array,
): Pick<Simulation, 'ts' | 'session' | 'gross' | 'traded' | 'charged' | 'weight'> {
  const bars = kept.length
  const ts = new Float64Array(bars)
  const session = new Int32Array(bars)
  const weight = new Float64Array(bars)
  const gross = new Float64Array(bars)
  const traded = new Float64Array(bars)
  const charged = all.charged && new Float64Array(bars)
  for (let index = 0; index < bars; index++) {
    const place = kept[index]
    ts[index] = all.ts[place]
    session[index] = all.session[place]
    weight[index] = all.weight[place]
    const end = index + 1 < bars ? kept[index + 1] : all.gross.length
    for (let bar = index === 0 ? 0 : place; bar < end; bar++) {
      gross[index] += all.gross[bar]
      traded[index] += all.traded[bar]
      if (charged && all.charged) charged[index] += all.charged[bar]
    }
  }
  return { ts, session, gross, traded, weight, ...(charged && { charged }) }
}

function countSessions(session: Int32Array): number {
  let count = 0
  for (let bar = 0; bar < session.length; bar++) if (bar === 0 || session[bar] !== session[bar - 1]) count++
  return count
}
