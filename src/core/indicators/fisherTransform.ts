import { exponentialMean } from './averages.ts'
import { barCount, defineIndicator } from './define.ts'
import { combine, maxOf, minOf, ratio } from './series.ts'

export default defineIndicator({
  name: 'fisher_transform',
  version: 1,
  category: 'momentum',
  subcategory: 'oscillator',
  summary: 'Position of the price in its recent range, stretched so that extremes stand out.',
  formula:
    '0.5 ln((1+x)/(1-x)); x = EMA (alpha 0.33) of 2 (M - min)/(max - min) - 1, M = (H+L)/2, clipped to +-0.999; ' +
    'missing without a range',
  source: 'Ehlers, Using the Fisher Transform, Technical Analysis of Stocks & Commodities (November 2002)',
  units: 'Fisher z',
  params: { period: barCount(9, 2) },
  needs: ['high', 'low'],
  outputs: ({ period }) => [`fisher_${period}`],
  warmUp: ({ period }) => period - 1,
  compute({ bars, cache }, { period }) {
    const middle = cache.derive('middle', () => combine(bars.high, bars.low, (high, low) => (high + low) / 2))
    const highest = maxOf(cache, middle, period).values
    const lowest = minOf(cache, middle, period).values
    const position = middle.values.map(
      (m, row) => ratio(2 * (m - lowest[row]), highest[row] - lowest[row]) - 1,
    )
    const smoothed = exponentialMean(position, 0.33)
    return [smoothed.map((x) => Math.atanh(Math.max(-0.999, Math.min(0.999, x))))]
  },
})
