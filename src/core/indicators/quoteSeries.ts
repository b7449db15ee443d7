import type { QuoteWindow } from '../bars/marketData.ts'
import { firstAtOrAfter } from '../bars/window.ts'
import { closeMinute } from '../calendar/index.ts'
import { sessionInstant } from '../calendar/newYorkTime.ts'
import { nearestExpiry } from '../options/expiries.ts'
import { medianMids } from '../options/medianMids.ts'
import { quoteSmile } from '../options/quoteSmile.ts'
import { expiryMinutes, windowTimes } from '../options/quoteWindow.ts'
import type { OptionQuotes } from '../options/tables.ts'
import type { VolatilityView } from './chainSeries.ts'
import { lagged } from './columns.ts'
import { requireQuotes } from './marketTables.ts'
import type { Series, SeriesCache } from './seriesCache.ts'

const yearMs = 365 * 86_400_000

/** Which quotes are read: those of a window of the day, at strikes up to `band` from the anchor. */
export interface QuoteSelection {
  window: QuoteWindow
  band: number
  /** Whose close the anchor is: that of the session itself, which is over by then, or of the session before. */
  anchor: 'own' | 'before'
}

/**
 * One value per session of the bars, from its quotes in a window; NaN where it has none. The values are known when the
 * window is over (with anchor `own`, the session). UNPROCESSABLE where no quotes were loaded.
 */
export function perWindow(
  cache: SeriesCache,
  indicator: string,
  key: string,
  selection: QuoteSelection,
  compute: (view: VolatilityView) => number,
): Series {
  const quotes = requireQuotes(cache, indicator)
  const { window, band, anchor } = selection
  return cache.derive(`quotes(${key},${window.from},${window.to},${band},${anchor})`, () => {
    const { session, close } = cache.sessions().cache.bars
    const closes = anchor === 'own' ? close : lagged(close, 1)
    return Float64Array.from(session, (day, s) =>
      compute(viewOf(quotes, day, Math.round(closes[s]), selection)),
    )
  })
}

/** The quotes of a session's window. Its front expiry is the first that is not over when the window is. */
function viewOf(
  quotes: OptionQuotes,
  session: number,
  anchor: number,
  { window, band }: QuoteSelection,
): VolatilityView {
  const { start, end } = windowTimes(window, session)
  const rows = { from: firstAtOrAfter(quotes.ts, start), to: firstAtOrAfter(quotes.ts, end, true) }
  const lastOver = window.to < expiryMinutes ? session - 1 : session
  const strikes = { lowest: Math.floor(anchor - band), highest: Math.ceil(anchor + band) }
  return {
    anchor,
    smile(daysAhead) {
      const wanted = daysAhead === 0 ? lastOver : session + daysAhead
      const expiry = nearestExpiry(quotes.expiry, rows, lastOver, wanted)
      if (expiry === null) return undefined
      const years = (sessionInstant(expiry, closeMinute(expiry)) - (start + end) / 2) / yearMs
      return quoteSmile(medianMids(quotes, rows, expiry, strikes), expiry, years)
    },
  }
}

/** A value per session of its quotes in a window, seen from the bars: missing until the window is over. */
export function sameDay(cache: SeriesCache, window: QuoteWindow, perSession: Float64Array): Float64Array {
  return fromTimeOfDay(cache, window.to, perSession)
}

/** A value per session, seen from the bars that are complete at or after a time of the day, in minutes of New York. */
export function fromTimeOfDay(cache: SeriesCache, minutes: number, perSession: Float64Array): Float64Array {
  const { ts, session } = cache.bars
  const { cache: daily, sessionOfRow } = cache.sessions()
  const known = Float64Array.from(daily.bars.session, (day) => sessionInstant(day, minutes))
  const values = new Float64Array(session.length)
  for (let row = 0; row < values.length; row++) {
    const s = sessionOfRow[row]
    values[row] = ts[row] >= known[s] ? perSession[s] : Number.NaN
  }
  return values
}
