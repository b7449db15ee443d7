import { requireTicker } from './daily.ts'
import { barCount, defineIndicator, sameTicker } from './define.ts'
import { lastSessionVwap } from './lastSessionVwap.ts'

export default defineIndicator({
  name: 'daily_vwap',
  version: 1,
  category: 'volume',
  subcategory: 'vwap',
  summary: 'Volume-weighted average price of a whole session before this one.',
  formula: 'sum(C V)/sum(V) over the bars of the session shift_days sessions before; on daily bars its close',
  source: 'Berkowitz, Logue and Noser, The Total Cost of Transactions on the NYSE, J. Finance 43 (1988)',
  units: 'price',
  params: { ticker: sameTicker, shift_days: barCount(1) },
  needs: ['close', 'volume'],
  outputs: () => ['vwap_d'],
  warmUp: ({ shift_days }) => shift_days,
  compute({ cache }, { ticker, shift_days }) {
    requireTicker(cache, 'daily_vwap', ticker)
    return [lastSessionVwap(cache, shift_days)]
  },
})
