import { SigmaError } from '../errors.ts'
import type { Dataset } from '../matrix/matrix.ts'
import type { Execution } from './config.ts'
import { bookForward } from './forward.ts'
import { type Market, prepareMarket } from './market.ts'
import { type Simulation, simulate } from './simulate.ts'

/**
 * A simulation of some rows. Its bars are those in which a position can be held, so that `periodsPerYear` of them
 * make a year.
 */
export interface Booked extends Simulation {
  /** First bar that a decision can be held in, given its index among the rows. */
  firstBarOf(decision: number): number
  /** Sessions of the span, also those in which nothing was booked. */
  days: number
  /** Tranches that can be open at once. */
  tranches: number
  /** The same returns over every bar, for figures per session: also sessions in which nothing could be held. */
  everyBar: { session: Int32Array; gross: Float64Array; traded: Float64Array }
}

/**
 * Books positions of a dataset, at its prices or, without any, at its forward returns.
 * `periodsPerYear` counts the booked bars of a year.
 */
export interface Book {
  periodsPerYear: number
  /**
   * @param rows matrix rows in time order
   * @param position sign × size per entry of `rows`
   * @param before matrix row whose bar and all later ones are not to be looked at; null for none
   */
  trade(rows: Int32Array, position: Float64Array, before: number | null): Booked
}

/**
 * The book of a dataset. What depends on prices alone is prepared here, once for all simulations.
 *
 * @throws UNPROCESSABLE when the dataset promises prices and has none
 */
export function openBook(dataset: Dataset, entry: Execution['entry']): Book {
  const { matrix, bars, barOfRow, horizon, returnBasis, periodsPerYear } = dataset
  if (returnBasis === 'forward') {
    return {
      // A booking stands for the whole holding period.
      periodsPerYear: periodsPerYear / horizon,
      trade(rows, position) {
        const { simulation, decisionOfBar } = bookForward(matrix, horizon, rows, position)
        return {
          ...simulation,
          everyBar: simulation,
          days: countSessions(rows.map((row) => matrix.session[row])),
          tranches: 1,
          firstBarOf: (decision) => firstAtLeast(decisionOfBar, decision),
        }
      },
    }
  }
  if (bars === null || barOfRow === null) {
    throw new SigmaError('UNPROCESSABLE', 'the matrix has no bars to price trades with', {
      next: 'build it from bars, or book its forward returns (return_basis forward)',
    })
  }
  const market = prepareMarket(dataset, bars, entry)
  return {
    periodsPerYear,
    trade(rows, position, before) {
      const bar = rows.map((row) => barOfRow[row])
      const first = bar[0] + 1
      const lastHeld = bar[bar.length - 1] + 1 + horizon
      const last = Math.min(lastHeld, before === null ? bars.close.length - 1 : barOfRow[before] - 1)
      const simulation = simulate(market, { bar, position }, first, last)
      const kept = holdableOf(market, first, last)
      const whole = {
        ...simulation,
        everyBar: simulation,
        days: countSessions(simulation.session),
        tranches: entry === 'session_close' ? 1 : horizon,
        firstBarOf: (decision: number) => bar[decision] + 1 - first,
      }
      if (kept === null) return whole
      return {
        ...whole,
        ...onlyHoldable(simulation, kept),
        firstBarOf: (decision) => firstAtLeast(kept, bar[decision] + 1 - first),
      }
    },
  }
}

/** Places from `first` on of the bars in which a position can be held; null when that is all of them. */
function holdableOf({ holdable }: Market, first: number, last: number): Int32Array | null {
  if (holdable === null) return null
  const places: number[] = []
  for (let bar = first; bar <= last; bar++) if (holdable[bar] === 1) places.push(bar - first)
  return places.length === last - first + 1 ? null : Int32Array.from(places)
}

/** What is left of a position in other bars, the change at their open, is booked with the bar before it. */
function onlyHoldable(
  all: Simulation,
  kept: Int32Array,
): Pick<Simulation, 'ts' | 'session' | 'gross' | 'traded' | 'weight'> {
  const sums = (values: Float64Array) =>
    Float64Array.from(kept, (place, index) => {
      const end = index + 1 < kept.length ? kept[index + 1] : values.length
      let sum = 0
      for (let bar = index === 0 ? 0 : place; bar < end; bar++) sum += values[bar]
      return sum
    })
  return {
    ts: Float64Array.from(kept, (place) => all.ts[place]),
    session: kept.map((place) => all.session[place]),
    gross: sums(all.gross),
    traded: sums(all.traded),
    weight: Float64Array.from(kept, (place) => all.weight[place]),
  }
}

function countSessions(session: Int32Array): number {
  let count = 0
  for (let bar = 0; bar < session.length; bar++) if (bar === 0 || session[bar] !== session[bar - 1]) count++
  return count
}

function firstAtLeast(values: Int32Array, least: number): number {
  const index = values.findIndex((value) => value >= least)
  return index < 0 ? values.length : index
}
