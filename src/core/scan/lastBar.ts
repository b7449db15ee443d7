import type { Bars } from '../bars/bars.ts'
import type { MarketData } from '../bars/marketData.ts'
import { invalidParam } from '../errors.ts'
import { computeIndicators, type IndicatorSpec, resolveIndicator } from '../indicators/index.ts'

/** The last bar of one ticker, with the indicators that it is judged by. */
export interface LastBar {
  ticker: string
  /** Days since 1970-01-01. */
  session: number
  /** When the bar is complete: milliseconds since 1970-01-01 UTC. */
  ts: number
  close: number
  /** Of the policy's period, in the price's unit; NaN while it warms up. */
  atr: number
  indicators: IndicatorValues
}

/** The last bar of one ticker as plain data, which reaches another thread whole. */
export interface LastValues extends Omit<LastBar, 'indicators'> {
  /** Of the indicators, by the names of their columns, such as `ema_20`. */
  columns: [name: string, value: number][]
}

/** Values of one bar by family: `ema` of the columns `ema_20` and `ema_50`, each family by rising window. */
export interface IndicatorValues {
  has(family: string): boolean
  /**
   * NaN while it warms up.
   * @param place among the columns of the family, from the shortest window; the first unless given, -1 is the longest
   * @throws INVALID_PARAM when the indicator set has no such column
   */
  value(family: string, place?: number): number
}

/**
 * Computes what a ticker is judged by, at its last bar: it reads no bar after it, for there is none.
 *
 * @param atrPeriod of the ATR that brackets are made of, whatever the set has
 */
export function lastValues(
  bars: Bars,
  market: MarketData,
  specs: readonly IndicatorSpec[],
  atrPeriod: number,
): LastValues {
  const last = bars.ts.length - 1
  const atr = { name: 'atr', params: { period: atrPeriod } }
  const columns = computeIndicators(bars, [...specs, atr], market)
  return {
    ticker: bars.ticker,
    session: bars.session[last],
    ts: bars.ts[last],
    close: bars.close[last],
    atr: columns.find(({ name }) => name === `atr_${atrPeriod}`)?.values[last] ?? Number.NaN,
    columns: columns.map(({ name, values }) => [name, values[last]]),
  }
}

/** A bar as presets read it. */
export function lastBar({ columns, ...bar }: LastValues): LastBar {
  return { ...bar, indicators: byFamily(columns) }
}

/** A bar of which nothing is known but the columns of a set: enough to see whether a preset can read the set. */
export function blankBar(specs: readonly IndicatorSpec[]): LastBar {
  const columns = specs.flatMap((spec) => {
    const { indicator, params } = resolveIndicator(spec)
    return indicator.outputs(params)
  })
  return {
    ticker: '',
    session: 0,
    ts: 0,
    close: Number.NaN,
    atr: Number.NaN,
    indicators: byFamily(columns.map((name) => [name, Number.NaN])),
  }
}

/** Values by the names of their columns, such as `ema_20`. */
export function byFamily(columns: readonly (readonly [name: string, value: number])[]): IndicatorValues {
  const families = new Map<string, { window: number; value: number }[]>()
  for (const [name, value] of columns) {
    const { family, window } = partsOf(name)
    const known = families.get(family) ?? []
    known.push({ window, value })
    families.set(
      family,
      known.sort((a, b) => a.window - b.window),
    )
  }
  return {
    has: (family) => families.has(family),
    value(family, place = 0) {
      const found = families.get(family)?.at(place)
      if (found) return found.value
      const issue =
        place > 0 && families.has(family)
          ? `has ${families.get(family)?.length} columns ${family}_*, and the preset reads ${place + 1}`
          : `has no column ${family}, which the preset reads`
      throw invalidParam([{ field: 'indicator_set', issue }], {
        next: 'use the set of the preset, or add the indicator to the set: sigma packs indicator-sets swingsigma',
      })
    },
  }
}

function partsOf(column: string): { family: string; window: number } {
  const end = column.lastIndexOf('_')
  const window = Number(column.slice(end + 1))
  return end > 0 && window > 0 ? { family: column.slice(0, end), window } : { family: column, window: 0 }
}
