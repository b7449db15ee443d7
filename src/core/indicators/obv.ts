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
  compute({ cache }, { price_col, volume_col }) {
    const price = cache.field(price_col).values
    const volume = cache.field(volume_col).values
    const key = `obv(${price_col},${volume_col})`
    return [cache.recur([key], [0, Number.NaN], balanceStep, { price, volume })[0].values]
  },
})

/** State: the balance, and the price of the last bar that had one. */
function balanceStep(
  { price, volume }: { price: Float64Array; volume: Float64Array },
  state: Float64Array,
  from: number,
  to: number,
  [balance]: Float64Array[],
): void {
  let total = state[0]
  let before = state[1]
  for (let row = from; row < to; row++) {
    if (Number.isNaN(price[row]) || Number.isNaN(volume[row])) {
      balance[row] = Number.NaN
      continue
    }
    if (price[row] > before) total += volume[row]
    else if (price[row] < before) total -= volume[row]
    balance[row] = total
    before = price[row]
  }
  state[0] = total
  state[1] = before
}
