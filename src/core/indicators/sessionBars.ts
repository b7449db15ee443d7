import type { Bars } from '../bars/bars.ts'

/** The bars of whole sessions, and for each bar the number of its session among them. */
export interface SessionBars {
  daily: Bars
  sessionOfRow: Int32Array
}

/**
 * Joins the bars of each session to one: first open, highest high, lowest low, last close, sum of volume.
 * The last session may be unfinished; readers look only at sessions before their own.
 */
export function sessionBars(bars: Bars): SessionBars {
  const rows = bars.ts.length
  const sessionOfRow = new Int32Array(rows)
  let count = 0
  for (let row = 0; row < rows; row++) {
    if (row === 0 || bars.session[row] !== bars.session[row - 1]) count++
    sessionOfRow[row] = count - 1
  }
  if (count === rows) return { daily: { ...bars, cadence: 'daily', hourEt: null }, sessionOfRow }

  const daily: Bars = {
    ticker: bars.ticker,
    cadence: 'daily',
    ts: new Float64Array(count),
    session: new Int32Array(count),
    hourEt: null,
    open: new Float64Array(count),
    high: new Float64Array(count).fill(Number.NEGATIVE_INFINITY),
    low: new Float64Array(count).fill(Number.POSITIVE_INFINITY),
    close: new Float64Array(count),
    volume: new Float64Array(count),
  }
  for (let row = rows - 1; row >= 0; row--) daily.open[sessionOfRow[row]] = bars.open[row]
  for (let row = 0; row < rows; row++) {
    const session = sessionOfRow[row]
    daily.ts[session] = bars.ts[row]
    daily.session[session] = bars.session[row]
    daily.high[session] = Math.max(daily.high[session], bars.high[row])
    daily.low[session] = Math.min(daily.low[session], bars.low[row])
    daily.close[session] = bars.close[row]
    daily.volume[session] += bars.volume[row]
  }
  return { daily, sessionOfRow }
}
