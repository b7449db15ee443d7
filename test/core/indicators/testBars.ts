import fc from 'fast-check'
import type { Bars } from '../../../src/core/bars/bars.ts'

const dayMs = 86_400_000
const hourMs = 3_600_000

/** A Monday: 2024-01-01. */
const firstDay = 19_723

export interface BarRow {
  open: number
  high: number
  low: number
  close: number
  volume: number
}

/** Daily bars of consecutive weekdays from 2024-01-01, complete at 16:00 in New York. */
export function dailyBars(rows: BarRow[]): Bars {
  const session = Int32Array.from(rows, (_, i) => firstDay + 7 * Math.floor(i / 5) + (i % 5))
  return {
    ...columns(rows),
    cadence: 'daily',
    session,
    hourEt: null,
    ts: Float64Array.from(session, (day) => day * dayMs + 21 * hourMs),
  }
}

/** Hourly bars, seven to a session (09:30 to 16:00). */
export function hourlyBars(rows: BarRow[]): Bars {
  const day = (i: number) => {
    const s = Math.floor(i / 7)
    return firstDay + 7 * Math.floor(s / 5) + (s % 5)
  }
  return {
    ...columns(rows),
    cadence: 'hourly',
    session: Int32Array.from(rows, (_, i) => day(i)),
    hourEt: Int8Array.from(rows, (_, i) => 9 + (i % 7)),
    ts: Float64Array.from(rows, (_, i) => day(i) * dayMs + 15 * hourMs + (i % 7) * hourMs),
  }
}

/** Bars that close at these prices, opening at the close before, without wicks. */
export function fromCloses(closes: number[], volume = 1000): BarRow[] {
  return closes.map((close, i) => {
    const open = i === 0 ? close : closes[i - 1]
    return { open, high: Math.max(open, close), low: Math.min(open, close), close, volume }
  })
}

/** Numbers from 0 to 1, the same for the same seed. Source: Press et al., Numerical Recipes (1992), section 7.1. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** A walk whose steps, wicks and volumes come from a seeded generator: no two bars alike. */
export function randomWalk(rows: number, seed: number): BarRow[] {
  const random = seededRandom(seed)
  let close = 100
  return Array.from({ length: rows }, () => {
    const open = close * (1 + 0.01 * (random() - 0.5))
    close = open * (1 + 0.04 * (random() - 0.5))
    const high = Math.max(open, close) * (1 + 0.01 * random())
    const low = Math.min(open, close) * (1 - 0.01 * random())
    return { open, high, low, close, volume: Math.floor(1 + 1e6 * random()) }
  })
}

/** The rows with whole prices, which strikes at whole prices stay nearest to when both are scaled. */
export function wholePrices(rows: BarRow[]): BarRow[] {
  return rows.map(({ open, high, low, close, volume }) => ({
    open: Math.round(open),
    high: Math.round(high),
    low: Math.round(low),
    close: Math.round(close),
    volume,
  }))
}

/** Bars a market can show at its oddest: flat stretches, gaps, repeated prices, no volume, and missing values. */
export function oddBars(maxLength: number, missing: boolean): fc.Arbitrary<BarRow[]> {
  const price = fc.integer({ min: 90, max: 110 })
  const bar = fc
    .tuple(price, price, price, price, fc.integer({ min: 0, max: 3 }))
    .map(([a, b, c, d, volume]) => ({
      open: a,
      high: Math.max(a, b, c, d),
      low: Math.min(a, b, c, d),
      close: d,
      volume,
    }))
  const gap = { open: Number.NaN, high: Number.NaN, low: Number.NaN, close: Number.NaN, volume: Number.NaN }
  const rare = missing
    ? fc.oneof({ weight: 30, arbitrary: bar }, { weight: 1, arbitrary: fc.constant(gap) })
    : bar
  const stretch = fc
    .tuple(rare, fc.integer({ min: 1, max: 4 }))
    .map(([row, times]) => Array.from({ length: times }, () => row))
  return fc
    .array(stretch, { minLength: 1, maxLength: Math.ceil(maxLength / 2) })
    .map((stretches) => stretches.flat())
}

/** The bars up to, and without, a row. */
export function truncated(bars: Bars, end: number): Bars {
  return {
    ...bars,
    ts: bars.ts.slice(0, end),
    session: bars.session.slice(0, end),
    hourEt: bars.hourEt?.slice(0, end) ?? null,
    open: bars.open.slice(0, end),
    high: bars.high.slice(0, end),
    low: bars.low.slice(0, end),
    close: bars.close.slice(0, end),
    volume: bars.volume.slice(0, end),
  }
}

function columns(rows: BarRow[]) {
  return {
    ticker: 'TEST',
    open: Float64Array.from(rows, (row) => row.open),
    high: Float64Array.from(rows, (row) => row.high),
    low: Float64Array.from(rows, (row) => row.low),
    close: Float64Array.from(rows, (row) => row.close),
    volume: Float64Array.from(rows, (row) => row.volume),
  }
}
