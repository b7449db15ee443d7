import { barCount, defineIndicator } from './define.ts'
import { rangePosition } from './rangePosition.ts'
import { meanOf } from './series.ts'

export default defineIndicator({
  name: 'stochastic',
  version: 1,
  category: 'momentum',
  subcategory: 'oscillator',
  summary: 'Where the close stands in the range of the last bars (fast %K), and its mean (%D).',
  formula: '%K = 100 (C - LL)/(HH - LL) over k bars, missing without a range; %D = SMA_d of %K',
  source: "Lane, Lane's Stochastics, Technical Analysis of Stocks & Commodities 2 (1984)",
  units: '0 to 100',
  params: { period_k: barCount(14), period_d: barCount(3) },
  needs: ['high', 'low', 'close'],
  outputs: () => ['stoch_k', 'stoch_d'],
  warmUp: ({ period_k, period_d }) => [period_k - 1, period_k + period_d - 2],
  compute({ cache }, { period_k, period_d }) {
    const k = rangePosition(cache, period_k)
    return [k.values, meanOf(cache, k, period_d).values]
  },
})
