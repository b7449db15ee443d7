import { blankWarmUp, difference } from './columns.ts'
import { barCount, barField, defineIndicator } from './define.ts'
import { emaOf } from './series.ts'

export default defineIndicator({
  name: 'macd',
  version: 1,
  category: 'momentum',
  subcategory: 'oscillator',
  summary:
    'Moving average convergence and divergence: fast less slow average, its own average, and their difference.',
  formula: 'line = EMA_f - EMA_s; signal = EMA_sig(line), seeded with its first value; hist = line - signal',
  source: 'Appel, Technical Analysis: Power Tools for Active Investors (2005), chapter 8',
  units: 'price',
  params: { column: barField(), fast: barCount(12), slow: barCount(26), signal: barCount(9) },
  needs: ['close'],
  check: ({ fast, slow }) => (fast < slow ? undefined : 'fast must be below slow'),
  outputs: () => ['macd_line', 'macd_signal', 'macd_hist'],
  warmUp: ({ slow, signal }) => [slow - 1, slow + signal - 2, slow + signal - 2],
  compute({ cache }, { column, fast, slow, signal }) {
    const price = cache.field(column)
    const line = cache.derive(`macd(${column},${fast},${slow})`, () =>
      difference(emaOf(cache, price, fast).values, emaOf(cache, price, slow).values),
    )
    const average = blankWarmUp(emaOf(cache, line, signal).values, slow + signal - 2, price.values)
    return [blankWarmUp(line.values, slow - 1, price.values), average, difference(line.values, average)]
  },
})
