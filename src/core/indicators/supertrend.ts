import type { Bars } from '../bars/bars.ts'
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
    const range = meanOf(cache, trueRange(cache), period).values
    const keys = [`supertrend(${period},${multiplier})`, `supertrendSide(${period},${multiplier})`]
    const start = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, falling]
    return cache.recur(keys, start, trendStep, { bars, range, multiplier }).map(({ values }) => values)
  },
})

const rising = 1
const falling = -1

/** State: upper and lower band, the close before, and the side. A bar without a range leaves them as they are. */
function trendStep(
  { bars: { high, low, close }, range, multiplier }: { bars: Bars; range: Float64Array; multiplier: number },
  state: Float64Array,
  from: number,
  to: number,
  [line, direction]: Float64Array[],
): void {
  let upper = state[0]
  let lower = state[1]
  let before = state[2]
  let trend = state[3]
  for (let row = from; row < to; row++) {
    line[row] = Number.NaN
    direction[row] = Number.NaN
    if (Number.isNaN(range[row])) continue
    const middle = (high[row] + low[row]) / 2
    const basicUpper = middle + multiplier * range[row]
    const basicLower = middle - multiplier * range[row]
    if (basicUpper < upper || before > upper) upper = basicUpper
    if (basicLower > lower || before < lower) lower = basicLower
    if (!Number.isNaN(before)) {
      if (close[row] > upper) trend = rising
      else if (close[row] < lower) trend = falling
    }
    line[row] = trend === rising ? lower : upper
    direction[row] = trend
    before = close[row]
  }
  state.set([upper, lower, before, trend])
}
