import type { Bars } from '../bars/bars.ts'
import { type MarketData, noMarketData } from '../bars/marketData.ts'
import { firstAtOrAfter } from '../bars/window.ts'
import { invalidParam } from '../errors.ts'
import { computeIndicators, type IndicatorSpec, resolveIndicator } from '../indicators/index.ts'
import { SeriesCache } from '../indicators/seriesCache.ts'
import { type FlowSelection, flowColumns } from '../options/flowColumns.ts'
import type { Column } from './matrix.ts'
import { countMissing } from './missing.ts'

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
  const resolved = specs.map((spec) => resolveIndicator(spec))
  const warmUp = Math.max(
    flow === null ? 0 : firstSessionRows(bars),
    ...resolved.map(({ indicator, params }) => indicator.warmUp(params)),
  )
  const cache = new SeriesCache(bars, market)
  const computed = [
    ...(flow === null ? [] : flowColumns(cache, flow)),
    ...computeIndicators(bars, specs, market, cache),
  ]
  const raw = computed.map(({ name, values }) => ({ name, values: finiteOrMissing(values) }))
  const columns = raw.map(({ name, values }) => ({ name, values: fillOnce(values, bars) }))
  if (rule.missingFlags) {
    columns.push(...raw.map(({ name, values }) => ({ name: `${name}_missing`, values: missingFlag(values) })))
  }
  requireDistinctNames(columns)
  const interiorMissing = raw
    .map(({ name, values }) => ({ name, rows: countMissing(values.subarray(warmUp)) }))
    .filter(({ rows }) => rows > 0)
  return { columns, warmUp, interiorMissing }
}

/** The flow counts strikes from the close of the session before, which the first session does not have. */
function firstSessionRows({ session }: Bars): number {
  return session.length === 0 ? 0 : firstAtOrAfter(session, session[0], true)
}

function finiteOrMissing(values: Float64Array): Float64Array {
  const clean = values.slice()
  for (let row = 0; row < clean.length; row++) if (!Number.isFinite(clean[row])) clean[row] = Number.NaN
  return clean
}

/** A missing value takes that of the bar before, once, and never across the night between intraday sessions. */
function fillOnce(values: Float64Array, { session, cadence }: Bars): Float64Array {
  const filled = values.slice()
  for (let row = 1; row < values.length; row++) {
    const mayCarry = cadence === 'daily' || session[row] === session[row - 1]
    if (mayCarry && Number.isNaN(values[row])) filled[row] = values[row - 1]
  }
  return filled
}

function missingFlag(values: Float64Array): Float64Array {
  return values.map((value) => (Number.isNaN(value) ? 1 : 0))
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
