import { newColumn } from './columnPool.ts'
import { ratio } from './columns.ts'
import { barCount, defineIndicator } from './define.ts'
import { meanOf, typicalPrice } from './series.ts'

/** Widest window: the mean deviation has no exact form that slides, so each row reads its whole window. */
const widest = 500

export default defineIndicator({
  name: 'cci',
  version: 1,
  category: 'momentum',
  subcategory: 'oscillator',
  summary: 'Commodity channel index: distance of the typical price from its mean, in mean deviations.',
  formula:
    '(TP - SMA)/(0.015 MD), TP = (H+L+C)/3, MD = mean of |TP_i - SMA_t| over the window (one mean for all of it); ' +
    'missing for a flat window',
  source: 'Lambert, Commodity Channel Index, Commodities (October 1980)',
  units: 'mean deviations / 0.015',
  params: { period: { ...barCount(20, 2), max: widest } },
  needs: ['high', 'low', 'close'],
  outputs: ({ period }) => [`cci_${period}`],
  warmUp: ({ period }) => period - 1,
  compute({ cache }, { period }) {
    const typical = typicalPrice(cache)
    const mean = meanOf(cache, typical, period).values
    return [channelIndex(typical.values, mean, period)]
  },
})

function channelIndex(prices: Float64Array, mean: Float64Array, period: number): Float64Array {
  const index = newColumn(prices.length).fill(Number.NaN, 0, period - 1)
  for (let row = period - 1; row < prices.length; row++) {
    const deviation = sumOfDistances(prices, row - period + 1, row + 1, mean[row])
    index[row] = ratio(prices[row] - mean[row], (0.015 * deviation) / period)
  }
  return index
}

/** Sum of |price - centre| over rows `from` to `to` (exclusive). */
function sumOfDistances(prices: Float64Array, from: number, to: number, centre: number): number {
  let sum = 0
  for (let row = from; row < to; row++) sum += Math.abs(prices[row] - centre)
  return sum
}
