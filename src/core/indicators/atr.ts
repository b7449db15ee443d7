import { blankWarmUp } from './columns.ts'
import { barCount, defineIndicator } from './define.ts'
import { trueRange, wilderOf } from './series.ts'

export default defineIndicator({
  name: 'atr',
  version: 1,
  category: 'volatility',
  subcategory: 'range',
  summary: 'Average true range: how far the price moves within a bar, gaps included.',
  formula: 'Wilder average of TR = max(H - L, |H - C(t-1)|, |L - C(t-1)|), seeded with the first H - L',
  source: 'Wilder, New Concepts in Technical Trading Systems (1978), section III',
  units: 'price',
  params: { period: barCount(14) },
  needs: ['high', 'low', 'close'],
  outputs: ({ period }) => [`atr_${period}`],
  warmUp: ({ period }) => period - 1,
  compute: ({ cache }, { period }) => [
    blankWarmUp(wilderOf(cache, trueRange(cache), period).values, period - 1),
  ],
})
