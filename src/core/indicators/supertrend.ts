import { newColumn } from './columnPool.ts'
import { barCount, defineIndicator } from './define.ts'
import { meanOf, trueRange } from './series.ts'

export default defineIndicator({
  name: 'supertrend',
  version: 1,
  category: 'trend',
  subcategory: 'stop',
  summary:
    'A trailing line some true ranges from the price, and the side of it (1 up, -1 down) the trend is on.',
  formula:
    'bands (H+L)/2 +- m mean(TR, n); the upper band only falls until the close before passed it, the lower one only rises; ' +
    'starts down; up when C > upper, down when C < lower; line = lower band when up, else upper',
  source: 'Seban, the Supertrend indicator (2008), with the plain mean of the true range',
  units: 'price; direction',
  params: { period: barCount(10), multiplier: { default: 3, min: 0, max: 100 } },
  needs: ['high', 'low', 'close'],
  outputs: () => ['supertrend', 'supertrend_dir'],
  warmUp: ({ period }) => period - 1,
  compute({ bars, cache }, { period, multiplier }) {
    const { high, low, close } = bars
    const range = meanOf(cache, trueRange(cache), period).values
    const line = newColumn(close.length).fill(Number.NaN)
    const direction = newColumn(close.length).fill(Number.NaN)
    let upper = Number.POSITIVE_INFINITY
    let lower = Number.NEGATIVE_INFINITY
    let before = Number.NaN
    let trend = -1
    for (let row = period - 1; row < close.length; row++) {
      if (Number.isNaN(range[row])) continue
      const middle = (high[row] + low[row]) / 2
      const basicUpper = middle + multiplier * range[row]
      const basicLower = middle - multiplier * range[row]
      if (basicUpper < upper || before > upper) upper = basicUpper
      if (basicLower > lower || before < lower) lower = basicLower
      if (!Number.isNaN(before)) {
        if (close[row] > upper) trend = 1
        else if (close[row] < lower) trend = -1
      }
      line[row] = trend === 1 ? lower : upper
      direction[row] = trend
      before = close[row]
    }
    return [line, direction]
  },
})
