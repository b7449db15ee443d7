import { peakStrikeOf, readsFrontChain } from './chainSeries.ts'
import { difference } from './columns.ts'
import { fromSessions, requireUnderlying } from './daily.ts'
import { defineIndicator, sameTicker, spotColumn } from './define.ts'

export default defineIndicator({
  name: 'dist_to_gamma_peak',
  version: 1,
  category: 'options',
  subcategory: 'gamma',
  summary: 'Price above the strike with the most gamma held at the end of the session before.',
  formula: 'P - gamma_peak_strike, P the spot_col of this bar',
  source: 'Ni, Pearson, Poteshman and White, Does Option Trading Have a Pervasive Impact, RFS 34 (2021)',
  units: 'price',
  params: { underlying: sameTicker, spot_col: spotColumn },
  needs: ['close', 'option_chain'],
  reads: readsFrontChain,
  outputs: () => ['dist_to_gamma_peak'],
  warmUp: () => 1,
  compute({ bars, cache }, { underlying, spot_col }) {
    requireUnderlying(cache, 'dist_to_gamma_peak', underlying)
    const peak = peakStrikeOf(cache, 'dist_to_gamma_peak', 'gamma').values
    return [
      difference(
        bars[spot_col],
        fromSessions(cache, () => peak),
      ),
    ]
  },
})
