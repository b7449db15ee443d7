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
    const prices = typical.values
    const index = newColumn(prices.length).fill(Number.NaN, 0, period - 1)
    for (let row = period - 1; row < prices.length; row++) {
      const centre = mean[row]
      let deviation = 0
      for (let i = row - period + 1; i <= row; i++) deviation += Math.abs(prices[i] - centre)
      index[row] = ratio(prices[row] - centre, (0.015 * deviation) / period)
    }
    return [index]
  },
})
