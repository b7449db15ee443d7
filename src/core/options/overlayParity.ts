import type { Bars } from '../bars/bars.ts'
import { minutesOf } from '../bars/sessionGaps.ts'
import { openMinute } from '../calendar/index.ts'
import { sessionInstant } from '../calendar/newYorkTime.ts'
import { type PricedLeg, positionValue } from './overlay.ts'
import { yearsLeft } from './yearsLeft.ts'

/** A signal as parity trades it: levels are of the underlying, at the price that it was decided at. */
export interface ParitySignal {
  isLong: boolean
  reference: number
  stop: number | null
  target: number | null
  timeStopMinutes: number | null
}

type ParityExit = 'stop' | 'target' | 'time' | 'open'

/** What became of a trade; `open` where the bars end before it does. Prices are per share. */
export interface ParityTrade {
  entry: number
  exit: number
  reason: ParityExit
  /** Of the entry, as a fraction; positive for a gain. */
  change: number
}

/**
 * What the signal would have earned in the underlying: in at the open of the first bar, out at stop or target, each as
 * far from the entry as it was from the price of the signal, or at the close of the last bar that the time stop allows. A
 * bar that touches both counts as stopped, and one that opens beyond a level leaves at its open. Null without bars.
 *
 * @param bars those after the signal's session
 */
export function underlyingParity(bars: Bars, signal: ParitySignal): ParityTrade | null {
  if (bars.ts.length === 0) return null
  const { isLong, reference, stop, target } = signal
  const sign = isLong ? 1 : -1
  const entry = bars.open[0]
  const levels = {
    stop: stop === null ? null : sign * (entry + stop - reference),
    target: target === null ? null : sign * (entry + target - reference),
  }
  const path = {
    length: bars.ts.length,
    open: (bar: number) => sign * bars.open[bar],
    worst: (bar: number) => sign * (isLong ? bars.low[bar] : bars.high[bar]),
    best: (bar: number) => sign * (isLong ? bars.high[bar] : bars.low[bar]),
    close: (bar: number) => sign * bars.close[bar],
  }
  const { value, reason } = leave(path, levels, barsAtMost(bars, signal))
  const exit = sign * value
  return { entry, exit, reason, change: (sign * (exit - entry)) / entry }
}

/**
 * What the options would have earned, valued by `positionValue` along the bars of the underlying: in at the open of the
 * first bar, out once the value has the ratio to that of the entry that the stop or target value had to what was paid;
 * else at the time stop or the expiry, whichever is first. Null without bars before the expiry.
 *
 * @param values what was paid, and what stop and target were estimated at, per share
 */
export function premiumParity(
  bars: Bars,
  signal: Pick<ParitySignal, 'timeStopMinutes'>,
  legs: readonly PricedLeg[],
  values: { netDebit: number; stopValue: number | null; targetValue: number | null },
): ParityTrade | null {
  const [{ expiry, isCall }] = legs
  let alive = 0
  while (alive < bars.ts.length && bars.session[alive] <= expiry) alive++
  if (alive === 0) return null
  // The first bar of a session may be shorter than the others, as from 9:30 to 10:00.
  const opens = (bar: number) => Math.max(bars.ts[bar] - minutesOf(bars) * 60_000, openOf(bars.session[bar]))
  const at = (spot: number, ts: number) => positionValue(legs, spot, ts)
  const entry = at(bars.open[0], opens(0))
  const { netDebit, stopValue, targetValue } = values
  const path = {
    length: alive,
    open: (bar: number) => at(bars.open[bar], opens(bar)),
    worst: (bar: number) => at(isCall ? bars.low[bar] : bars.high[bar], bars.ts[bar]),
    best: (bar: number) => at(isCall ? bars.high[bar] : bars.low[bar], bars.ts[bar]),
    close: (bar: number) => at(bars.close[bar], bars.ts[bar]),
  }
  const levels = {
    stop: stopValue === null ? null : (entry * stopValue) / netDebit,
    target: targetValue === null ? null : (entry * targetValue) / netDebit,
  }
  const expires = yearsLeft(expiry, bars.ts[alive - 1]) <= 0 ? alive : Number.POSITIVE_INFINITY
  const { value, reason } = leave(path, levels, Math.min(barsAtMost(bars, signal), expires))
  return { entry, exit: value, reason, change: value / entry - 1 }
}

const openOf = (session: number): number => sessionInstant(session, openMinute(session))

/** Bars that a position may be held, that of the entry included. */
function barsAtMost(bars: Bars, { timeStopMinutes }: Pick<ParitySignal, 'timeStopMinutes'>): number {
  if (timeStopMinutes === null) return Number.POSITIVE_INFINITY
  return Math.max(1, Math.round(timeStopMinutes / minutesOf(bars)))
}

/** What is held along some bars, so that more is better. */
interface Path {
  length: number
  open(bar: number): number
  worst(bar: number): number
  best(bar: number): number
  close(bar: number): number
}

/** The value at which it is left; equality touches. */
function leave(
  path: Path,
  { stop, target }: { stop: number | null; target: number | null },
  atMost: number,
): { value: number; reason: ParityExit } {
  const below = stop ?? Number.NEGATIVE_INFINITY
  const above = target ?? Number.POSITIVE_INFINITY
  const end = Math.min(path.length, atMost)
  for (let bar = 0; bar < end; bar++) {
    const open = path.open(bar)
    if (open <= below) return { value: open, reason: 'stop' }
    if (open >= above) return { value: open, reason: 'target' }
    if (path.worst(bar) <= below) return { value: below, reason: 'stop' }
    if (path.best(bar) >= above) return { value: above, reason: 'target' }
  }
  return { value: path.close(end - 1), reason: end === atMost ? 'time' : 'open' }
}
