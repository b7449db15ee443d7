import { SigmaError } from '../errors.ts'
import { lagged, pick } from './columns.ts'
import type { SeriesCache } from './seriesCache.ts'

/**
 * A series of whole sessions, seen from the bars: each row has the value of `lag` sessions before its own, which was
 * complete before this session began. `compute` gets the cache of the session bars.
 */
export function fromSessions(
  cache: SeriesCache,
  compute: (daily: SeriesCache) => Float64Array,
  lag = 1,
): Float64Array {
  const { cache: daily, sessionOfRow } = cache.sessions()
  return pick(lagged(compute(daily), lag), sessionOfRow)
}

/** Refuses the daily bars of another instrument. UNPROCESSABLE. */
export function requireTicker(cache: SeriesCache, indicator: string, ticker: string | null): void {
  const own = cache.bars.ticker
  if (ticker === null || ticker.toUpperCase() === own.toUpperCase()) return
  throw new SigmaError(
    'UNPROCESSABLE',
    `${indicator} asks for daily bars of ${ticker}, but the bars at hand are ${own}`,
    {
      details: { indicator, ticker, bars: own },
      next: `leave out ticker to use the sessions of ${own} itself`,
    },
  )
}
