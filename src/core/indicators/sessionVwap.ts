import { newColumn } from './columnPool.ts'
import { ratio } from './columns.ts'
import type { BarField, Series, SeriesCache } from './seriesCache.ts'

/** Volume-weighted mean price of the session so far; NaN until something has been traded. */
export function sessionVwap(cache: SeriesCache, price: Series, volumeField: BarField): Series {
  return cache.derive(`vwap(${price.key},${volumeField})`, () => {
    const { session } = cache.bars
    const volume = cache.field(volumeField).values
    const average = newColumn(session.length)
    let money = 0
    let traded = 0
    for (let row = 0; row < session.length; row++) {
      if (row > 0 && session[row] !== session[row - 1]) {
        money = 0
        traded = 0
      }
      money += price.values[row] * volume[row]
      traded += volume[row]
      average[row] = ratio(money, traded)
    }
    return average
  })
}
