import { barCount, barField, defineIndicator } from './define.ts'
import { momentsOf, returnOf } from './series.ts'

export default defineIndicator({
  name: 'volatility',
  version: 1,
  category: 'volatility',
  subcategory: 'realised',
  summary: 'Standard deviation of one-bar returns, over few bars by default.',
  formula:
    'sample standard deviation (ddof 1) of the last w values of P / P(t-1) - 1; the first bar has no return',
  source: 'Hull, Options, Futures, and Other Derivatives (2018), section 15.4, with simple returns',
  units: 'fraction per bar',
  params: { column: barField(), window: barCount(3, 2) },
  needs: ['close'],
  outputs: ({ window }) => [`close_vol_${window}`],
  warmUp: ({ window }) => window,
  compute: ({ cache }, { column, window }) => [
    momentsOf(cache, returnOf(cache, cache.field(column)), window)[1].values,
  ],
})
