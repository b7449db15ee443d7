import type { Bars } from '../bars/bars.ts'
import type { MarketData, MarketNeeds } from '../bars/marketData.ts'
import type { BarField, SeriesCache } from './seriesCache.ts'

export type ParamValue = number | string | boolean | null
export type Params = Record<string, ParamValue>

/** A parameter: its default, which also gives its type, and the values it may take. */
export interface ParamSpec {
  default: ParamValue
  /** Type of a parameter whose default is null; null stays allowed. */
  type?: 'string' | 'number'
  min?: number
  max?: number
  integer?: boolean
  choices?: readonly string[]
}

export type ParamSpecs = Readonly<Record<string, ParamSpec>>

/** What `compute` may read. The cache lets indicators of one build share true range, averages and the like. */
interface IndicatorInput {
  bars: Bars
  cache: SeriesCache
  market: MarketData
}

/** What an indicator reads: a field of the bars, or something beside them. */
type IndicatorNeed =
  | BarField
  | 'five_minute_bars'
  | 'index_bars'
  | 'option_chain'
  | 'option_quotes'
  | 'option_trades'

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
  params: ParamSpecs
  /** Fields read with the default parameters; a `column` parameter can name another. */
  needs: readonly IndicatorNeed[]
  /** What has to be loaded for it beside the bars; absent: nothing. */
  reads?(params: Params): Partial<MarketNeeds>
  /** What is wrong with parameters that are each valid but do not go together, if anything. */
  check?(params: Params): string | undefined
  /** Names of the output columns. */
  outputs(params: Params): string[]
  /**
   * First row that may hold a value, over all outputs. Indicators of whole sessions count a session as one bar,
   * which is exact on daily bars and a lower bound on intraday ones.
   */
  warmUp(params: Params): number
  /** The same for each output. */
  warmUps(params: Params): number[]
  /**
   * Bars, or sessions, that a value may look back over beside the recursions of the cache; `warmUp` when absent.
   * `everything`: no build can go on from an earlier one.
   */
  looksBack?: number | 'everything'
  /** One column per output, each as long as the bars. The arrays may be shared with the cache: do not write to them. */
  compute(input: IndicatorInput, params: Params): Float64Array[]
}

/** The value type of a parameter, as `compute` sees it after the bounds are checked. */
type ValueOf<P extends ParamSpec> = ParamSpec extends P
  ? ParamValue
  : P extends { choices: readonly (infer Choice)[] }
    ? Choice | (P['default'] extends null ? null : never)
    : P extends { type: 'string' }
      ? string | null
      : P extends { type: 'number' }
        ? number | null
        : P['default'] extends number
          ? number
          : P['default'] extends boolean
            ? boolean
            : string

type ParamsOf<S extends ParamSpecs> = { [K in keyof S]: ValueOf<S[K]> }

/** An indicator as its file writes it: `warmUp` is one number for all outputs, or one per output. */
interface Definition<S extends ParamSpecs>
  extends Omit<Indicator, 'params' | 'reads' | 'check' | 'outputs' | 'warmUp' | 'warmUps' | 'compute'> {
  params: S
  reads?(params: ParamsOf<S>): Partial<MarketNeeds>
  check?(params: ParamsOf<S>): string | undefined
  outputs(params: ParamsOf<S>): string[]
  warmUp(params: ParamsOf<S>): number | number[]
  compute(input: IndicatorInput, params: ParamsOf<S>): Float64Array[]
}

/** Makes an indicator of its definition; registration is a line in `registry.ts`. */
export function defineIndicator<const S extends ParamSpecs>(definition: Definition<S>): Indicator
export function defineIndicator(definition: Definition<ParamSpecs>): Indicator {
  const warmUps = (params: Params): number[] => {
    const rows = definition.warmUp(params)
    return typeof rows === 'number' ? definition.outputs(params).map(() => rows) : rows
  }
  return { ...definition, warmUps, warmUp: (params) => Math.min(...warmUps(params)) }
}

const barFields: readonly BarField[] = ['open', 'high', 'low', 'close', 'volume']

/** A number of bars. The upper bound keeps a typing slip from asking for a window that no data fills. */
export function barCount(defaultValue: number, min = 1) {
  return { default: defaultValue, min, max: 10_000, integer: true }
}

/** The bar field that an indicator reads. */
export function barField(defaultField: BarField = 'close') {
  return { default: defaultField, choices: barFields }
}

/** The instrument whose session bars or options are read: only that of the bars themselves can be had. */
export const sameTicker = { default: null, type: 'string' } as const

/** The price of the bar that a strike is compared with. */
export const spotColumn = { default: 'close', choices: ['open', 'high', 'low', 'close'] } as const
