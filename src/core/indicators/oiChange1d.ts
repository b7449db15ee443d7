import { openInterestOf, readsFrontChain } from './chainSeries.ts'
import { fromSessions, requireUnderlying } from './daily.ts'
import { defineIndicator, sameTicker } from './define.ts'
import { changeOf } from './series.ts'

export default defineIndicator({
  name: 'oi_change_1d',
  version: 1,
  category: 'options',
  subcategory: 'open_interest',
  summary: 'Change of the open interest of the front expiry over a session, as of the session before.',
  formula:
    'OI(s) - OI(s-1), s the session before, OI the contracts open at its end in the first expiry after it; where that ' +
    'rolls to the next expiry the change is between expiries',
  source: 'own definition',
  units: 'contracts',
  params: { underlying: sameTicker },
  needs: ['option_chain'],
  reads: readsFrontChain,
  outputs: () => ['oi_change_1d'],
  warmUp: () => 2,
  compute({ cache }, { underlying }) {
    requireUnderlying(cache, 'oi_change_1d', underlying)
    const change = changeOf(cache, openInterestOf(cache, 'oi_change_1d'))
    return [fromSessions(cache, () => change.values)]
  },
})
