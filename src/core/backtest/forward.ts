import type { Matrix } from '../matrix/matrix.ts'
import { firstAtLeast } from './search.ts'
import type { Simulation } from './simulate.ts'

/** Bookings of forward returns, with whatever positions. */
export interface ForwardBook {
  /** Index among the rows of the decision behind each booking. */
  decisionOfBar: Int32Array
  /** @param position sign × size per row */
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
  const { retFwd, labelEnd } = matrix
  const decisionOfBar = bookable(matrix, horizon, rows)
  const rowOfBar = decisionOfBar.map((decision) => rows[decision])
  const ts = Float64Array.from(rowOfBar, (row) => labelEnd[row])
  const session = Int32Array.from(ts, (time) => sessionAt(matrix, time))
  const bars = decisionOfBar.length
  return {
    decisionOfBar,
    trade(position) {
      const gross = new Float64Array(bars)
      const traded = new Float64Array(bars)
      const weight = new Float64Array(bars)
      const decision = new Int32Array(bars)
      const returns = new Float64Array(bars)
      let count = 0
      let held = 0
      for (let bar = 0; bar < bars; bar++) {
        const index = decisionOfBar[bar]
        const label = retFwd[rowOfBar[bar]]
        const wanted = position[index]
        // After a row without a label the old position was left before the new one is taken.
        const follows = bar > 0 && index - decisionOfBar[bar - 1] === horizon
        traded[bar] = follows ? Math.abs(wanted - held) : Math.abs(held) + Math.abs(wanted)
        gross[bar] = wanted * label
        weight[bar] = wanted
        held = wanted
        if (wanted === 0) continue
        decision[count] = index
        returns[count++] = wanted > 0 ? label : -label
      }
      let signals = 0
      for (let index = 0; index < position.length; index++) if (position[index] !== 0) signals++
      const trades = {
        decision: decision.subarray(0, count),
        gross: returns.subarray(0, count),
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
