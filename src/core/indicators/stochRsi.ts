import { placeInRange } from './columns.ts'
import { barCount, barField, defineIndicator } from './define.ts'
import { relativeStrength } from './relativeStrength.ts'
import { maxOf, meanOf, minOf } from './series.ts'

export default defineIndicator({
  name: 'stoch_rsi',
  version: 1,
  category: 'momentum',
  subcategory: 'oscillator',
  summary: 'Where the relative strength index stands in its own recent range.',
  formula:
    '%K = SMA_k of 100 (RSI - min RSI)/(max RSI - min RSI), missing where RSI did not move; %D = SMA_d of %K',
  source: 'Chande and Kroll, The New Technical Trader (1994), chapter 5',
  units: '0 to 100',
  params: {
    column: barField(),
    rsi_period: barCount(14, 2),
    stoch_period: barCount(14, 2),
    smooth_k: barCount(3),
    smooth_d: barCount(3),
  },
  needs: ['close'],
  outputs: () => ['stochrsi_k', 'stochrsi_d'],
  warmUp({ rsi_period, stoch_period, smooth_k, smooth_d }) {
    const fast = rsi_period + stoch_period + smooth_k - 2
    return [fast, fast + smooth_d - 1]
  },
  compute({ cache }, { column, rsi_period, stoch_period, smooth_k, smooth_d }) {
    const rsi = relativeStrength(cache, cache.field(column), rsi_period)
    const position = cache.derive(`stoch(${rsi.key},${stoch_period})`, () => {
      const lowest = minOf(cache, rsi, stoch_period).values
      const highest = maxOf(cache, rsi, stoch_period).values
      return placeInRange(rsi.values, lowest, highest, 100)
    })
    const k = meanOf(cache, position, smooth_k)
    return [k.values, meanOf(cache, k, smooth_d).values]
  },
})
