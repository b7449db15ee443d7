import { peakStrikeOf, readsFrontChain } from './chainSeries.ts'
import { fromSessions, requireUnderlying } from './daily.ts'
import { defineIndicator, sameTicker } from './define.ts'

export default defineIndicator({
  name: 'oi_peak_strike',
  version: 1,
  category: 'options',
  subcategory: 'open_interest',
  summary: 'Strike of the front expiry with the most open contracts, at the end of the session before.',
  formula:
    'strike with the largest open interest of calls and puts together, the lowest of equal ones; first expiry after ' +
    'the session',
  source:
    'Ni, Pearson and Poteshman, Stock Price Clustering on Option Expiration Dates, J. Financial Economics 78 (2005)',
  units: 'price',
  params: { underlying: sameTicker },
  needs: ['option_chain'],
  reads: readsFrontChain,
  outputs: () => ['oi_peak_strike'],
  warmUp: () => 1,
  compute({ cache }, { underlying }) {
    requireUnderlying(cache, 'oi_peak_strike', underlying)
    const peak = peakStrikeOf(cache, 'oi_peak_strike', 'open_interest').values
    return [fromSessions(cache, () => peak)]
  },
})
