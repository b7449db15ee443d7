import type { Bars } from '../bars/bars.ts'
import type { MarketData } from '../bars/marketData.ts'
import { firstAtOrAfter } from '../bars/window.ts'
import { SigmaError } from '../errors.ts'
import { computeIndicators } from '../indicators/index.ts'
import { type Label, setReturn, unknownLabel } from './label.ts'
import type { EventSpec } from './labelSpec.ts'
import {
  type ClockPrice,
  clockText,
  closingRow,
  firstEndingAt,
  minuteOf,
  priceAt,
  type SessionClock,
  sessionClock,
} from './sessionClock.ts'

/** Bars at which an event may be traded, and the bar at whose end their session closes (-1 while it runs). */
export interface EventDecisions {
  rows: Int32Array
  closeRow: Int32Array
}

/** What an event label knows of a session at the time from which it may be traded. */
export interface EventSession {
  /** Days since 1970-01-01. */
  day: number
  /** The session before among the bars; null for the first. */
  previousDay: number | null
  /** Its ordinal in the clock's bars. */
  ordinal: number
  /** Price at the decision time. */
  start: ClockPrice
  /** ATR(14) of the model's bars, as of the last one that was complete then. NaN is missing. */
  atr: number
}

/** What an event label says of a session. */
export interface EventVerdict {
  /** Side to take at a bar, by its close. */
  side(close: number): number
  /** Whether it came about, given the closing price; NaN where it can't be told. */
  y(close: number): number
}

/**
 * The decisions of a session's event: bars that end at or after the decision time and before the session's closing
 * bar. In the newest session, still running, every bar from the decision time on decides.
 *
 * @throws UNPROCESSABLE on daily bars, which end when nothing is left to be traded
 */
export function eventDecisions(bars: Bars, spec: EventSpec): EventDecisions {
  requireIntraday(bars, spec)
  const clock = sessionClock(bars)
  const from = decisionMinute(spec)
  const rows: number[] = []
  const closeRow: number[] = []
  for (let session = 0; session < clock.ranges.count; session++) {
    const close = closingRow(clock, session)
    const end = close < 0 ? clock.ranges.start[session + 1] : close
    for (let row = firstEndingAt(clock, session, from); row < end; row++) {
      rows.push(row)
      closeRow.push(close)
    }
  }
  return { rows: Int32Array.from(rows), closeRow: Int32Array.from(closeRow) }
}

/**
 * Labels the decisions of an event. `ret_fwd` runs from a decision's close to the close of its session, the last
 * price that the label looks at. A decision taken before the price at the decision time was known (bars of different
 * length with gaps) has neither y nor side.
 *
 * Prices at clock times come from five-minute bars where the market data has them, else from the bars themselves.
 *
 * @param judge what the event is; null where a session does not say, for a reason that it keeps itself
 */
export function eventLabel(
  bars: Bars,
  spec: EventSpec,
  market: MarketData,
  judge: (session: EventSession, clock: SessionClock) => EventVerdict | null,
): Label {
  const { rows, closeRow } = eventDecisions(bars, spec)
  const clock = sessionClock(market.fiveMinute ?? bars)
  const minute = decisionMinute(spec)
  const atr = atrOf(bars)
  const label = unknownLabel(bars.ts.length, mostBarsHeld(rows, closeRow))
  const event = { y: label.retFwd.slice(), side: label.retFwd.slice() }
  const facts = { sessions: 0, late: 0 }
  let first = 0
  while (first < rows.length) {
    const day = bars.session[rows[first]]
    const end = endOfSession(bars, rows, first)
    const start = priceOf(clock, day, minute)
    facts.sessions++
    if (start && !start.exact) facts.late++
    const verdict = start && judge(sessionFacts(bars, clock, day, start, atr), clock)
    const close = closeRow[first] < 0 ? null : closingPrice(clock, day)
    const knownAt = bars.ts[closeRow[first]]
    for (let index = first; index < end; index++) {
      const row = rows[index]
      if (closeRow[index] >= 0)
        setReturn(label, row, closeRow[index], bars.close[row], bars.close[closeRow[index]])
      if (!verdict || start.knownAt > bars.ts[row]) continue
      event.side[row] = verdict.side(bars.close[row])
      // A price that is known later than the label's end would make the label end later.
      if (close && close.knownAt <= knownAt && label.labelEndRow[row] >= 0)
        event.y[row] = verdict.y(close.price)
    }
    first = end
  }
  return { ...label, event, warnings: lateWarning(facts, minute) }
}

/** New York minute of the day from which an event may be traded. */
function decisionMinute(spec: EventSpec): number {
  return minuteOf(spec.kind === 'headfake_reversal' ? spec.windowEnd : spec.driftStart)
}

function requireIntraday({ cadence }: Bars, { kind }: EventSpec): void {
  if (cadence !== 'daily') return
  throw new SigmaError(
    'UNPROCESSABLE',
    `the label ${kind} is traded within the day, and the bars are daily`,
    {
      details: { label: kind, cadence },
      next: 'use a model of hourly, 15m or 5m bars, or a label such as next_bar_updown or fwd_ret_<N>d',
    },
  )
}

/** Wilder's average true range over 14 of the model's own bars, the gap over night included. */
function atrOf(bars: Bars): Float64Array {
  return computeIndicators(bars, [{ name: 'atr', params: { period: 14 } }])[0].values
}

/** So many that a position taken at the first decision of any session lasts to its close. */
function mostBarsHeld(rows: Int32Array, closeRow: Int32Array): number {
  let most = 1
  for (let index = 0; index < rows.length; index++) most = Math.max(most, closeRow[index] - rows[index])
  return most
}

function endOfSession(bars: Bars, rows: Int32Array, first: number): number {
  let end = first
  while (end < rows.length && bars.session[rows[end]] === bars.session[rows[first]]) end++
  return end
}

function ordinalOf({ bars, ranges }: SessionClock, day: number): number | null {
  const row = firstAtOrAfter(bars.session, day)
  return bars.session[row] === day ? ranges.ofRow[row] : null
}

function priceOf(clock: SessionClock, day: number, minute: number): ClockPrice | null {
  const ordinal = ordinalOf(clock, day)
  return ordinal === null ? null : priceAt(clock, ordinal, minute)
}

function closingPrice(clock: SessionClock, day: number): Pick<ClockPrice, 'price' | 'knownAt'> | null {
  const ordinal = ordinalOf(clock, day)
  const row = ordinal === null ? -1 : closingRow(clock, ordinal)
  return row < 0 ? null : { price: clock.bars.close[row], knownAt: clock.bars.ts[row] }
}

function sessionFacts(
  bars: Bars,
  clock: SessionClock,
  day: number,
  start: ClockPrice,
  atr: Float64Array,
): EventSession {
  const before = firstAtOrAfter(bars.session, day) - 1
  return {
    day,
    previousDay: before < 0 ? null : bars.session[before],
    ordinal: ordinalOf(clock, day) ?? 0,
    start,
    atr: atr[firstAtOrAfter(bars.ts, start.knownAt, true) - 1] ?? Number.NaN,
  }
}

function lateWarning({ sessions, late }: { sessions: number; late: number }, minute: number): string[] {
  if (late === 0) return []
  return [
    `the price at ${clockText(minute)} is that of the first bar complete after it in ${late} of ${sessions} sessions; five-minute bars would give it to the minute`,
  ]
}
