import type { Bars } from '../bars/bars.ts'
import { type MarketData, noMarketData } from '../bars/marketData.ts'
import { firstAtOrAfter } from '../bars/window.ts'
import { invalidParam } from '../errors.ts'
import { firstPresent } from '../indicators/averages.ts'
import { computeOn } from '../indicators/compute.ts'
import { type IndicatorSpec, resolveIndicator } from '../indicators/index.ts'
import { SeriesCache } from '../indicators/seriesCache.ts'
import { type FlowSelection, flowColumns } from '../options/flowColumns.ts'
import type { Column } from './matrix.ts'

/** How missing feature values are treated; part of `matrix_sha`. */
export interface ImputationRule {
  /** Bars over which a value is carried forward, inside its session (daily bars: to the next bar). */
  forwardFillBars: 1
  /** Whether each feature gets a `<feature>_missing` column: 1 where the indicator itself had no value. */
  missingFlags: boolean
}

export interface Features {
  /** One value per bar. */
  columns: Column[]
  /** The same before any was filled, without the flags. A column that needed no filling is the very same one. */
  raw: Column[]
  /** First row at which every indicator, and the flow, may have a value. */
  warmUp: number
  /** Rows after the warm-up in which a feature had no value of its own, for features that have such rows. */
  interiorMissing: { name: string; rows: number }[]
}

/**
 * The features of every bar, those of flow first, filled as the rule says. Infinite values count as missing.
 * Point-in-time: which columns exist follows from flow, specs and rule alone, a value from what was known at its bar.
 */
export function computeFeatures(
  bars: Bars,
  specs: readonly IndicatorSpec[],
  rule: ImputationRule,
  market: MarketData = noMarketData,
  flow: FlowSelection | null = null,
): Features {
  const cache = new SeriesCache(bars, market)
  const columns = [...(flow === null ? [] : flowColumns(cache, flow)), ...computeOn(cache, specs)]
  const warmUp = warmUpOf(bars, specs, flow)
  return { ...fillColumns(columns, bars, rule, warmUp), warmUp }
}

/** First row at which every indicator, and the flow, may have a value. */
export function warmUpOf(
  bars: Bars,
  specs: readonly IndicatorSpec[],
  flow: FlowSelection | null = null,
): number {
  const resolved = specs.map((spec) => resolveIndicator(spec))
  return Math.max(
    flow === null ? 0 : firstSessionRows(bars),
    ...resolved.map(({ indicator, params }) => indicator.warmUp(params)),
    0,
  )
}

/** Fills computed columns, in place, and adds their flags, as the rule says. */
export function fillColumns(
  columns: Column[],
  bars: Bars,
  rule: ImputationRule,
  warmUp: number,
): Omit<Features, 'warmUp'> {
  const raw: Column[] = []
  const flags: Column[] = []
  const interiorMissing: Features['interiorMissing'] = []
  for (const { name, values } of columns) {
    const { before, missing } = fillOnce(values, bars, warmUp)
    raw.push({ name, values: before })
    if (rule.missingFlags) flags.push({ name: `${name}_missing`, values: missingFlag(before) })
    if (missing > 0) interiorMissing.push({ name, rows: missing })
  }
  const all = [...columns, ...flags]
  requireDistinctNames(all)
  return { columns: all, raw, interiorMissing }
}

/** The flow counts strikes from the close of the session before, which the first session does not have. */
function firstSessionRows({ session }: Bars): number {
  return session.length === 0 ? 0 : firstAtOrAfter(session, session[0], true)
}

/**
 * Makes infinite values missing, and gives a missing value that of the bar before: once, and never across the night
 * between intraday sessions. In place, since a matrix may be most of the memory there is; only a column that has gaps is
 * copied first. Tells what the column was before, and how many rows from `warmUp` on had no value of their own.
 */
function fillOnce(
  values: Float64Array,
  { session, cadence }: Bars,
  warmUp: number,
): { before: Float64Array; missing: number } {
  const first = firstPresent(values)
  let missing = Math.max(0, first - warmUp)
  if (allFinite(values, first)) return { before: values, missing }
  const before = new Float64Array(values.length).fill(Number.NaN, 0, first)
  for (let row = first; row < values.length; row++) {
    const value = values[row]
    before[row] = Number.isFinite(value) ? value : Number.NaN
    if (Number.isFinite(value)) continue
    if (row >= warmUp) missing++
    const mayCarry = row > 0 && (cadence === 'daily' || session[row] === session[row - 1])
    values[row] = mayCarry ? before[row - 1] : Number.NaN
  }
  return { before, missing }
}

/** Whether every value from a row on is finite. */
function allFinite(values: Float64Array, from: number): boolean {
  for (let row = from; row < values.length; row += stretch) {
    if (sumOfNothing(values, row, Math.min(row + stretch, values.length)) !== 0) return false
  }
  return true
}

/** Rows looked at together: few enough that the function for them is soon called often enough to be compiled. */
const stretch = 512

/** 0, or NaN where one of these values is not finite. Four at a time, since each sum waits for the one before. */
function sumOfNothing(values: Float64Array, from: number, to: number): number {
  let sum = 0
  let row = from
  for (; row + 3 < to; row += 4) {
    sum += values[row] * 0 + values[row + 1] * 0 + (values[row + 2] * 0 + values[row + 3] * 0)
  }
  for (; row < to; row++) sum += values[row] * 0
  return sum
}

function missingFlag(values: Float64Array): Float64Array {
  const flags = new Float64Array(values.length)
  for (let row = 0; row < values.length; row++) flags[row] = Number.isNaN(values[row]) ? 1 : 0
  return flags
}

function requireDistinctNames(columns: readonly Column[]): void {
  const seen = new Set<string>()
  for (const { name } of columns) {
    if (seen.has(name)) {
      throw invalidParam([{ field: 'features', issue: `two of them give the column "${name}"` }], {
        next: 'keep one of them, or give them different parameters',
      })
    }
    seen.add(name)
  }
}
