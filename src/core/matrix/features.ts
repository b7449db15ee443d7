import type { Bars } from '../bars/bars.ts'
import { type MarketData, noMarketData } from '../bars/marketData.ts'
import { invalidParam } from '../errors.ts'
import { computeIndicators, type IndicatorSpec, resolveIndicator } from '../indicators/index.ts'
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
  /** The same before any was filled, without the flags. */
  raw: Column[]
  /** First row at which every indicator may have a value. */
  warmUp: number
  /** Rows after the warm-up in which a feature had no value of its own, for features that have such rows. */
  interiorMissing: { name: string; rows: number }[]
}

/**
 * The features of every bar, filled as the rule says. Infinite values count as missing.
 * Point-in-time: which columns exist follows from the specs and the rule alone, a value from bars up to its own.
 */
export function computeFeatures(
  bars: Bars,
  specs: readonly IndicatorSpec[],
  rule: ImputationRule,
  market: MarketData = noMarketData,
): Features {
  const resolved = specs.map((spec) => resolveIndicator(spec))
  const warmUp = Math.max(0, ...resolved.map(({ indicator, params }) => indicator.warmUp(params)))
  const raw = computeIndicators(bars, specs, market).map(({ name, values }) => ({
    name,
    values: finiteOrMissing(values),
  }))
  const columns = raw.map(({ name, values }) => ({ name, values: fillOnce(values, bars) }))
  if (rule.missingFlags) {
    columns.push(...raw.map(({ name, values }) => ({ name: `${name}_missing`, values: missingFlag(values) })))
  }
  requireDistinctNames(columns)
  const interiorMissing = raw
    .map(({ name, values }) => ({ name, rows: countMissing(values.subarray(warmUp)) }))
    .filter(({ rows }) => rows > 0)
  return { columns, raw, warmUp, interiorMissing }
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
      throw invalidParam([{ field: 'features', issue: `two indicators give the column "${name}"` }], {
        next: 'keep one of them, or give them different parameters',
      })
    }
    seen.add(name)
  }
}
