import { addScaled } from './columns.ts'
import { barCount, barField, defineIndicator } from './define.ts'
import { meanOf, momentsOf } from './series.ts'

export default defineIndicator({
  name: 'bollinger_bands',
  version: 1,
  category: 'volatility',
  subcategory: 'bands',
  summary: 'Mean price, and bands some standard deviations above and below it.',
  formula: 'mid = SMA_w; upper, lower = mid +- k times the sample standard deviation (ddof 1)',
  source: 'Bollinger, Bollinger on Bollinger Bands (2001), chapter 7',
  units: 'price',
  params: { column: barField(), window: barCount(20, 2), num_std: { default: 2, min: 0, max: 100 } },
  needs: ['close'],
  outputs: ({ window }) => [`bb_mid_${window}`, `bb_upper_${window}`, `bb_lower_${window}`],
  warmUp: ({ window }) => window - 1,
  compute({ cache }, { column, window, num_std }) {
    const price = cache.field(column)
    const mid = meanOf(cache, price, window).values
    const deviation = momentsOf(cache, price, window)[1].values
    return [mid, addScaled(mid, num_std, deviation), addScaled(mid, -num_std, deviation)]
  },
})
