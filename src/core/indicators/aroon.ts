import { barCount, defineIndicator } from './define.ts'
import { rowsSinceMax } from './rolling.ts'
import { combine } from './series.ts'

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
    const recency = (age: number, row: number) =>
      row < period ? Number.NaN : (100 * (period - age)) / period
    const up = rowsSinceMax(bars.high, period + 1).map(recency)
    const down = rowsSinceMax(
      bars.low.map((low) => -low),
      period + 1,
    ).map(recency)
    return [up, down, combine(up, down, (rising, falling) => rising - falling)]
  },
})
