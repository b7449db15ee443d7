import { atMoneyOf, readsFrontChain } from './chainSeries.ts'
import { ratio } from './columns.ts'
import { fromSessions, requireUnderlying } from './daily.ts'
import { barCount, defineIndicator, sameTicker } from './define.ts'
import { rollingMoments } from './rolling.ts'
import { rollingPresent } from './rollingPresent.ts'

/** Sessions with a volatility from which on there is a score; a shorter window needs all of its own. */
const least = 5

export default defineIndicator({
  name: 'atm_iv_zscore',
  version: 1,
  category: 'options',
  subcategory: 'implied_volatility',
  summary: 'Implied volatility against its mean, in standard deviations, as of the session before.',
  formula:
    '(IV - mean)/sample standard deviation (ddof 1) over the last window_days sessions, of which 5 must have an IV; IV ' +
    'at the money of the first expiry after the session',
  source: 'own definition',
  units: 'standard deviations',
  params: { underlying: sameTicker, window_days: barCount(20, 2) },
  needs: ['close', 'option_chain'],
  reads: readsFrontChain,
  outputs: () => ['atm_iv_zscore'],
  warmUp: ({ window_days }) => Math.min(least, window_days),
  compute({ cache }, { underlying, window_days }) {
    requireUnderlying(cache, 'atm_iv_zscore', underlying)
    const { values } = atMoneyOf(cache, 'atm_iv_zscore')
    const score = rollingPresent(values, window_days, Math.min(least, window_days), standardised)
    return [fromSessions(cache, () => score)]
  },
})

function standardised(present: Float64Array): number {
  const [mean, deviation] = rollingMoments(present, present.length)
  const last = present.length - 1
  return ratio(present[last] - mean[last], deviation[last])
}
