import { difference, scaled } from './columns.ts'
import { barCount, defineIndicator } from './define.ts'
import { rowsSinceMax } from './rolling.ts'

export default defineIndicator({
  name: 'aroon',
  version: 1,
  category: 'trend',
  subcategory: 'directional_movement',
  summary: 'How recent the highest high and the lowest low are: 100 when the newest bar made it.',
  formula:
    'up = 100 (p - bars since the highest high)/p over the last p+1 bars, down alike, the latest of equals; osc = up - down',
  source: 'Chande, A Time Price Oscillator, Technical Analysis of Stocks & Commodities (September 1995)',
  units: '0 to 100; osc -100 to 100',
  params: { period: barCount(25) },
  needs: ['high', 'low'],
  outputs: ({ period }) => [`aroon_up_${period}`, `aroon_down_${period}`, `aroon_osc_${period}`],
  warmUp: ({ period }) => period,
  compute({ bars }, { period }) {
    const up = recency(rowsSinceMax(bars.high, period + 1), period)
    const down = recency(rowsSinceMax(scaled(bars.low, -1), period + 1), period)
    return [up, down, difference(up, down)]
  },
})

function recency(ages: Float64Array, period: number): Float64Array {
  const percent = new Float64Array(ages.length)
  for (let row = 0; row < ages.length; row++) percent[row] = (100 * (period - ages[row])) / period
  return percent
}
