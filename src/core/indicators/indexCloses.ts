import { rowsOfSessions } from '../options/sessionRows.ts'
import { requireDaily } from './marketTables.ts'
import type { Series, SeriesCache } from './seriesCache.ts'

/** Other names of the volatility indices, by term. */
const terms: ReadonlyMap<string, string> = new Map([
  ['1m', 'I:VIX'],
  ['near', 'I:VIX'],
  ['3m', 'I:VIX3M'],
  ['next', 'I:VIX3M'],
  ['6m', 'I:VIX6M'],
])

/** The ticker that a name of an index stands for: `3m` is `I:VIX3M`; a ticker is itself. */
export function indexTicker(name: string): string {
  return terms.get(name.toLowerCase()) ?? name.toUpperCase()
}

/** Closes of an index, one per session of the bars, NaN where it has none. UNPROCESSABLE where it was not loaded. */
export function indexCloses(cache: SeriesCache, indicator: string, name: string): Series {
  const ticker = indexTicker(name)
  const index = requireDaily(cache, indicator, ticker)
  return cache.derive(`close of ${ticker}`, () => {
    const ranges = rowsOfSessions(index.session, cache.sessions().cache.bars.session)
    return Float64Array.from(ranges, ({ from, to }) => (from === to ? Number.NaN : index.close[to - 1]))
  })
}
