import { barCount, barField, defineIndicator } from './define.ts'
import { emaDistance } from './emaDistance.ts'

export default defineIndicator({
  name: 'dist_to_ema',
  version: 1,
  category: 'trend',
  subcategory: 'moving_average',
  summary:
    'Distance of the price from its exponential moving average, as a share of the price or of the average.',
  formula: '(P - EMA_w) / |P or EMA_w|',
  source: 'Murphy, Technical Analysis of the Financial Markets (1999), chapter 9, for the average',
  units: 'fraction',
  params: {
    column: barField(),
    window: barCount(10),
    normalize: { default: 'price', choices: ['price', 'ema'] },
  },
  needs: ['close'],
  outputs: ({ window }) => [`dist_ema${window}_norm`],
  warmUp: ({ window }) => window - 1,
  compute: ({ cache }, { column, window, normalize }) => [
    emaDistance(cache, cache.field(column), window, normalize),
  ],
})
