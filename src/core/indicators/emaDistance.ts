import { blankWarmUp, combine, emaOf, ratio } from './series.ts'
import type { Series, SeriesCache } from './seriesCache.ts'

/** (P - EMA) / |P or EMA|, missing until the average is full. */
export function emaDistance(
  cache: SeriesCache,
  price: Series,
  window: number,
  normalize: 'price' | 'ema',
): Float64Array {
  const average = blankWarmUp(emaOf(cache, price, window).values, window - 1)
  return normalize === 'price'
    ? combine(price.values, average, (p, e) => ratio(p - e, Math.abs(p)))
    : combine(price.values, average, (p, e) => ratio(p - e, Math.abs(e)))
}
