import { fromSessions } from './daily.ts'
import { defineIndicator } from './define.ts'
import { indexCloses, indexTicker } from './indexCloses.ts'

export default defineIndicator({
  name: 'vix_level',
  version: 1,
  category: 'options',
  subcategory: 'volatility_index',
  summary: 'Close of a volatility index in the session before.',
  formula: 'close of the index in the session before; missing where it has none',
  source: 'Cboe, Volatility Index Methodology: Cboe Volatility Index (2023)',
  units: 'index points',
  params: { index_ticker: { default: 'I:VIX' } },
  needs: ['index_bars'],
  reads: ({ index_ticker }) => ({ daily: [indexTicker(index_ticker)] }),
  outputs: () => ['vix_level'],
  warmUp: () => 1,
  compute: ({ cache }, { index_ticker }) => {
    const { values } = indexCloses(cache, 'vix_level', index_ticker)
    return [fromSessions(cache, () => values)]
  },
})
