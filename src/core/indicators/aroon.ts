import { recycle } from './columnPool.ts'
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
    const up = recency(bars.high, period)
    const fallen = scaled(bars.low, -1)
    const down = recency(fallen, period)
    recycle(fallen)
    return [up, down, difference(up, down)]
  },
})

/** 100 where the largest of the last `period` + 1 values is the last one, 0 where it is the first. */
function recency(values: Float64Array, period: number): Float64Array {
  const ages = rowsSinceMax(values, period + 1)
  for (let row = 0; row < ages.length; row++) ages[row] = (100 * (period - ages[row])) / period
  return ages
}
