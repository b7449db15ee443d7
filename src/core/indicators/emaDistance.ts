import { newColumn } from './columnPool.ts'
import { blankWarmUp, ratio } from './columns.ts'
import { emaOf } from './series.ts'
import type { Series, SeriesCache } from './seriesCache.ts'

/** (P - EMA) / |P or EMA|, missing until the average is full. */
export function emaDistance(
  cache: SeriesCache,
  price: Series,
  window: number,
  normalize: 'price' | 'ema',
): Float64Array {
  const average = blankWarmUp(emaOf(cache, price, window).values, window - 1)
  const unit = normalize === 'price' ? price.values : average
  const distance = newColumn(average.length)
  for (let row = 0; row < average.length; row++) {
    distance[row] = ratio(price.values[row] - average[row], Math.abs(unit[row]))
  }
  return distance
}
