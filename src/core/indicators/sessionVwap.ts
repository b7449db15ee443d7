import { newColumn } from './columnPool.ts'
import { ratio } from './columns.ts'
import type { BarField, Series, SeriesCache } from './seriesCache.ts'

/** Volume-weighted mean price of the session so far; NaN until something has been traded. */
export function sessionVwap(cache: SeriesCache, price: Series, volumeField: BarField): Series {
  const { session } = cache.bars
  return cache.derive(`vwap(${price.key},${volumeField})`, () =>
    meanPaid(session, price.values, cache.field(volumeField).values),
  )
}

function meanPaid(session: Int32Array, price: Float64Array, volume: Float64Array): Float64Array {
  const average = newColumn(session.length)
  for (let row = 0; row < session.length; ) row = meanOfSession(row, session, price, volume, average)
  return average
}

/** Fills the rows of the session that begins at row `from`. Gives the row after its last. */
function meanOfSession(
  from: number,
  session: Int32Array,
  price: Float64Array,
  volume: Float64Array,
  average: Float64Array,
): number {
  let money = 0
  let traded = 0
  let row = from
  for (; row < session.length && session[row] === session[from]; row++) {
    money += price[row] * volume[row]
    traded += volume[row]
    average[row] = ratio(money, traded)
  }
  return row
}
