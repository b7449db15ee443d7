import { putCallOpenInterest } from '../options/putCallOpenInterest.ts'
import { perSnapshot, readsFrontChain } from './chainSeries.ts'
import { ratio } from './columns.ts'
import { fromSessions, requireUnderlying } from './daily.ts'
import { defineIndicator, sameTicker } from './define.ts'

export default defineIndicator({
  name: 'pcr_oi',
  version: 1,
  category: 'options',
  subcategory: 'open_interest',
  summary: 'Open puts per open call of the front expiry, at the end of the session before.',
  formula:
    'open interest of puts/open interest of calls, first expiry after the session; missing without open calls',
  source:
    'Pan and Poteshman, The Information in Option Volume for Future Stock Prices, RFS 19 (2006), for the ratio',
  units: 'ratio',
  params: { underlying: sameTicker },
  needs: ['option_chain'],
  reads: readsFrontChain,
  outputs: () => ['pcr_oi'],
  warmUp: () => 1,
  compute({ cache }, { underlying }) {
    requireUnderlying(cache, 'pcr_oi', underlying)
    const { values } = perSnapshot(cache, 'pcr_oi', 'putCallRatio', ({ chain, rows, front }) => {
      const { puts, calls } = putCallOpenInterest(chain, rows, front)
      return ratio(puts, calls)
    })
    return [fromSessions(cache, () => values)]
  },
})
