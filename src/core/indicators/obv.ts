import { newColumn } from './columnPool.ts'
import { barField, defineIndicator } from './define.ts'

export default defineIndicator({
  name: 'obv',
  version: 1,
  category: 'volume',
  subcategory: 'flow',
  summary: 'On-balance volume: volume added on rises and taken off on falls, since the first bar.',
  formula: 'cumulative sum of V sign(P - P(t-1)), 0 at the first bar',
  source: "Granville, Granville's New Key to Stock Market Profits (1963)",
  units: 'volume',
  params: { price_col: barField(), volume_col: barField('volume') },
  needs: ['close', 'volume'],
  outputs: () => ['obv'],
  warmUp: () => 0,
  compute({ bars }, { price_col, volume_col }) {
    const price = bars[price_col]
    const volume = bars[volume_col]
    const balance = newColumn(price.length)
    let total = 0
    let before = Number.NaN
    for (let row = 0; row < price.length; row++) {
      if (Number.isNaN(price[row]) || Number.isNaN(volume[row])) {
        balance[row] = Number.NaN
        continue
      }
      if (price[row] > before) total += volume[row]
      else if (price[row] < before) total -= volume[row]
      balance[row] = total
      before = price[row]
    }
    return [balance]
  },
})
