import type { Bars, Cadence } from '../../../src/core/bars/bars.ts'
import { parseDay } from '../../../src/core/bars/day.ts'

/** Daily bars of the given days (numbers or dates) with the given closes, 100 each by default; open = close before. */
export function dailyOn(days: readonly (number | string)[], closes?: readonly number[]): Bars {
  const session = Int32Array.from(days, (day) => (typeof day === 'string' ? parseDay(day) : day))
  const close = Float64Array.from(session, (_, i) => closes?.[i] ?? 100)
  const open = close.map((price, i) => (i === 0 ? price : close[i - 1]))
  return {
    ticker: 'T',
    cadence: 'daily',
    ts: Float64Array.from(session, (day) => day * 86_400_000 + 21 * 3_600_000),
    session,
    hourEt: null,
    open,
    high: open.map((price, i) => Math.max(price, close[i])),
    low: open.map((price, i) => Math.min(price, close[i])),
    close,
    volume: new Float64Array(session.length).fill(1),
  }
}

/** Intraday bars by the New York times at which they end (winter days only): `2020-01-02 10:30`. */
export function intradayEnding(cadence: Cadence, ends: readonly string[]): Bars {
  const bars = dailyOn(ends.map((end) => end.slice(0, 10)))
  const ts = Float64Array.from(ends, (end) => Date.parse(`${end.replace(' ', 'T')}:00-05:00`))
  return { ...bars, cadence, ts, hourEt: new Int8Array(ends.length) }
}
