import type { Bars } from '../bars/bars.ts'
import { type MarketData, noMarketData } from '../bars/marketData.ts'
import { invalidParam } from '../errors.ts'
import type { Column } from '../matrix/matrix.ts'
import { type IndicatorSpec, resolveIndicators } from './resolve.ts'
import { SeriesCache } from './seriesCache.ts'

/**
 * Computes indicators over the bars of one instrument: a column per output, in the order of `specs`, each with an
 * array of its own. An indicator named twice with equal parameters is computed once. `cache` is one that belongs to
 * these bars and this market, where other columns of the build share it.
 * Throws INVALID_PARAM also where two different indicators would write the same column.
 */
export function computeIndicators(
  bars: Bars,
  specs: readonly IndicatorSpec[],
  market: MarketData = noMarketData,
  cache = new SeriesCache(bars, market),
): Column[] {
  const seen = new Set<string>()
  const writers = new Map<string, string>()
  const handedOut = new Set<Float64Array>([bars.open, bars.high, bars.low, bars.close, bars.volume])
  const columns: Column[] = []
  for (const { indicator, params } of resolveIndicators(specs)) {
    const key = describe(indicator.name, params)
    if (seen.has(key)) continue
    seen.add(key)
    const names = indicator.outputs(params)
    for (const name of names) requireFree(name, key, writers)
    const outputs = indicator.compute({ bars, cache, market }, params)
    for (const [i, name] of names.entries()) {
      const values = handedOut.has(outputs[i]) ? outputs[i].slice() : outputs[i]
      handedOut.add(values)
      columns.push({ name, values })
    }
  }
  return columns
}

function requireFree(column: string, writer: string, writers: Map<string, string>): void {
  const other = writers.get(column)
  if (other !== undefined) {
    throw invalidParam([{ field: column, issue: `would be written by both ${other} and ${writer}` }], {
      next: 'keep one of the two; their parameters do not show in the name of the column',
    })
  }
  writers.set(column, writer)
}

/** Such as `macd(column=close, fast=12, slow=26, signal=9)`. */
function describe(name: string, params: Readonly<Record<string, unknown>>): string {
  const settings = Object.entries(params).map(([key, value]) => `${key}=${value}`)
  return `${name}(${settings.join(', ')})`
}
