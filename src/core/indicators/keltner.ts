import { addScaled, blankWarmUp } from './columns.ts'
import { barCount, defineIndicator } from './define.ts'
import { emaOf, meanOf, trueRange } from './series.ts'

export default defineIndicator({
  name: 'keltner',
  version: 1,
  category: 'volatility',
  subcategory: 'bands',
  summary: 'Exponential mean of the close, and bands some mean true ranges above and below it.',
  formula: 'mid = EMA_w(C); upper, lower = mid +- m times the plain mean of TR over w bars',
  source:
    'Keltner, How To Make Money in Commodities (1960), with the ranges of Raschke (Street Smarts, 1995)',
  units: 'price',
  params: { window: barCount(20), multiplier: { default: 2, min: 0, max: 100 } },
  needs: ['high', 'low', 'close'],
  outputs: ({ window }) => [`keltner_mid_${window}`, `keltner_upper_${window}`, `keltner_lower_${window}`],
  warmUp: ({ window }) => window - 1,
  compute({ cache }, { window, multiplier }) {
    const mid = blankWarmUp(emaOf(cache, cache.field('close'), window).values, window - 1)
    const range = meanOf(cache, trueRange(cache), window).values
    return [mid, addScaled(mid, multiplier, range), addScaled(mid, -multiplier, range)]
  },
})
