import type { Bars, Cadence } from '../../core/bars/bars.ts'
import { newYorkTime, sessionDecisionTime } from '../calendar.ts'
import type { Aggregate } from './aggregates.ts'
import { instantOf, openingMinute, type SessionHours } from './hours.ts'

/** Minutes of the vendor's bars that a cadence is made of: clock hours are joined of halves, since sessions open at 9:30. */
export const askedMinutes: Readonly<Record<Exclude<Cadence, 'daily'>, number>> = {
  '5m': 5,
  '15m': 15,
  hourly: 30,
}

interface Row {
  ts: number
  session: number
  hour: number
  open: number
  high: number
  low: number
  close: number
  volume: number
}

/**
 * Bars of the regular session, complete by `known` (milliseconds UTC), of what the vendor sent for them. Daily: a bar
 * for each session, known at 16:00. Intraday: bars from 9:30 until the close of the day, known at their end; hourly bars
 * are clock hours, the first of them from 9:30 to 10:00. Bars of days without a session are left out, and listed.
 */
export function barsOf(
  rows: readonly Aggregate[],
  { ticker, cadence, hours, known }: { ticker: string; cadence: Cadence; hours: SessionHours; known: number },
): { bars: Bars; noSession: number[] } {
  const noSession = new Set<number>()
  const made: Row[] = []
  for (const row of rows) {
    const { day, minute } = newYorkTime(row.t)
    if (!hours.isSession(day)) noSession.add(day)
    else if (cadence === 'daily') made.push(toRow(row, sessionDecisionTime(day), day, 0))
    else if (minute >= openingMinute && minute + askedMinutes[cadence] <= hours.closeMinute(day)) {
      const hour = Math.floor(minute / 60)
      const end = cadence === 'hourly' ? (hour + 1) * 60 : minute + askedMinutes[cadence]
      add(made, toRow(row, instantOf(day, end), day, hour))
    }
  }
  const complete = made.filter(
    ({ ts, session }) => (cadence === 'daily' ? instantOf(session, hours.closeMinute(session)) : ts) <= known,
  )
  return { bars: columns(complete, ticker, cadence), noSession: [...noSession].sort((a, b) => a - b) }
}

function toRow({ o, h, l, c, v }: Aggregate, ts: number, session: number, hour: number): Row {
  return { ts, session, hour, open: o, high: h, low: l, close: c, volume: v ?? Number.NaN }
}

/** Two rows that end at the same time are parts of one bar. */
function add(rows: Row[], row: Row): void {
  const last = rows.at(-1)
  if (last?.ts !== row.ts) {
    rows.push(row)
    return
  }
  last.high = Math.max(last.high, row.high)
  last.low = Math.min(last.low, row.low)
  last.close = row.close
  last.volume += row.volume
}

function columns(rows: readonly Row[], ticker: string, cadence: Cadence): Bars {
  const column = (value: (row: Row) => number) => Float64Array.from(rows, value)
  return {
    ticker,
    cadence,
    ts: column(({ ts }) => ts),
    session: Int32Array.from(rows, ({ session }) => session),
    hourEt: cadence === 'daily' ? null : Int8Array.from(rows, ({ hour }) => hour),
    open: column(({ open }) => open),
    high: column(({ high }) => high),
    low: column(({ low }) => low),
    close: column(({ close }) => close),
    volume: column(({ volume }) => volume),
  }
}
