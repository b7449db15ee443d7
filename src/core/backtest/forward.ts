import type { Matrix } from '../matrix/matrix.ts'
import { valuesAt } from '../matrix/spreadRows.ts'
import { firstAtLeast } from './search.ts'
import { type Buffers, buffersFor, type Simulation } from './simulate.ts'

/** Bookings of forward returns, with whatever positions. */
export interface ForwardBook {
  /** Index among the rows of the decision behind each booking. */
  decisionOfBar: Int32Array
  /** Session in which the label of each booking is known. */
  session: Int32Array
  /** Return of each booking to a position of 1. */
  label: Float64Array
  /**
   * The next trade overwrites the arrays of the last one.
   *
   * @param position sign × size per row
   */
  trade(position: Float64Array): Simulation
}

/**
 * Books forward returns where no prices are known. Every `horizon`-th of `rows` is traded at full weight, so that
 * no two holding periods overlap, and books its return once, when its label is known: these bookings are the bars.
 * A row whose label is not known books nothing.
 *
 * @param rows rows of the matrix, in time order
 */
export function bookForward(matrix: Matrix, horizon: number, rows: Int32Array): ForwardBook {
  const decisionOfBar = bookable(matrix, horizon, rows)
  const rowOfBar = decisionOfBar.map((decision) => rows[decision])
  const label = valuesAt(matrix.retFwd, rowOfBar)
  const ts = valuesAt(matrix.labelEnd, rowOfBar)
  const session = rowOfBar.map((_, bar) => sessionAt(matrix, ts[bar]))
  const bars = decisionOfBar.length
  let buffers: Buffers | undefined
  return {
    decisionOfBar,
    session,
    label,
    trade(position) {
      buffers ??= buffersFor({ first: 0, last: bars - 1, decision: decisionOfBar })
      const { gross, traded, weight, tradeDecision, tradeGross } = buffers
      let count = 0
      let held = 0
      for (let bar = 0; bar < bars; bar++) {
        const index = decisionOfBar[bar]
        const wanted = position[index]
        // After a row without a label the old position was left before the new one is taken.
        const follows = bar > 0 && index - decisionOfBar[bar - 1] === horizon
        traded[bar] = follows ? Math.abs(wanted - held) : Math.abs(held) + Math.abs(wanted)
        gross[bar] = wanted * label[bar]
        weight[bar] = wanted
        held = wanted
        if (wanted === 0) continue
        tradeDecision[count] = index
        tradeGross[count++] = wanted > 0 ? label[bar] : -label[bar]
      }
      let signals = 0
      for (let index = 0; index < position.length; index++) if (position[index] !== 0) signals++
      const trades = {
        decision: tradeDecision.subarray(0, count),
        gross: tradeGross.subarray(0, count),
        closed: count,
      }
      return { ts, session, gross, traded, weight, trades, unfilled: signals - count }
    },
  }
}

function bookable(matrix: Matrix, horizon: number, rows: Int32Array): Int32Array {
  const indexes: number[] = []
  for (let index = 0; index < rows.length; index += horizon) {
    if (isLabelled(matrix, rows[index])) indexes.push(index)
  }
  return Int32Array.from(indexes)
}

/** Whether the return of a row, and when it is known, are known. */
export function isLabelled({ retFwd, labelEnd }: Matrix, row: number): boolean {
  return Number.isFinite(retFwd[row]) && Number.isFinite(labelEnd[row])
}

const DAY = 86_400_000

/** The session of the row decided at `time`; when there is none, the day of `time` in UTC. */
export function sessionAt({ ts, session }: Matrix, time: number): number {
  const row = firstAtLeast(ts, time)
  return ts[row] === time ? session[row] : Math.floor(time / DAY)
}
