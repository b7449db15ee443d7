import { placeInRange } from './columns.ts'
import { maxOf, minOf } from './series.ts'
import type { Series, SeriesCache } from './seriesCache.ts'

/** 100 (C - lowest low) / (highest high - lowest low) of the window; NaN where there is no range. */
export function rangePosition(cache: SeriesCache, window: number): Series {
  return cache.derive(`rangePosition(${window})`, () => {
    const highest = maxOf(cache, cache.field('high'), window).values
    const lowest = minOf(cache, cache.field('low'), window).values
    return placeInRange(cache.bars.close, lowest, highest, 100)
  })
}
