import { barField, defineIndicator } from './define.ts'
import { sessionVwap } from './sessionVwap.ts'

export default defineIndicator({
  name: 'intraday_vwap',
  version: 1,
  category: 'volume',
  subcategory: 'vwap',
  summary: 'Volume-weighted average price of the session so far.',
  formula: 'sum(P V)/sum(V) since the start of the session; missing until something is traded',
  source: 'Berkowitz, Logue and Noser, The Total Cost of Transactions on the NYSE, J. Finance 43 (1988)',
  units: 'price',
  params: { price_col: barField(), volume_col: barField('volume') },
  needs: ['close', 'volume'],
  outputs: () => ['vwap_intraday'],
  warmUp: () => 0,
  compute: ({ cache }, { price_col, volume_col }) => [
    sessionVwap(cache, cache.field(price_col), volume_col).values,
  ],
})
