import { barCount, barField, defineIndicator } from './define.ts'
import { returnOf } from './series.ts'

export default defineIndicator({
  name: 'ret',
  version: 1,
  category: 'momentum',
  subcategory: 'return',
  summary: 'Simple return over the last bars.',
  formula: 'P / P(t-w) - 1',
  source: 'Campbell, Lo and MacKinlay, The Econometrics of Financial Markets (1997), section 1.4',
  units: 'fraction',
  params: { column: barField(), window: barCount(1) },
  needs: ['close'],
  outputs: ({ window }) => [`ret_${window}h`],
  warmUp: ({ window }) => window,
  compute: ({ cache }, { column, window }) => [returnOf(cache, cache.field(column), window).values],
})
