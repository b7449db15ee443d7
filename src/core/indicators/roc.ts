import { scaled } from './columns.ts'
import { barCount, barField, defineIndicator } from './define.ts'
import { returnOf } from './series.ts'

export default defineIndicator({
  name: 'roc',
  version: 1,
  category: 'momentum',
  subcategory: 'return',
  summary: 'Rate of change: the price change over the last bars, in percent.',
  formula: '100 (P / P(t-w) - 1)',
  source: 'Murphy, Technical Analysis of the Financial Markets (1999), chapter 10',
  units: 'percent',
  params: { column: barField(), window: barCount(10) },
  needs: ['close'],
  outputs: ({ window }) => [`roc_${window}`],
  warmUp: ({ window }) => window,
  compute: ({ cache }, { column, window }) => [
    scaled(returnOf(cache, cache.field(column), window).values, 100),
  ],
})
