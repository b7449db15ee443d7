import { newColumn } from './columnPool.ts'
import { middle, placeInRange } from './columns.ts'
import { barCount, defineIndicator } from './define.ts'
import { maxOf, minOf, smoothOf } from './series.ts'

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
    const centre = cache.derive('middle(high,low)', () => middle(bars.high, bars.low))
    const highest = maxOf(cache, centre, period).values
    const lowest = minOf(cache, centre, period).values
    // Smoothing twice the place in the range, less 1, is smoothing the place and moving the result.
    const place = cache.derive(`place(${centre.key},${period})`, () =>
      placeInRange(centre.values, lowest, highest, 2),
    )
    const doubled = smoothOf(cache, place, 0.33).values
    return [fisher(doubled)]
  },
})

/** The transform of x = doubled - 1, clipped. */
function fisher(doubled: Float64Array): Float64Array {
  const values = newColumn(doubled.length)
  for (let row = 0; row < doubled.length; row++) {
    const x = Math.max(-0.999, Math.min(0.999, doubled[row] - 1))
    values[row] = 0.5 * Math.log((1 + x) / (1 - x))
  }
  return values
}
