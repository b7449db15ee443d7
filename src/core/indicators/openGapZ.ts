import { rowsOfSessions } from '../options/sessionRows.ts'
import { pick, ratio } from './columns.ts'
import { requireTicker } from './daily.ts'
import { barCount, defineIndicator, sameTicker } from './define.ts'
import { requireFiveMinute } from './marketTables.ts'
import { meanOf, momentsOf, returnOf, trueRange } from './series.ts'
import { SeriesCache } from './seriesCache.ts'

/** Returns of five minutes whose deviation makes the unit of the `stddev5m` norm: the last ones of the session before. */
const returnsOfNorm = 20

export default defineIndicator({
  name: 'open_gap_z',
  version: 1,
  category: 'momentum',
  subcategory: 'session',
  summary: 'Overnight gap of the open, against the range or the volatility of the sessions before.',
  formula:
    'atr: (open of the session - close before)/SMA(TR, n) of the sessions before; stddev5m: (open/close before - 1)/' +
    'sample standard deviation of the last 20 five-minute returns of the session before',
  source: 'own definition; the true range is that of Wilder (1978), section III',
  units: 'average ranges, or standard deviations',
  params: {
    ticker: sameTicker,
    atr_period: barCount(14),
    norm: { default: 'atr', choices: ['atr', 'stddev5m'] },
  },
  needs: ['open', 'high', 'low', 'close'],
  reads: ({ norm }) => ({ fiveMinute: norm === 'stddev5m' }),
  outputs: () => ['open_gap_z'],
  warmUp: ({ atr_period, norm }) => (norm === 'atr' ? atr_period : 1),
  compute({ cache }, { ticker, atr_period, norm }) {
    requireTicker(cache, 'open_gap_z', ticker)
    const { cache: daily, sessionOfRow } = cache.sessions()
    const gap = norm === 'atr' ? gapInRanges(daily, atr_period) : gapInDeviations(cache)
    return [pick(gap, sessionOfRow)]
  },
})

/** One value per session. */
function gapInRanges(daily: SeriesCache, period: number): Float64Array {
  const range = meanOf(daily, trueRange(daily), period).values
  const { open, close } = daily.bars
  return open.map((price, s) => (s === 0 ? Number.NaN : ratio(price - close[s - 1], range[s - 1])))
}

/** One value per session. */
function gapInDeviations(cache: SeriesCache): Float64Array {
  const fine = new SeriesCache(requireFiveMinute(cache, 'open_gap_z with norm stddev5m'))
  const deviation = momentsOf(fine, returnOf(fine, fine.field('close')), returnsOfNorm)[1].values
  const { session, open, close } = cache.sessions().cache.bars
  const ranges = rowsOfSessions(fine.bars.session, session)
  return open.map((price, s) => {
    if (s === 0) return Number.NaN
    const { from, to } = ranges[s - 1]
    const enough = to - from > returnsOfNorm // else the overnight return would be among them
    return enough ? ratio(price / close[s - 1] - 1, deviation[to - 1]) : Number.NaN
  })
}
