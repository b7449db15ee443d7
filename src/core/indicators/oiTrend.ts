import { openInterestOf, readsFrontChain } from './chainSeries.ts'
import { blankWarmUp, difference } from './columns.ts'
import { fromSessions, requireUnderlying } from './daily.ts'
import { barCount, defineIndicator, sameTicker } from './define.ts'
import { emaOf } from './series.ts'

export default defineIndicator({
  name: 'oi_trend',
  version: 1,
  category: 'options',
  subcategory: 'open_interest',
  summary: 'Open interest of the front expiry above its exponential average, as of the session before.',
  formula:
    'OI - EMA_w(OI) over sessions up to the one before, seeded with the first; OI the contracts open at the end of a ' +
    'session in the first expiry after it',
  source: 'own definition',
  units: 'contracts',
  params: { underlying: sameTicker, window: barCount(5) },
  needs: ['option_chain'],
  reads: readsFrontChain,
  outputs: ({ window }) => [`oi_trend_${window}`],
  warmUp: ({ window }) => window,
  compute({ cache }, { underlying, window }) {
    requireUnderlying(cache, 'oi_trend', underlying)
    const interest = openInterestOf(cache, 'oi_trend')
    const trend = difference(interest.values, emaOf(cache, interest, window).values)
    return [fromSessions(cache, () => blankWarmUp(trend, window - 1))]
  },
})
