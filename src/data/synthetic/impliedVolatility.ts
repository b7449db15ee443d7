import { sessionShare, shareLeft } from './dayShape.ts'
import {
  calm,
  type History,
  leverage,
  move,
  persistence,
  priceAt,
  sessionsOfYear,
  spreadOfU,
  streamOf,
  surprise,
} from './history.ts'
import { closingMinuteOf, openingMinute } from './tradingDays.ts'

/**
 * What options are priced with. At the money it is the variance that the history has in store on average, without a
 * premium for risk: options of the same or the next day have no edge for buyer or seller before costs. Those of a month
 * are some 3 % dear, since the mean of an uncertain volatility is below the root of its mean square; away from the
 * money the smile adds to the price.
 */
export interface Outlook {
  /** Ordinal of the session. */
  s: number
  /** Price of the underlying, in cents as it is quoted. */
  spot: number
  /** Minutes since the open. */
  minutes: number
  /** Variance until the close. */
  today: number
  /** Expected variance of a full day, for each session after this one. */
  ahead: Float64Array
}

/** The outlook a number of minutes after a session's open, for `sessionsAhead` sessions after it. */
export function outlookAt(history: History, s: number, minutes: number, sessionsAhead: number): Outlook {
  const price = priceAt(history, s, minutes)
  const left = shareLeft(history.slots[s], minutes)
  const today = history.deviation[s] ** 2 * left
  return {
    s,
    spot: Math.round(price * 100) / 100,
    minutes,
    today,
    ahead: expected(history, s, price, left, sessionsAhead),
  }
}

/**
 * E[deviation²] of the sessions after s. Of k sessions ahead, u is normal with mean persistence^(k-1) x (its mean for
 * the next session) and a variance that grows from what is open about the next session to that of the long run;
 * E[e^2u] = e^(2 mean + 2 variance).
 */
function expected(history: History, s: number, price: number, left: number, sessions: number): Float64Array {
  const usual = history.options.volatility * calm(price, history.trend[s])
  const daily = (usual * usual) / sessionsOfYear
  let mean = persistence * history.logVolatility[s] - leverage * move(history, s, price)
  let excess = surprise * surprise + leverage * leverage * left - spreadOfU
  const variances = new Float64Array(sessions)
  for (let k = 0; k < sessions; k++) {
    variances[k] = daily * Math.exp(2 * mean + 2 * excess)
    mean *= persistence
    excess *= persistence * persistence
  }
  return variances
}

/** Variance from now to the close of session `expiry`, at or after the present one. */
export function varianceUntil({ slots }: History, outlook: Outlook, expiry: number): number {
  let total = outlook.today
  for (let k = outlook.s + 1; k <= expiry; k++)
    total += outlook.ahead[k - outlook.s - 1] * sessionShare(slots[k])
  return total
}

/** Calendar years of 365 days from now to the close of the expiry's session, in New York time. */
export function yearsUntil({ days }: History, { s, minutes }: Outlook, expiry: number): number {
  const close = closingMinuteOf(days[expiry]) ?? 0
  return (days[expiry] - days[s] + (close - openingMinute - minutes) / 1440) / 365
}

/**
 * Ordinals of the expiries nearest to so many calendar days after session s, rising and each once, from `first` on
 * (the earlier one of two equally near). Every session is an expiry.
 */
export function expiriesOf(
  { days }: History,
  s: number,
  daysAhead: readonly number[],
  first: number,
): number[] {
  const nearest = daysAhead.map((ahead) => {
    const wanted = days[s] + ahead
    let expiry = first
    while (Math.abs(days[expiry + 1] - wanted) < Math.abs(days[expiry] - wanted)) expiry++
    return expiry
  })
  return [...new Set(nearest)].sort((a, b) => a - b)
}

/** Steepness of the smile in each session. */
export function skewOf(history: History): (s: number) => number {
  const stream = streamOf(history, 'skew')
  return (s) => -0.07 + 0.015 * stream.normal(history.days[s])
}

/**
 * Deviation of the log price until expiry that a strike is priced with: that at the money times 1 + skew x + 0.02 x²,
 * x the strike's distance in deviations (log strike over spot), held within ±5.
 */
export function smileDeviation(deviation: number, skew: number, spot: number, strike: number): number {
  if (deviation === 0) return 0
  const x = Math.max(-5, Math.min(5, Math.log(strike / spot) / deviation))
  return deviation * (1 + skew * x + 0.02 * x * x)
}
