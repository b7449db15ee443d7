import type { MarketNeeds, QuoteWindow } from '../bars/marketData.ts'
import { invalidParam } from '../errors.ts'
import { expiryMinutes, parseQuoteWindow } from '../options/quoteWindow.ts'
import { perSnapshot, type VolatilityView } from './chainSeries.ts'
import { fromSessions } from './daily.ts'
import { perWindow, sameDay } from './quoteSeries.ts'
import type { SeriesCache } from './seriesCache.ts'

/** Parameters of the indicators that read volatility from chain snapshots or from quotes. */
export const volatilitySource = {
  iv_source: { default: 'snapshot', choices: ['snapshot', 'quotes'] },
  quote_window: { default: '10:00-11:00' },
  strike_band: strikeBand(5),
} as const

interface VolatilitySource {
  iv_source: 'snapshot' | 'quotes'
  quote_window: string
  strike_band: number
}

/** How far from the anchor strikes are looked at, in the currency of the underlying. */
export function strikeBand(strikes: number) {
  return { default: strikes, min: 0, max: 1000 }
}

/** What is wrong with the text of a window, if anything. */
export function windowFault(param: string, text: string): string | undefined {
  return parseQuoteWindow(text) === undefined
    ? `expected ${param} as HH:MM-HH:MM of New York, such as 10:00-11:00, from early to late and not after 16:00, got "${text}"`
    : undefined
}

/** The window of a text that `windowFault` found right. INVALID_PARAM otherwise. */
export function windowOf(text: string): QuoteWindow {
  const window = parseQuoteWindow(text)
  if (window === undefined)
    throw invalidParam([{ field: 'window', issue: windowFault('a window', text) ?? text }])
  return window
}

/**
 * Quotes at strikes around the anchor, which is up to half a unit from the close. What expires the same day is over
 * when a window lasts until 16:00, so that the next expiry is asked for too.
 */
export function quotesAround(
  windows: readonly string[],
  band: number,
  daysAhead: readonly number[] = [0],
): Partial<MarketNeeds> {
  const parsed = windows.map(windowOf)
  const isOver = parsed.some(({ to }) => to === expiryMinutes)
  const days = isOver && !daysAhead.includes(1) ? [...daysAhead, 1] : daysAhead
  return { quotes: { windows: parsed, atBarEnds: false, strikesAround: band + 1, daysAhead: days } }
}

/** What has to be loaded for this source. */
export function sourceNeeds(
  { iv_source, quote_window, strike_band }: VolatilitySource,
  daysAhead: readonly number[] = [0],
): Partial<MarketNeeds> {
  return iv_source === 'snapshot'
    ? { chain: { daysAhead } }
    : quotesAround([quote_window], strike_band, daysAhead)
}

/**
 * A figure of volatility, seen from the bars: that of the snapshot of the session before, or of the quotes of the same
 * day once their window is over.
 */
export function fromSource(
  cache: SeriesCache,
  indicator: string,
  key: string,
  { iv_source, quote_window, strike_band }: VolatilitySource,
  read: (view: VolatilityView) => number,
): Float64Array {
  if (iv_source === 'snapshot') {
    const { values } = perSnapshot(cache, indicator, key, read)
    return fromSessions(cache, () => values)
  }
  const window = windowOf(quote_window)
  const { values } = perWindow(cache, indicator, key, { window, band: strike_band, anchor: 'before' }, read)
  return sameDay(cache, window, values)
}
