import type { Bars, Cadence } from '../../../src/core/bars/bars.ts'
import { parseDay } from '../../../src/core/bars/day.ts'
import type { OptionChain } from '../../../src/core/options/tables.ts'

const minuteMs = 60_000
const dayMs = 86_400_000
/** Winter time in New York. */
const behindMinutes = 5 * 60

export interface DayBars {
  date: string
  /** Bars by the New York time at which they end. */
  bars: { end: string; open: number; high?: number; low?: number; close: number }[]
}

/** Intraday bars of winter days. High and low are the larger and smaller of open and close where they are not given. */
export function dayBars(cadence: Cadence, days: DayBars[]): Bars {
  const rows = days.flatMap(({ date, bars }) => bars.map((bar) => ({ ...bar, day: parseDay(date) })))
  const minutes = rows.map(({ end }) => minuteOf(end))
  const length = { '5m': 5, '15m': 15, hourly: 60, daily: 390 }[cadence]
  return {
    ticker: 'TEST',
    cadence,
    ts: Float64Array.from(rows, ({ day }, row) => day * dayMs + (minutes[row] + behindMinutes) * minuteMs),
    session: Int32Array.from(rows, ({ day }) => day),
    hourEt: cadence === 'daily' ? null : Int8Array.from(minutes, (end) => Math.floor((end - length) / 60)),
    open: Float64Array.from(rows, ({ open }) => open),
    high: Float64Array.from(rows, ({ open, close, high }) => high ?? Math.max(open, close)),
    low: Float64Array.from(rows, ({ open, close, low }) => low ?? Math.min(open, close)),
    close: Float64Array.from(rows, ({ close }) => close),
    volume: new Float64Array(rows.length).fill(1),
  }
}

/** Hourly bars that end on the hour, from 10:00 (half an hour) to 16:00, or 13:00: the open of the first, and closes. */
export function hourlyDay(date: string, open: number, closes: number[]): DayBars {
  return {
    date,
    bars: closes.map((close, index) => ({
      end: `${10 + index}:00`,
      open: index === 0 ? open : closes[index - 1],
      close,
    })),
  }
}

/** Contracts of a chain: session, expiry, strike, gamma and open interest. Sessions never decrease. */
export function chainOf(rows: [string, string, number, number, number][]): OptionChain {
  const nothing = new Float64Array(rows.length).fill(Number.NaN)
  return {
    session: Int32Array.from(rows, ([session]) => parseDay(session)),
    expiry: Int32Array.from(rows, ([, expiry]) => parseDay(expiry)),
    strike: Float64Array.from(rows, ([, , strike]) => strike),
    isCall: Uint8Array.from(rows, (_, row) => row % 2),
    bid: nothing,
    ask: nothing,
    impliedVolatility: nothing,
    delta: nothing,
    gamma: Float64Array.from(rows, ([, , , gamma]) => gamma),
    openInterest: Float64Array.from(rows, ([, , , , interest]) => interest),
    volume: nothing,
  }
}

/** Consecutive weekdays of one winter time in New York, up to 90. */
export function winterDays(count: number): string[] {
  const first = parseDay('2019-11-04')
  return Array.from({ length: count }, (_, index) =>
    new Date((first + Math.floor(index / 5) * 7 + (index % 5)) * dayMs).toISOString().slice(0, 10),
  )
}

function minuteOf(clock: string): number {
  const [hours, minutes] = clock.split(':').map(Number)
  return 60 * hours + minutes
}
