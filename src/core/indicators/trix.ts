import { blanked, scaled } from './columns.ts'
import { barCount, barField, defineIndicator } from './define.ts'
import { emaOf, returnOf } from './series.ts'

export default defineIndicator({
  name: 'trix',
  version: 1,
  category: 'momentum',
  subcategory: 'oscillator',
  summary: 'One-bar change of a price smoothed three times.',
  formula: '100 (E / E(t-1) - 1), E = EMA_p(EMA_p(EMA_p(P))), each seeded with its first value',
  source: 'Hutson, Good TRIX, Technical Analysis of Stocks & Commodities 1 (1983)',
  units: 'percent',
  params: { column: barField(), period: barCount(15) },
  needs: ['close'],
  outputs: ({ period }) => [`trix_${period}`],
  warmUp: ({ period }) => 3 * (period - 1) + 1,
  compute({ cache }, { column, period }) {
    const price = cache.field(column)
    const smooth = emaOf(cache, emaOf(cache, emaOf(cache, price, period), period), period)
    const percent = scaled(returnOf(cache, smooth).values, 100)
    return [blanked(percent, 3 * (period - 1) + 1, price.values)]
  },
})
