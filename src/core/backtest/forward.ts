import type { Matrix } from '../matrix/matrix.ts'
import type { Simulation } from './simulate.ts'

/**
 * Books forward returns where no prices are known. Every `horizon`-th of `rows` is traded at full weight, so that
 * no two holding periods overlap, and books its return once, when its label is known: these bookings are the bars.
 * A row whose label is not known books nothing.
 *
 * @param rows rows of the matrix, in time order
 * @param position sign × size per entry of `rows`
 * @returns the bookings, and for each of them the index into `rows`
 */
export function bookForward(
  matrix: Matrix,
  horizon: number,
  rows: Int32Array,
  position: Float64Array,
): { simulation: Simulation; decisionOfBar: Int32Array } {
  const decisionOfBar = bookable(matrix, horizon, rows)
  const bars = decisionOfBar.length
  const ts = new Float64Array(bars)
  const session = new Int32Array(bars)
  const gross = new Float64Array(bars)
  const traded = new Float64Array(bars)
  const weight = new Float64Array(bars)
  const decision: number[] = []
  const returns: number[] = []
  let held = 0
  for (let bar = 0; bar < bars; bar++) {
    const index = decisionOfBar[bar]
    const row = rows[index]
    const wanted = position[index]
    const follows = bar > 0 && index - decisionOfBar[bar - 1] === horizon
    // Rows without a label lie between two bookings: the old position was left before the new one is taken.
    traded[bar] = follows ? Math.abs(wanted - held) : Math.abs(held) + Math.abs(wanted)
    ts[bar] = matrix.labelEnd[row]
    session[bar] = sessionAt(matrix, matrix.labelEnd[row])
    gross[bar] = wanted * matrix.retFwd[row]
    weight[bar] = wanted
    if (wanted !== 0) {
      decision.push(index)
      returns.push(Math.sign(wanted) * matrix.retFwd[row])
    }
    held = wanted
  }
  const wanted = position.reduce((count, value) => count + (value === 0 ? 0 : 1), 0)
  const trades = {
    decision: Int32Array.from(decision),
    gross: Float64Array.from(returns),
    closed: returns.length,
  }
  return {
    simulation: { ts, session, gross, traded, weight, trades, unfilled: wanted - returns.length },
    decisionOfBar,
  }
}

function bookable({ retFwd, labelEnd }: Matrix, horizon: number, rows: Int32Array): Int32Array {
  const indexes: number[] = []
  for (let index = 0; index < rows.length; index += horizon) {
    const row = rows[index]
    if (Number.isFinite(retFwd[row]) && Number.isFinite(labelEnd[row])) indexes.push(index)
  }
  return Int32Array.from(indexes)
}

const DAY = 86_400_000

/** The session of the row decided at `time`; after the last row, the day of `time` in UTC. */
function sessionAt({ ts, session }: Matrix, time: number): number {
  let low = 0
  let high = ts.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (ts[middle] < time) low = middle + 1
    else high = middle
  }
  return low < ts.length && ts[low] === time ? session[low] : Math.floor(time / DAY)
}
