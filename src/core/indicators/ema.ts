import { blankWarmUp } from './columns.ts'
import { barCount, barField, defineIndicator } from './define.ts'
import { emaOf } from './series.ts'

export default defineIndicator({
  name: 'ema',
  version: 1,
  category: 'trend',
  subcategory: 'moving_average',
  summary: 'Exponential moving average: a mean that weighs recent bars more.',
  formula: 'E += 2/(w+1) (P - E), E starting at the first price',
  source: 'Murphy, Technical Analysis of the Financial Markets (1999), chapter 9',
  units: 'price',
  params: { column: barField(), window: barCount(10) },
  needs: ['close'],
  outputs: ({ window }) => [`ema_${window}`],
  warmUp: ({ window }) => window - 1,
  compute({ cache }, { column, window }) {
    return [blankWarmUp(emaOf(cache, cache.field(column), window).values, window - 1)]
  },
})
