import type { Bars } from '../bars/bars.ts'
import { sessionInstant } from '../calendar/newYorkTime.ts'
import { type RowRange, rowsOfSessions } from '../options/sessionRows.ts'
import { lagged, share } from './columns.ts'
import { requireTicker } from './daily.ts'
import { defineIndicator, sameTicker } from './define.ts'
import { requireFiveMinute } from './marketTables.ts'
import { fromTimeOfDay } from './quoteSeries.ts'
import { meanOf, trueRange } from './series.ts'

/** Minutes since midnight in New York. */
const openMinutes = 9 * 60 + 30
const rangePeriod = 14

export default defineIndicator({
  name: 'first15m_range_z',
  version: 1,
  category: 'momentum',
  subcategory: 'session',
  summary: 'Range of the first minutes of the session, against the ranges of the sessions before.',
  formula:
    '(highest high - lowest low of the five-minute bars from 09:30 to 09:30 + window_mins)/SMA(TR, 14) of the sessions ' +
    'before; missing until those minutes are over',
  source:
    'Crabel, Day Trading with Short Term Price Patterns and Opening Range Breakout (1990), for the range; the true ' +
    'range is that of Wilder (1978), section III',
  units: 'average ranges',
  params: {
    ticker: sameTicker,
    window_mins: { default: 15, min: 5, max: 390, integer: true },
    norm: { default: 'atr', choices: ['atr'] },
  },
  needs: ['high', 'low', 'close', 'five_minute_bars'],
  reads: () => ({ fiveMinute: true }),
  check: ({ window_mins }) =>
    window_mins % 5 === 0 ? undefined : `window_mins must be a multiple of 5, got ${window_mins}`,
  outputs: ({ window_mins }) => [`first15m_range_z_${window_mins}`],
  warmUp: () => rangePeriod,
  compute({ cache }, { ticker, window_mins }) {
    requireTicker(cache, 'first15m_range_z', ticker)
    const fine = requireFiveMinute(cache, 'first15m_range_z')
    const { cache: daily } = cache.sessions()
    const { session } = daily.bars
    const usual = lagged(meanOf(daily, trueRange(daily), rangePeriod).values, 1)
    const ranges = rowsOfSessions(fine.session, session).map((rows, s) => {
      const start = sessionInstant(session[s], openMinutes)
      return rangeOf(fine, rows, start, start + window_mins * 60_000)
    })
    return [fromTimeOfDay(cache, openMinutes + window_mins, share(Float64Array.from(ranges), usual))]
  },
})

/** Highest high less lowest low of the bars that are complete after `start` and not after `end`; NaN without any. */
function rangeOf({ ts, high, low }: Bars, { from, to }: RowRange, start: number, end: number): number {
  let highest = Number.NaN
  let lowest = Number.NaN
  for (let row = from; row < to && ts[row] <= end; row++) {
    if (ts[row] <= start) continue
    highest = Number.isNaN(highest) ? high[row] : Math.max(highest, high[row])
    lowest = Number.isNaN(lowest) ? low[row] : Math.min(lowest, low[row])
  }
  return highest - lowest
}
