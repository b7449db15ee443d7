import { concentration } from '../options/strikeTotals.ts'
import { frontTotals, perSnapshot, readsFrontChain } from './chainSeries.ts'
import { fromSessions, requireUnderlying } from './daily.ts'
import { barCount, defineIndicator, sameTicker } from './define.ts'

export default defineIndicator({
  name: 'oi_concentration_hhi',
  version: 1,
  category: 'options',
  subcategory: 'open_interest',
  summary: 'How much of the open interest stands at few strikes, at the end of the session before.',
  formula:
    'sum of (OI of the strike/OI of all strikes)^2 over the top_n largest, calls and puts of the first expiry after ' +
    'the session',
  source: 'Hirschman, The Paternity of an Index, Am. Economic Review 54 (1964)',
  units: '0 to 1',
  params: { underlying: sameTicker, top_n: barCount(5) },
  needs: ['option_chain'],
  reads: readsFrontChain,
  outputs: ({ top_n }) => [`oi_concentration_hhi_${top_n}`],
  warmUp: () => 1,
  compute({ cache }, { underlying, top_n }) {
    requireUnderlying(cache, 'oi_concentration_hhi', underlying)
    const { values } = perSnapshot(cache, 'oi_concentration_hhi', `hhi(open_interest,${top_n})`, (snapshot) =>
      concentration(frontTotals(snapshot, 'open_interest'), top_n),
    )
    return [fromSessions(cache, () => values)]
  },
})
