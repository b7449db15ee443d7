import type { Column, Dataset } from '../../src/core/matrix/matrix.ts'
import { Random } from '../../src/core/random.ts'
import { normalQuantile } from '../../src/core/statistics/normal.ts'

/** What is put into a data set: nothing, an edge of so much a day, a leak, or another temptation. */
export type Planted =
  | { kind: 'noise' }
  | { kind: 'edge'; perDay: number }
  | { kind: 'leak'; rankCorrelation: number }
  | { kind: 'volatility' }
  | { kind: 'chosen'; candidates: number }

const bars = 2_520
const features = 12
const noise = 0.01
const day = 86_400_000

/** A made-up market of 2,520 daily bars and 12 features, of which only the first two matter, if any. */
export function honestyDataset(planted: Planted, seed: number): Dataset {
  const random = new Random(seed)
  const columns = Array.from({ length: features }, () => normals(random))
  const shocks = normals(random)
  const scale = planted.kind === 'volatility' ? wanderingVolatility(random) : null
  // The return over the bar after row t, which row t has to foresee.
  const next = shocks.map((shock, row) => {
    const edge = planted.kind === 'edge' ? planted.perDay * Math.sign(columns[0][row] + columns[1][row]) : 0
    return edge + noise * (scale?.[row] ?? 1) * shock
  })
  if (planted.kind === 'leak') columns[0] = leaked(shocks, planted.rankCorrelation, random)
  if (planted.kind === 'volatility') {
    columns[0] = pastSize(next, 5)
    columns[1] = pastSize(next, 20)
  }
  const chosen = planted.kind === 'chosen' ? bestByHindsight(planted.candidates, shocks, random) : columns
  return datasetOf(
    next,
    chosen.map((values, index) => ({ name: `x${index}`, values })),
  )
}

function normals(random: Random): Float64Array {
  return Float64Array.from({ length: bars }, () => normalQuantile(random.nextFraction() + 2 ** -33))
}

/** Normal variables of correlation 2 sin(π ρ / 6) have the rank correlation ρ (Pearson 1907). */
function leaked(shocks: Float64Array, rankCorrelation: number, random: Random): Float64Array {
  const correlation = 2 * Math.sin((Math.PI * rankCorrelation) / 6)
  const own = normals(random)
  return shocks.map((shock, row) => correlation * shock + Math.sqrt(1 - correlation ** 2) * own[row])
}

/** Volatility around 1 whose logarithm goes back to 0 by 2 % a day: calm and wild months follow each other. */
function wanderingVolatility(random: Random): Float64Array {
  let level = 0
  return normals(random).map((shock) => {
    level = 0.98 * level + 0.1 * shock
    return Math.exp(level)
  })
}

/** Mean size of the returns known at each row: row t knows those up to next[t − 1]. */
function pastSize(next: Float64Array, length: number): Float64Array {
  return next.map((_, row) => {
    const known = next.subarray(Math.max(0, row - length), row)
    return known.length === 0 ? 0 : known.reduce((sum, value) => sum + Math.abs(value), 0) / known.length
  })
}

/** Of many worthless features the twelve that correlate most with the return, over the whole sample. */
function bestByHindsight(candidates: number, shocks: Float64Array, random: Random): Float64Array[] {
  const strength = (values: Float64Array) =>
    Math.abs(values.reduce((sum, value, row) => sum + value * shocks[row], 0))
  return Array.from({ length: candidates }, () => normals(random))
    .map((values) => ({ values, strength: strength(values) }))
    .sort((a, b) => b.strength - a.strength)
    .slice(0, features)
    .map(({ values }) => values)
}

/** Prices without gaps over night: what is filled at the next open earns the very return that was to be foreseen. */
function datasetOf(next: Float64Array, columns: Column[]): Dataset {
  const ts = Float64Array.from({ length: bars }, (_, bar) => bar * day)
  const session = Int32Array.from({ length: bars }, (_, bar) => bar)
  const close = new Float64Array(bars).fill(100)
  for (let bar = 1; bar < bars; bar++) close[bar] = close[bar - 1] * (1 + next[bar - 1])
  const open = close.map((value, bar) => (bar === 0 ? value : close[bar - 1]))
  const isLast = (row: number) => row === bars - 1
  return {
    matrix: {
      ticker: 'MADE-UP',
      ts,
      session,
      hourEt: null,
      features: columns,
      retFwd: next.map((value, row) => (isLast(row) ? Number.NaN : value)),
      labelEnd: ts.map((value, row) => (isLast(row) ? Number.NaN : value + day)),
      target: null,
      event: null,
    },
    bars: {
      ticker: 'MADE-UP',
      cadence: 'daily',
      ts,
      session,
      hourEt: null,
      open,
      high: open.map((value, bar) => Math.max(value, close[bar])),
      low: open.map((value, bar) => Math.min(value, close[bar])),
      close,
      volume: new Float64Array(bars).fill(1),
    },
    barOfRow: Int32Array.from({ length: bars }, (_, row) => row),
    horizon: 1,
    returnBasis: 'open_close',
    periodsPerYear: 252,
  }
}
