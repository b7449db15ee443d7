import { frontAtMoney } from './chainSeries.ts'
import { perWindow } from './quoteSeries.ts'
import type { Series, SeriesCache } from './seriesCache.ts'
import { windowOf } from './volatilitySource.ts'

/**
 * Volatility at the money from the quotes of a window near the close, per session, with the close of the session as
 * anchor: known when it is over.
 */
export function closeAtMoneyOf(
  cache: SeriesCache,
  indicator: string,
  sampling: string,
  strikeBand: number,
): Series {
  const selection = { window: windowOf(sampling), band: strikeBand, anchor: 'own' } as const
  return perWindow(cache, indicator, 'atMoney', selection, (view) => frontAtMoney(view))
}
