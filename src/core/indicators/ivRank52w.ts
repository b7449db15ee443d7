import { atMoneyOf, readsFrontChain } from './chainSeries.ts'
import { ratio } from './columns.ts'
import { fromSessions, requireUnderlying } from './daily.ts'
import { barCount, defineIndicator, sameTicker } from './define.ts'
import { rollingPresent } from './rollingPresent.ts'

/** Sessions with a volatility from which on there is a rank; a shorter window needs all of its own. */
const least = 10

export default defineIndicator({
  name: 'iv_rank_52w',
  version: 1,
  category: 'options',
  subcategory: 'implied_volatility',
  summary:
    'Where implied volatility stands between its lowest and highest of a year, as of the session before.',
  formula:
    '(IV - min)/(max - min) over the last window_days sessions, of which 10 must have an IV; IV at the money of the ' +
    'first expiry after the session, at the strike nearest to the whole number nearest to its close',
  source: 'own definition, as brokers use the term',
  units: '0 to 1',
  params: { underlying: sameTicker, window_days: barCount(252, 2) },
  needs: ['close', 'option_chain'],
  reads: readsFrontChain,
  outputs: () => ['iv_rank_52w'],
  warmUp: ({ window_days }) => Math.min(least, window_days),
  compute({ cache }, { underlying, window_days }) {
    requireUnderlying(cache, 'iv_rank_52w', underlying)
    const { values } = atMoneyOf(cache, 'iv_rank_52w')
    const rank = rollingPresent(values, window_days, Math.min(least, window_days), rangeRank)
    return [fromSessions(cache, () => rank)]
  },
})

function rangeRank(present: Float64Array): number {
  let lowest = Number.POSITIVE_INFINITY
  let highest = Number.NEGATIVE_INFINITY
  for (const value of present) {
    lowest = Math.min(lowest, value)
    highest = Math.max(highest, value)
  }
  return ratio(present[present.length - 1] - lowest, highest - lowest)
}
