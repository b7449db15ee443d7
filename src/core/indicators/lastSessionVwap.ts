import { lagged, pick } from './columns.ts'
import type { SeriesCache } from './seriesCache.ts'
import { sessionVwap } from './sessionVwap.ts'

/** The vwap of the whole session that lies `lag` sessions before each row's own, from the closes of its bars. */
export function lastSessionVwap(cache: SeriesCache, lag: number): Float64Array {
  const soFar = sessionVwap(cache, cache.field('close'), 'volume').values
  const { cache: daily, sessionOfRow } = cache.sessions()
  const whole = new Float64Array(daily.bars.ts.length)
  for (let row = 0; row < soFar.length; row++) whole[sessionOfRow[row]] = soFar[row]
  return pick(lagged(whole, lag), sessionOfRow)
}
