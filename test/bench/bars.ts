import type { Bars } from '../../src/core/bars/bars.ts'

const dayMs = 86_400_000
const hourMs = 3_600_000
const perSession = 7

/** Hourly bars of a seeded random walk, seven to a session on weekdays from 1970 on. */
export function hourlyWalk(rows: number, seed = 1): Bars {
  let state = seed >>> 0
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0 // Numerical Recipes, section 7.1
    return state / 2 ** 32
  }
  const bars = {
    ticker: 'WALK',
    cadence: 'hourly' as const,
    ts: new Float64Array(rows),
    session: new Int32Array(rows),
    hourEt: new Int8Array(rows),
    open: new Float64Array(rows),
    high: new Float64Array(rows),
    low: new Float64Array(rows),
    close: new Float64Array(rows),
    volume: new Float64Array(rows),
  }
  let close = 400
  for (let row = 0; row < rows; row++) {
    const ordinal = Math.floor(row / perSession)
    const day = 4 + 7 * Math.floor(ordinal / 5) + (ordinal % 5) // day 4 is a Monday
    const open = close * (1 + 0.002 * (random() - 0.5))
    close = open * (1 + 0.01 * (random() - 0.4999))
    bars.session[row] = day
    bars.hourEt[row] = 9 + (row % perSession)
    bars.ts[row] = day * dayMs + (15 + (row % perSession)) * hourMs
    bars.open[row] = open
    bars.close[row] = close
    bars.high[row] = Math.max(open, close) * (1 + 0.002 * random())
    bars.low[row] = Math.min(open, close) * (1 - 0.002 * random())
    bars.volume[row] = Math.floor(1 + 1e6 * random())
  }
  return bars
}
