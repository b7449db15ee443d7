import type { Bars } from '../bars/bars.ts'
import { type MarketData, noMarketData } from '../bars/marketData.ts'
import { sliceBars } from '../bars/window.ts'
import { invalidParam } from '../errors.ts'
import type { Column } from '../matrix/matrix.ts'
import { recycle, withColumnPool } from './columnPool.ts'
import { type IndicatorSpec, type ResolvedIndicator, resolveIndicators } from './resolve.ts'
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
  return computeOn(cache, specs)
}

/** The same over the bars of a cache, which may know an earlier history of them. */
export function computeOn(cache: SeriesCache, specs: readonly IndicatorSpec[]): Column[] {
  return withColumnPool(cache.bars.ts.length, () => computeColumns(cache, specs))
}

function computeColumns(cache: SeriesCache, specs: readonly IndicatorSpec[]): Column[] {
  const { bars } = cache
  const seen = new Set<string>()
  const writers = new Map<string, string>()
  const handedOut = new Set<Float64Array>([bars.open, bars.high, bars.low, bars.close, bars.volume])
  const columns: Column[] = []
  const resolved = resolveIndicators(specs)
  const disposable = lastUses(bars, resolved)
  for (const [place, { indicator, params }] of resolved.entries()) {
    const key = describe(indicator.name, params)
    if (seen.has(key)) continue
    seen.add(key)
    const names = indicator.outputs(params)
    for (const name of names) requireFree(name, key, writers)
    const outputs = indicator.compute({ bars, cache, market: cache.market }, params)
    for (const [i, name] of names.entries()) {
      const values = handedOut.has(outputs[i]) ? outputs[i].slice() : outputs[i]
      handedOut.add(values)
      columns.push({ name, values })
    }
    for (const key of disposable[place]) {
      const values = cache.forget(key)
      if (values !== undefined && !handedOut.has(values)) recycle(values)
    }
  }
  return columns
}

/**
 * The series that no later indicator asks for, by the indicator that is the last to do so: kept all together they would
 * take more memory than the columns do. Found by running the indicators on no bars at all. Those that read more than
 * bars are left out of it, since what they share is small.
 */
function lastUses(bars: Bars, resolved: readonly ResolvedIndicator[]): string[][] {
  const nothing = sliceBars(bars, 0, 0)
  const cache = new SeriesCache(nothing)
  const last = new Map<string, number>()
  for (const [place, { indicator, params }] of resolved.entries()) {
    if (indicator.reads !== undefined) continue
    indicator.compute({ bars: nothing, cache, market: noMarketData }, params)
    for (const series of cache.takeUsed()) last.set(series, place)
  }
  const byPlace: string[][] = resolved.map(() => [])
  for (const [series, place] of last) byPlace[place].push(series)
  return byPlace
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
