import type { Bars } from '../bars/bars.ts'
import { SigmaError } from '../errors.ts'
import { pick, ratio } from './columns.ts'
import { requireTicker } from './daily.ts'
import { barCount, defineIndicator, sameTicker } from './define.ts'
import { meanOf, momentsOf, returnOf, trueRange } from './series.ts'
import type { SeriesCache } from './seriesCache.ts'

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
  outputs: () => ['open_gap_z'],
  warmUp: ({ atr_period, norm }) => (norm === 'atr' ? atr_period : returnsOfNorm + 1),
  compute({ bars, cache }, { ticker, atr_period, norm }) {
    requireTicker(cache, 'open_gap_z', ticker)
    const { cache: daily, sessionOfRow } = cache.sessions()
    const gap = norm === 'atr' ? gapInRanges(daily, atr_period) : gapInDeviations(bars, cache)
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
function gapInDeviations(bars: Bars, cache: SeriesCache): Float64Array {
  if (bars.cadence !== '5m') {
    throw new SigmaError(
      'UNPROCESSABLE',
      `open_gap_z with norm stddev5m needs 5-minute bars, but these are ${bars.cadence}`,
      {
        next: 'use norm atr, or bars of cadence 5m',
      },
    )
  }
  const { cache: daily, sessionOfRow } = cache.sessions()
  const deviation = momentsOf(cache, returnOf(cache, cache.field('close')), returnsOfNorm)[1].values
  const atEnd = new Float64Array(daily.bars.ts.length)
  const length = new Int32Array(atEnd.length)
  for (let row = 0; row < deviation.length; row++) {
    atEnd[sessionOfRow[row]] = deviation[row]
    length[sessionOfRow[row]]++
  }
  const { open, close } = daily.bars
  return open.map((price, s) => {
    const enough = s > 0 && length[s - 1] > returnsOfNorm // else the overnight return would be among them
    return enough ? ratio(price / close[s - 1] - 1, atEnd[s - 1]) : Number.NaN
  })
}
