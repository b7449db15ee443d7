import { newColumn } from './columnPool.ts'
import { barCount, defineIndicator } from './define.ts'
import { rangePosition } from './rangePosition.ts'

export default defineIndicator({
  name: 'williams_r',
  version: 1,
  category: 'momentum',
  subcategory: 'oscillator',
  summary: 'How far the close lies below the highest high of the last bars, as a share of their range.',
  formula: '-100 (HH - C)/(HH - LL), missing without a range',
  source: 'Williams, How I Made One Million Dollars Last Year Trading Commodities (1973)',
  units: '-100 to 0',
  params: { period: barCount(14) },
  needs: ['high', 'low', 'close'],
  outputs: ({ period }) => [`williams_r_${period}`],
  warmUp: ({ period }) => period - 1,
  compute({ cache }, { period }) {
    const { values } = rangePosition(cache, period)
    const below = newColumn(values.length)
    for (let row = 0; row < values.length; row++) below[row] = values[row] - 100
    return [below]
  },
})
