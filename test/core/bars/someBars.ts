import type { Bars } from '../../../src/core/bars/bars.ts'
import { dayNumber } from '../../../src/core/bars/day.ts'

const hourMs = 3_600_000
const firstDay = dayNumber(2020, 1, 6) ?? 0 // a Monday

/** Bars with a wavering but deterministic price; every session has the same number of bars, on consecutive weekdays. */
export function someBars({ sessions, perSession = 1 }: { sessions: number; perSession?: number }): Bars {
  const rows = sessions * perSession
  const session = Int32Array.from({ length: rows }, (_, row) => weekdayNumber(Math.floor(row / perSession)))
  const close = Float64Array.from(
    { length: rows },
    (_, row) => 100 + 10 * Math.sin(row * 0.7) + 5 * Math.cos(row * row * 0.13),
  )
  const open = close.map((price, row) => (row === 0 ? price : close[row - 1] + Math.sin(row * 1.9)))
  const daily = perSession === 1
  return {
    ticker: 'TEST',
    cadence: daily ? 'daily' : 'hourly',
    // 16:00 New York in winter is 21:00 UTC; hourly bars end at 10:30, 11:30, …
    ts: Float64Array.from(session, (day, row) =>
      daily ? day * 24 * hourMs + 21 * hourMs : day * 24 * hourMs + (15.5 + (row % perSession)) * hourMs,
    ),
    session,
    hourEt: daily ? null : Int8Array.from({ length: rows }, (_, row) => 9 + (row % perSession)),
    open,
    high: close.map((price, row) => Math.max(price, open[row]) + 1),
    low: close.map((price, row) => Math.min(price, open[row]) - 1),
    close,
    volume: close.map((_, row) => 1000 + ((row * 37) % 101)),
  }
}

function weekdayNumber(ordinal: number): number {
  return firstDay + Math.floor(ordinal / 5) * 7 + (ordinal % 5)
}
