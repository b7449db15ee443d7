import { wilder } from './averages.ts'
import { newColumn, recycle } from './columnPool.ts'
import { blanked, ratio } from './columns.ts'
import { changeOf } from './series.ts'
import type { Series, SeriesCache } from './seriesCache.ts'

/**
 * Wilder's relative strength index, 0 to 100, from row `period` on: 100 G / (G + L), G and L the smoothed rises and
 * falls, seeded with the first change. 100 where nothing fell; NaN where nothing moved, for there is nothing to share.
 */
export function relativeStrength(cache: SeriesCache, price: Series, period: number): Series {
  return cache.derive(`rsi(${price.key},${period})`, () => {
    const changes = changeOf(cache, price).values
    const rises = newColumn(changes.length)
    const moves = newColumn(changes.length)
    for (let row = 0; row < changes.length; row++) {
      rises[row] = Math.max(changes[row], 0)
      moves[row] = Math.abs(changes[row])
    }
    const rise = wilder(rises, period)
    const move = wilder(moves, period)
    for (let row = 0; row < move.length; row++) rise[row] = 100 * ratio(rise[row], move[row])
    recycle(rises, moves, move)
    return blanked(rise, period - 1, changes)
  })
}
