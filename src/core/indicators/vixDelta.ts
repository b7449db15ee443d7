import { fromSessions } from './daily.ts'
import { defineIndicator } from './define.ts'
import { indexCloses } from './indexCloses.ts'
import { changeOf } from './series.ts'

const ticker = 'I:VIX'

export default defineIndicator({
  name: 'vix_delta',
  version: 1,
  category: 'options',
  subcategory: 'volatility_index',
  summary: 'Change of the VIX over a session, as of the session before.',
  formula: 'VIX(s) - VIX(s-1) of closes, s the session before',
  source: 'Cboe, Volatility Index Methodology: Cboe Volatility Index (2023)',
  units: 'index points',
  params: {},
  needs: ['index_bars'],
  reads: () => ({ daily: [ticker] }),
  outputs: () => ['vix_delta'],
  warmUp: () => 2,
  compute: ({ cache }) => {
    const change = changeOf(cache, indexCloses(cache, 'vix_delta', ticker))
    return [fromSessions(cache, () => change.values)]
  },
})
