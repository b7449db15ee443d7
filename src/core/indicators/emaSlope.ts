import { blankWarmUp } from './columns.ts'
import { barCount, barField, defineIndicator } from './define.ts'
import { changeOf, emaOf } from './series.ts'

export default defineIndicator({
  name: 'ema_slope',
  version: 1,
  category: 'trend',
  subcategory: 'moving_average',
  summary: 'How far an exponential moving average moved over the last bars.',
  formula: 'EMA_w(t) - EMA_w(t-p)',
  source: 'Murphy, Technical Analysis of the Financial Markets (1999), chapter 9, for the average',
  units: 'price',
  params: { column: barField(), window: barCount(10), period: barCount(1) },
  needs: ['close'],
  outputs: ({ window, period }) => [`ema${window}_slope${period}h`],
  warmUp: ({ window, period }) => window - 1 + period,
  compute({ cache }, { column, window, period }) {
    const slope = changeOf(cache, emaOf(cache, cache.field(column), window), period)
    return [blankWarmUp(slope.values, window - 1)]
  },
})
