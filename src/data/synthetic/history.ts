import { overnightShare, slotShare, slotsOfDay } from './dayShape.ts'
import { growth, NumberStream } from './numberStream.ts'
import type { SyntheticOptions } from './options.ts'
import { type TradingDays, tradingDays } from './tradingDays.ts'

/**
 * The price of one ticker from 2000-01-03 on, by session and five minutes. Everything else is read off it.
 *
 * Within a session the return of each five minutes is normal, its deviation the session's times the shape of the day.
 * The deviation of a session is `volatility` / sqrt(252) x e^(u - var u) x calm. u, the log volatility, comes back to 0
 * slowly, and falls when the price rises: u' = persistence u - leverage x (standardised return) + surprise x noise.
 * `calm` = 2 / (x + 1/x), x = price / trend, is 1 at the trend and small far from it: it keeps the price near the
 * trend (480, times the growth of the drift since 2015) without pulling it back, for a pull would be an edge. With drift 0
 * the price is a martingale: nothing in its past tells its direction.
 */
export interface History extends TradingDays {
  ticker: string
  options: SyntheticOptions
  /** Sessions made; `days` and `slots` go on beyond them, for expiries. */
  count: number
  /** The open of each session and the price after each five minutes: `pointsOfDay` places a session. */
  points: Float64Array
  /** Deviation of a full day's return, as it is in each session. */
  deviation: Float64Array
  /** u of each session. */
  logVolatility: Float64Array
  /** Level around which the price is at its most volatile, by session. */
  trend: Float64Array
}

export const pointsOfDay = slotsOfDay + 1

export const persistence = 0.97
export const leverage = 0.06
export const surprise = 0.06
/** Variance of u in the long run. */
export const spreadOfU = (leverage * leverage + surprise * surprise) / (1 - persistence * persistence)

/**
 * Trend at the beginning of 2015, 3772 sessions after 2000-01-03: half of the prices from 2015 to 2024 lie between 240
 * and 640, so that whole strikes are as fine as those of a large fund.
 */
const level = 480
const sessionsBefore2015 = 3772

export const sessionsOfYear = 252

/** The random numbers of a history that serve one purpose. */
export function streamOf(
  { ticker, options }: Pick<History, 'ticker' | 'options'>,
  purpose: string,
): NumberStream {
  return new NumberStream(`history/${options.seed}/${ticker}/${purpose}`)
}

/** How volatile a price is away from its trend. */
export function calm(price: number, trend: number): number {
  const ratio = price / trend
  return 2 / (ratio + 1 / ratio)
}

/** The history of the first `count` sessions from 2000-01-03. */
export function makeHistory(ticker: string, options: SyntheticOptions, count: number): History {
  const history = emptyHistory(ticker, options, count)
  const shocks = streamOf(history, 'shocks')
  const surprises = streamOf(history, 'volatility')
  const usual = options.volatility / Math.sqrt(sessionsOfYear)
  let before = 0
  let lastMove = 0
  for (let s = 0; s < count; s++) {
    const u = persistence * before - leverage * lastMove + surprise * surprises.normal(history.days[s])
    const deviation = usual * growth(u - spreadOfU) * calm(closeBefore(history, s), history.trend[s])
    history.logVolatility[s] = u
    history.deviation[s] = deviation
    walk(history, s, shocks)
    lastMove = move(history, s)
    before = u
  }
  return history
}

/** Close of the session before, unrounded; the level at the start for the first one. */
export function closeBefore({ points, slots, trend }: History, s: number): number {
  return s === 0 ? trend[0] : points[(s - 1) * pointsOfDay + slots[s - 1]]
}

/** Price at a number of minutes after the open, in a straight line between the five-minute points. */
export function priceAt({ points }: History, s: number, minutes: number): number {
  const slot = Math.floor(minutes / 5)
  const at = s * pointsOfDay + slot
  const passed = minutes / 5 - slot
  return passed === 0 ? points[at] : points[at] + (points[at + 1] - points[at]) * passed
}

/** Expected return of a full day. */
export function dailyDrift({ options }: History): number {
  return options.drift / sessionsOfYear
}

/** Return of a session from the close before to a price in it, less drift, in deviations of a full day. */
export function move(
  history: History,
  s: number,
  price = history.points[s * pointsOfDay + history.slots[s]],
) {
  return (price / closeBefore(history, s) - 1 - dailyDrift(history)) / history.deviation[s]
}

function emptyHistory(ticker: string, options: SyntheticOptions, count: number): History {
  const yearly = 1 + options.drift / sessionsOfYear
  const trend = new Float64Array(count)
  let start = level
  for (let s = 0; s < sessionsBefore2015; s++) start /= yearly
  for (let s = 0; s < count; s++) trend[s] = s === 0 ? start : trend[s - 1] * yearly
  return {
    ...tradingDays(),
    ticker,
    options,
    count,
    points: new Float64Array(count * pointsOfDay),
    deviation: new Float64Array(count),
    logVolatility: new Float64Array(count),
    trend,
  }
}

const slotDeviation = slotShare.map(Math.sqrt)

/** Fills in the points of a session: the gap over night, then the five-minute returns. */
function walk(history: History, s: number, shocks: NumberStream): void {
  const { points, deviation, days, slots } = history
  const drift = dailyDrift(history)
  const first = days[s] * pointsOfDay
  let at = s * pointsOfDay
  const gap = deviation[s] * Math.sqrt(overnightShare) * shocks.normal(first) + drift * overnightShare
  points[at] = closeBefore(history, s) * (1 + gap)
  for (let slot = 0; slot < slots[s]; slot++, at++) {
    const change = deviation[s] * slotDeviation[slot] * shocks.normal(first + slot + 1)
    points[at + 1] = points[at] * (1 + change + drift * slotShare[slot])
  }
}
