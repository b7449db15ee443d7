import type { Bars } from '../bars/bars.ts'
import type { SeriesCache } from './seriesCache.ts'

export type ParamValue = number | string | boolean | null
export type Params = Record<string, ParamValue>

/** A parameter: its default, which also gives its type, and the values it may take. */
export interface ParamSpec {
  default: ParamValue
  min?: number
  max?: number
  integer?: boolean
  choices?: readonly string[]
}

export type BarField = 'open' | 'high' | 'low' | 'close' | 'volume'

/** What `compute` may read. The cache lets indicators of one build share true range, averages and the like. */
export interface IndicatorInput {
  bars: Bars
  cache: SeriesCache
}

/**
 * An indicator: pure, linear in rows and point-in-time, so that row t is the same whether or not later bars exist.
 * Rows before `warmUp` are NaN.
 */
export interface Indicator {
  /** Registry key. */
  name: string
  /** Raised whenever a value changes; part of `matrix_sha`. */
  version: number
  category: string
  subcategory: string
  /** One sentence: what it tells. */
  summary: string
  /** The formula in plain text. */
  formula: string
  /** Paper or book the formula comes from. */
  source: string
  /** Unit of each output, such as `price`, `percent`, `fraction`. */
  units: string
  params: Readonly<Record<string, ParamSpec>>
  needs: readonly BarField[]
  /** Names of the output columns. */
  outputs(params: Params): string[]
  /** First row that may hold a value, over all outputs. */
  warmUp(params: Params): number
  /** One column per output, each as long as the bars. */
  compute(input: IndicatorInput, params: Params): Float64Array[]
}

/** Marks a value as an indicator; registration is the default export in `index.ts`. */
export function defineIndicator(indicator: Indicator): Indicator {
  return indicator
}
