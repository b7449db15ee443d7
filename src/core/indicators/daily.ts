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
  requireOwn(cache, indicator, ticker, { data: 'daily bars', param: 'ticker', own: 'the sessions' })
}

/** Refuses the options of another instrument. UNPROCESSABLE. */
export function requireUnderlying(cache: SeriesCache, indicator: string, underlying: string | null): void {
  requireOwn(cache, indicator, underlying, { data: 'options', param: 'underlying', own: 'those' })
}

function requireOwn(
  cache: SeriesCache,
  indicator: string,
  wanted: string | null,
  words: { data: string; param: string; own: string },
): void {
  const own = cache.bars.ticker
  if (wanted === null || wanted.toUpperCase() === own.toUpperCase()) return
  throw new SigmaError(
    'UNPROCESSABLE',
    `${indicator} asks for ${words.data} of ${wanted}, but the bars at hand are ${own}`,
    {
      details: { indicator, [words.param]: wanted, bars: own },
      next: `leave out ${words.param} to use ${words.own} of ${own} itself`,
    },
  )
}
