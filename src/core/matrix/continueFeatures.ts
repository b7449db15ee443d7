import type { Bars } from '../bars/bars.ts'
import { type MarketData, noMarketData } from '../bars/marketData.ts'
import { type Checkpoint, canContinue, continueIndicators } from '../indicators/checkpoint.ts'
import { computeOn } from '../indicators/compute.ts'
import { type IndicatorSpec, resolveIndicator } from '../indicators/index.ts'
import { SeriesCache } from '../indicators/seriesCache.ts'
import { type FlowSelection, flowColumns } from '../options/flowColumns.ts'
import { type Features, fillColumns, type ImputationRule, warmUpOf } from './features.ts'
import type { Column } from './matrix.ts'
import { countMissing } from './missing.ts'

/** What features are computed from. */
export interface FeatureRequest {
  bars: Bars
  indicators: readonly IndicatorSpec[]
  rule: ImputationRule
  market?: MarketData
  flow?: FlowSelection | null
}

/** What a build leaves behind for one on more bars. */
export interface FeatureCheckpoint extends Checkpoint {
  /** Rows after the warm-up and before `at` in which a column had no value of its own; columns without any are absent. */
  missing: ReadonlyMap<string, number>
}

/** A build to go on from: the features that its matrix holds, by row, and the bar of each row. */
export interface EarlierFeatures {
  checkpoint: FeatureCheckpoint
  features: readonly Column[]
  barOfRow: Int32Array
}

export interface ContinuedFeatures {
  /**
   * Those of `computeFeatures`, bit by bit, at every row of a matrix. At earlier bars that gave no row, columns that were
   * gone on with are missing.
   */
  features: Features
  checkpoint: FeatureCheckpoint
}

/**
 * The features of bars that begin with those of an earlier build (null: of bars that are all new). Indicators of bars
 * alone are computed from where that build stood; flow and indicators that read more are computed anew.
 */
export function continueFeatures(
  { bars, indicators, rule, market = noMarketData, flow = null }: FeatureRequest,
  earlier: EarlierFeatures | null,
): ContinuedFeatures {
  const warmUp = warmUpOf(bars, indicators, flow)
  const from = earlier?.checkpoint.at ?? 0
  const resumable = indicators.filter((spec) => canContinue(resolveIndicator(spec)))
  const {
    columns: tail,
    first,
    checkpoint,
  } = continueIndicators(bars, resumable, earlier?.checkpoint ?? null)
  const resumed = new Set(tail.map(({ name }) => name))
  const cache = new SeriesCache(bars, market)
  const whole = [
    ...(flow === null ? [] : flowColumns(cache, flow)),
    ...computeOn(
      cache,
      indicators.filter((spec) => !resumable.includes(spec)),
    ),
    ...tail.map(({ name, values }) => ({ name, values: atBars(values, first, from, bars.ts.length) })),
  ]
  const { columns, raw } = fillColumns(inOrder(whole, indicators, flow), bars, rule, warmUp)
  const missingFrom = (name: string): number => (resumed.has(name) ? from : 0)
  const earlierMissing = (name: string): number =>
    resumed.has(name) ? (earlier?.checkpoint.missing.get(name) ?? 0) : 0
  const missingUpTo = ({ name, values }: Column, end: number): number =>
    earlierMissing(name) +
    countMissing(values.subarray(Math.max(warmUp, missingFrom(name)), Math.max(warmUp, end)))
  const counts = raw.map((column) => ({ name: column.name, rows: missingUpTo(column, bars.ts.length) }))
  const kept = raw.map((column): [string, number] => [column.name, missingUpTo(column, checkpoint.at)])
  if (earlier !== null)
    restore(columns, earlier, (name) => resumed.has(name.replace(/_missing$/, '')) || resumed.has(name))
  return {
    features: { columns, raw, warmUp, interiorMissing: counts.filter(({ rows }) => rows > 0) },
    checkpoint: { ...checkpoint, missing: new Map(kept.filter(([, rows]) => rows > 0)) },
  }
}

/** A column over all bars of one over the last ones: right from the bar before `from` on, missing before it. */
function atBars(values: Float64Array, first: number, from: number, bars: number): Float64Array {
  if (first === 0 && from === 0) return values
  const column = new Float64Array(bars).fill(Number.NaN)
  const known = Math.max(first, from - 1)
  column.set(values.subarray(known - first), known)
  return column
}

/** Columns in the order in which a build from the first bar has them. */
function inOrder(
  columns: readonly Column[],
  indicators: readonly IndicatorSpec[],
  flow: FlowSelection | null,
): Column[] {
  const byName = new Map(columns.map((column) => [column.name, column]))
  const names = indicators.flatMap((spec) => {
    const { indicator, params } = resolveIndicator(spec)
    return indicator.outputs(params)
  })
  return [...new Set([...(flow?.columns ?? []), ...names])].flatMap((name) => byName.get(name) ?? [])
}

/** Puts the values of the earlier matrix at its bars, in columns that were gone on with. */
function restore(
  columns: readonly Column[],
  { checkpoint, features, barOfRow }: EarlierFeatures,
  wasResumed: (name: string) => boolean,
): void {
  const stored = new Map(features.map(({ name, values }) => [name, values]))
  for (const { name, values } of columns) {
    const earlier = wasResumed(name) ? stored.get(name) : undefined
    if (earlier === undefined) continue
    for (let row = 0; row < barOfRow.length && barOfRow[row] < checkpoint.at; row++)
      values[barOfRow[row]] = earlier[row]
  }
}
