import type { OptionTrades } from '../../core/options/tables.ts'
import { cents, openingTime } from './bars.ts'
import { contractColumns, strikesAround } from './contracts.ts'
import { edgeStreams, hourSignals } from './edge.ts'
import { closeBefore, type History, pointsOfDay, streamOf } from './history.ts'
import { outlookAt, skewOf, smileDeviation } from './impliedVolatility.ts'
import { growth, type NumberStream } from './numberStream.ts'
import { callPrice, putPrice } from './optionPricing.ts'

/** Half an hour, in five-minute bars. */
const intervalSlots = 6

/** The flow of one half hour. */
interface Interval {
  session: number
  ts: number
  /** Of the underlying in the middle of the interval. */
  spot: number
  deviation: number
  skew: number
  /** Contracts of calls and of puts. */
  calls: number
  puts: number
  lowest: number
  count: number
  /** Of these strikes those around the close before. */
  near: { lowest: number; count: number }
}

/** Contracts of calls and puts together in a usual half hour. */
const usualContracts = 60_000

/**
 * Trades in options that expire the same day, added up over half hours, for whole strikes around the close of the
 * session before and around the price, whose options are those that are bought after a far move. The share of calls is (1 + x / sqrt(1 + x²)) / 2 with x = 0.35 h: h, of the clock hour that the half
 * hour lies in, carries the planted edge (see `edge.ts`).
 */
export function makeTrades(history: History, around: number, from: number, to: number): OptionTrades {
  const intervals: Interval[] = []
  const intervalsOf = intervalMaker(history, around)
  for (let s = from; s < to; s++) intervals.push(...intervalsOf(s))
  const rows = intervals.reduce((sum, { count }) => sum + 2 * count, 0)
  const trades = {
    ...contractColumns(rows),
    ts: new Float64Array(rows),
    volume: new Float64Array(rows),
    premium: new Float64Array(rows),
  }
  const noise = streamOf(history, 'flow by strike')
  let row = 0
  for (const interval of intervals) row = write(trades, row, interval, noise)
  return trades
}

function intervalMaker(history: History, around: number): (s: number) => Interval[] {
  const { days, slots, points, logVolatility, options } = history
  const totals = streamOf(history, 'flow')
  const streams = edgeStreams(history)
  const skew = skewOf(history)
  return (s) => {
    const signals = hourSignals(history, streams, s)
    const close = Math.round(cents(closeBefore(history, s)))
    const near = strikesAround([close], around)
    return Array.from({ length: slots[s] / intervalSlots }, (_, i) => {
      const start = s * pointsOfDay + i * intervalSlots
      const { spot, today } = outlookAt(history, s, (i + 0.5) * intervalSlots * 5, 0)
      const total =
        usualContracts *
        options.volume *
        growth(0.5 * logVolatility[s] + 0.2 * totals.normal(days[s] * 16 + i))
      const lean = imbalance(signals[Math.floor((i + 1) / 2)])
      return {
        session: days[s],
        ts: openingTime(days[s]) + (i + 1) * intervalSlots * 300_000,
        spot,
        deviation: Math.sqrt(today),
        skew: skew(s),
        calls: (total * (1 + lean)) / 2,
        puts: (total * (1 - lean)) / 2,
        ...strikesAround([close, ...points.subarray(start, start + intervalSlots + 1)], around),
        near,
      }
    })
  }
}

/** (Calls - puts) / (calls + puts) for a signal: rising with it, and within ±1. */
function imbalance(signal: number): number {
  const x = 0.35 * signal
  return x / Math.sqrt(1 + x * x)
}

function write(trades: OptionTrades, start: number, interval: Interval, noise: NumberStream): number {
  const { session, ts, spot, lowest, count } = interval
  const end = start + 2 * count
  trades.session.fill(session, start, end)
  trades.expiry.fill(session, start, end)
  trades.ts.fill(ts, start, end)
  const weights = strikeWeights(interval, noise)
  for (let i = 0; i < count; i++) {
    const strike = lowest + i
    const call = callPrice(spot, strike, smileDeviation(interval.deviation, interval.skew, spot, strike))
    const row = start + 2 * i
    enter(trades, row, strike, 1, Math.round(interval.calls * weights.calls[i]), call)
    enter(
      trades,
      row + 1,
      strike,
      0,
      Math.round(interval.puts * weights.puts[i]),
      putPrice(call, spot, strike),
    )
  }
  return end
}

/** A trade costs a cent at least; what was paid is contracts x price x 100 shares. */
function enter(
  trades: OptionTrades,
  row: number,
  strike: number,
  isCall: number,
  contracts: number,
  price: number,
): void {
  trades.strike[row] = strike
  trades.isCall[row] = isCall
  trades.volume[row] = contracts
  trades.premium[row] = contracts * Math.max(0.01, cents(price)) * 100
}

/**
 * How the contracts of each side spread over the strikes: most a little out of the money. Those around the close before add
 * up to 1, wherever the price is, so that their flow carries the planted edge alone; each of the others comes on top, with its
 * share of all strikes.
 */
function strikeWeights(interval: Interval, noise: NumberStream): { calls: Float64Array; puts: Float64Array } {
  return { calls: sideWeights(interval, noise, 1), puts: sideWeights(interval, noise, -1) }
}

/** @param outward where the strikes out of the money lie: 1 above the price, for calls, and -1 below it */
function sideWeights(
  { spot, ts, lowest, count, near }: Interval,
  noise: NumberStream,
  outward: 1 | -1,
): Float64Array {
  const scale = 0.004 * spot
  const weights = new Float64Array(count)
  const start = near.lowest - lowest
  const end = start + near.count
  let all = 0
  let ofNear = 0
  for (let i = 0; i < count; i++) {
    const distance = (outward * (lowest + i - spot)) / scale - 0.4
    const index = Math.imul(ts / 1_800_000, 4099) + (lowest + i) * 2 + (outward === 1 ? 1 : 0)
    weights[i] = growth(0.3 * noise.normal(index)) / (1 + distance * distance) ** 2
    all += weights[i]
    if (i >= start && i < end) ofNear += weights[i]
  }
  for (let i = 0; i < count; i++) weights[i] /= i >= start && i < end ? ofNear : all
  return weights
}
