import { difference, lagged } from './columns.ts'
import { barCount, barField, defineIndicator } from './define.ts'
import { meanOf } from './series.ts'

export default defineIndicator({
  name: 'dpo',
  version: 1,
  category: 'trend',
  subcategory: 'cycle',
  summary: 'Detrended price oscillator: the price less its mean of half a cycle ago.',
  formula: 'P - SMA_p of floor(p/2) + 1 bars earlier',
  source: 'Achelis, Technical Analysis from A to Z (2001), Detrended Price Oscillator',
  units: 'price',
  params: { column: barField(), period: barCount(20) },
  needs: ['close'],
  outputs: ({ period }) => [`dpo_${period}`],
  warmUp: ({ period }) => period + Math.floor(period / 2),
  compute({ cache }, { column, period }) {
    const price = cache.field(column)
    const earlier = lagged(meanOf(cache, price, period).values, Math.floor(period / 2) + 1)
    return [difference(price.values, earlier)]
  },
})
