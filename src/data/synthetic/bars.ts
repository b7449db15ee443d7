import type { Bars, Cadence } from '../../core/bars/bars.ts'
import { newYorkInstant, sessionDecisionTime } from '../calendar.ts'
import { slotShare, slotsOfDay, volumeShare } from './dayShape.ts'
import { edgeStreams, hourEnds, sessionSignal } from './edge.ts'
import { type History, pointsOfDay, streamOf } from './history.ts'
import { growth } from './numberStream.ts'
import { openingMinute } from './tradingDays.ts'

const minuteMs = 60_000

/** When a session opens, in milliseconds since 1970-01-01 UTC. */
export function openingTime(day: number): number {
  return newYorkInstant(day, openingMinute * minuteMs)
}

/** How many five-minute bars of a session have passed at the end of each of its bars, by clock hours as vendors cut them. */
export function barEnds(cadence: Cadence, slots: number): number[] {
  if (cadence === 'hourly') return hourEnds(slots)
  const step = { '5m': 1, '15m': 3, daily: slots }[cadence]
  return Array.from({ length: slots / step }, (_, bar) => (bar + 1) * step)
}

/** To cents. */
export function cents(price: number): number {
  return Math.round(price * 100) / 100
}

/** The bars of sessions `from` (inclusive) to `to` (exclusive) of a history, put together from its five-minute bars. */
export function makeBars(history: History, cadence: Cadence, from: number, to: number): Bars {
  const bars = emptyBars(history, cadence, from, to)
  const slotsOf = slotMaker(history)
  let row = 0
  for (let s = from; s < to; s++) {
    const slots = slotsOf(s)
    const opened = openingTime(history.days[s])
    let first = 0
    for (const end of barEnds(cadence, history.slots[s])) {
      bars.session[row] = history.days[s]
      // Daily bars count as known at the same time whatever their source.
      bars.ts[row] = cadence === 'daily' ? sessionDecisionTime(history.days[s]) : opened + end * 5 * minuteMs
      if (bars.hourEt) bars.hourEt[row] = Math.floor((openingMinute + first * 5) / 60)
      join(slots, first, end, bars, row++)
      first = end
    }
  }
  return bars
}

type Columns = Pick<Bars, 'open' | 'high' | 'low' | 'close' | 'volume'>

function columns(rows: number): Columns {
  const column = () => new Float64Array(rows)
  return { open: column(), high: column(), low: column(), close: column(), volume: column() }
}

function emptyBars({ ticker, slots }: History, cadence: Cadence, from: number, to: number): Bars {
  let rows = 0
  for (let s = from; s < to; s++) rows += barEnds(cadence, slots[s]).length
  return {
    ticker,
    cadence,
    ts: new Float64Array(rows),
    session: new Int32Array(rows),
    hourEt: cadence === 'daily' ? null : new Int8Array(rows),
    ...columns(rows),
  }
}

function join(slots: Columns, from: number, to: number, bars: Bars, row: number): void {
  let high = slots.high[from]
  let low = slots.low[from]
  let volume = 0
  for (let slot = from; slot < to; slot++) {
    if (slots.high[slot] > high) high = slots.high[slot]
    if (slots.low[slot] < low) low = slots.low[slot]
    volume += slots.volume[slot]
  }
  bars.open[row] = slots.open[from]
  bars.high[row] = high
  bars.low[row] = low
  bars.close[row] = slots.close[to - 1]
  bars.volume[row] = volume
}

/** Shares of a usual session. */
const usualVolume = 80_000_000

/** A function that gives the five-minute bars of a session; the columns are used again for the next one. */
function slotMaker(history: History): (s: number) => Columns {
  const { points, deviation, days } = history
  const [highs, lows, volumes] = ['highs', 'lows', 'volume'].map((purpose) => streamOf(history, purpose))
  const signals = edgeStreams(history)
  const out = columns(slotsOfDay)
  return (s) => {
    const signal = sessionSignal(history, signals, s)
    const volume = usualVolume * growth(history.logVolatility[s] + 0.25 * signal)
    for (let slot = 0; slot < history.slots[s]; slot++) {
      const open = points[s * pointsOfDay + slot]
      const close = points[s * pointsOfDay + slot + 1]
      const index = days[s] * slotsOfDay + slot
      const spread = open * deviation[s] * Math.sqrt(slotShare[slot])
      const busy = 0.7 + (0.4 * Math.abs(close - open)) / spread
      out.open[slot] = cents(open)
      out.close[slot] = cents(close)
      out.high[slot] = cents((open + close + reach(close - open, spread, highs, index)) / 2)
      out.low[slot] = Math.max(0.01, cents((open + close - reach(close - open, spread, lows, index)) / 2))
      out.volume[slot] = Math.round(volume * volumeShare[slot] * busy * growth(0.2 * volumes.normal(index)))
    }
    return out
  }
}

/**
 * How far twice the extreme of a Brownian motion lies from the sum of its ends, given these:
 * sqrt(change² - 2 variance x ln U), where -2 ln U is the sum of two squared standard normal numbers.
 * Source: Glasserman, Monte Carlo Methods in Financial Engineering, section 6.4.
 */
function reach(
  change: number,
  deviation: number,
  stream: { normal(index: number): number },
  index: number,
): number {
  const x = stream.normal(2 * index)
  const y = stream.normal(2 * index + 1)
  return Math.sqrt(change * change + deviation * deviation * (x * x + y * y))
}
