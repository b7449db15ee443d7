import { peakStrikeOf, readsFrontChain } from './chainSeries.ts'
import { difference } from './columns.ts'
import { fromSessions, requireUnderlying } from './daily.ts'
import { defineIndicator, sameTicker, spotColumn } from './define.ts'

export default defineIndicator({
  name: 'dist_to_oi_peak',
  version: 1,
  category: 'options',
  subcategory: 'open_interest',
  summary: 'Price above the strike with the most open contracts at the end of the session before.',
  formula: 'P - oi_peak_strike, P the spot_col of this bar',
  source:
    'Ni, Pearson and Poteshman, Stock Price Clustering on Option Expiration Dates, J. Financial Economics 78 (2005)',
  units: 'price',
  params: { underlying: sameTicker, spot_col: spotColumn },
  needs: ['close', 'option_chain'],
  reads: readsFrontChain,
  outputs: () => ['dist_to_oi_peak'],
  warmUp: () => 1,
  compute({ bars, cache }, { underlying, spot_col }) {
    requireUnderlying(cache, 'dist_to_oi_peak', underlying)
    const peak = peakStrikeOf(cache, 'dist_to_oi_peak', 'open_interest').values
    return [
      difference(
        bars[spot_col],
        fromSessions(cache, () => peak),
      ),
    ]
  },
})
