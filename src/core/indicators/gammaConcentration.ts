import { concentration } from '../options/strikeTotals.ts'
import { frontTotals, perSnapshot, readsFrontChain } from './chainSeries.ts'
import { fromSessions, requireUnderlying } from './daily.ts'
import { barCount, defineIndicator, sameTicker } from './define.ts'

export default defineIndicator({
  name: 'gamma_concentration',
  version: 1,
  category: 'options',
  subcategory: 'gamma',
  summary: 'How much of the gamma held stands at few strikes, at the end of the session before.',
  formula:
    'sum of (G of the strike/G of all strikes)^2 over the top_n largest, G = |gamma| x open interest of calls and puts; ' +
    'first expiry after the session',
  source: 'Hirschman, The Paternity of an Index, Am. Economic Review 54 (1964), for the index',
  units: '0 to 1',
  params: { underlying: sameTicker, top_n: barCount(5) },
  needs: ['option_chain'],
  reads: readsFrontChain,
  outputs: ({ top_n }) => [`gamma_concentration_${top_n}`],
  warmUp: () => 1,
  compute({ cache }, { underlying, top_n }) {
    requireUnderlying(cache, 'gamma_concentration', underlying)
    const { values } = perSnapshot(cache, 'gamma_concentration', `hhi(gamma,${top_n})`, (snapshot) =>
      concentration(frontTotals(snapshot, 'gamma'), top_n),
    )
    return [fromSessions(cache, () => values)]
  },
})
