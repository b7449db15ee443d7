import { atMoneyOf, readsFrontChain } from './chainSeries.ts'
import { fromSessions, requireUnderlying } from './daily.ts'
import { barCount, defineIndicator, sameTicker } from './define.ts'
import { rollingPresent } from './rollingPresent.ts'

/** Sessions with a volatility from which on there is a share; a shorter window needs all of its own. */
const least = 10

export default defineIndicator({
  name: 'iv_percentile_52w',
  version: 1,
  category: 'options',
  subcategory: 'implied_volatility',
  summary:
    'Share of the sessions of a year whose implied volatility was no higher, as of the session before.',
  formula:
    'share of the IVs of the last window_days sessions that are <= IV, its own among them, of which 10 must be there; ' +
    'IV at the money of the first expiry after the session',
  source: 'own definition, as brokers use the term',
  units: '0 to 1',
  params: { underlying: sameTicker, window_days: barCount(252, 2) },
  needs: ['close', 'option_chain'],
  reads: readsFrontChain,
  outputs: () => ['iv_percentile_52w'],
  warmUp: ({ window_days }) => Math.min(least, window_days),
  compute({ cache }, { underlying, window_days }) {
    requireUnderlying(cache, 'iv_percentile_52w', underlying)
    const { values } = atMoneyOf(cache, 'iv_percentile_52w')
    const percentile = rollingPresent(values, window_days, Math.min(least, window_days), shareUpToLast)
    return [fromSessions(cache, () => percentile)]
  },
})

function shareUpToLast(present: Float64Array): number {
  const last = present[present.length - 1]
  let count = 0
  for (const value of present) if (value <= last) count++
  return count / present.length
}
