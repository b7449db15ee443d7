import { barCount, barField, defineIndicator } from './define.ts'
import { meanOf } from './series.ts'

export default defineIndicator({
  name: 'sma',
  version: 1,
  category: 'trend',
  subcategory: 'moving_average',
  summary: 'Simple moving average: the plain mean of the last bars.',
  formula: 'mean of the last w prices',
  source: 'Murphy, Technical Analysis of the Financial Markets (1999), chapter 9',
  units: 'price',
  params: { column: barField(), window: barCount(20) },
  needs: ['close'],
  outputs: ({ window }) => [`sma_${window}`],
  warmUp: ({ window }) => window - 1,
  compute: ({ cache }, { column, window }) => [meanOf(cache, cache.field(column), window).values],
})
