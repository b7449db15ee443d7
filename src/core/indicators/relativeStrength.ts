import { absolute, blanked, positivePart, share } from './columns.ts'
import { changeOf, wilderOf } from './series.ts'
import type { Series, SeriesCache } from './seriesCache.ts'

/**
 * Wilder's relative strength index, 0 to 100, from row `period` on: 100 G / (G + L), G and L the smoothed rises and
 * falls, seeded with the first change. 100 where nothing fell; NaN where nothing moved, for there is nothing to share.
 */
export function relativeStrength(cache: SeriesCache, price: Series, period: number): Series {
  return cache.derive(`rsi(${price.key},${period})`, () => {
    const changes = changeOf(cache, price)
    const rises = cache.derive(`max(${changes.key},0)`, () => positivePart(changes.values))
    const moves = cache.derive(`abs(${changes.key})`, () => absolute(changes.values))
    const rise = wilderOf(cache, rises, period).values
    const move = wilderOf(cache, moves, period).values
    return blanked(share(rise, move, 100), period - 1, changes.values)
  })
}
