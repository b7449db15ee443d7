import { newColumn } from './columnPool.ts'
import { share } from './columns.ts'
import { barCount, defineIndicator } from './define.ts'
import { sumOf, typicalPrice } from './series.ts'

export default defineIndicator({
  name: 'mfi',
  version: 1,
  category: 'volume',
  subcategory: 'flow',
  summary: 'Money flow index: the share of traded money that went with rising typical prices.',
  formula:
    '100 pos/(pos + neg), sums of TP V over the bars of the last p whose TP rose, and fell; ' +
    '100 where none fell, missing where no money flowed',
  source:
    'Quong and Soudack, Volume-Weighted RSI: Money Flow, Technical Analysis of Stocks & Commodities 7 (1989)',
  units: '0 to 100',
  params: { period: barCount(14) },
  needs: ['high', 'low', 'close', 'volume'],
  outputs: ({ period }) => [`mfi_${period}`],
  warmUp: ({ period }) => period,
  compute({ bars, cache }, { period }) {
    const price = typicalPrice(cache).values
    const [rising, moving] = cache.derivePair(['risingFlow', 'movingFlow'], () =>
      moneyFlow(price, bars.volume),
    )
    const inflow = sumOf(cache, rising, period).values
    const flow = sumOf(cache, moving, period).values
    return [share(inflow, flow, 100)]
  },
})

/** Money traded on bars whose typical price rose, and on those where it rose or fell; the first row has no change. */
function moneyFlow(price: Float64Array, volume: Float64Array): [rising: Float64Array, moving: Float64Array] {
  const rising = newColumn(price.length).fill(Number.NaN, 0, 1)
  const moving = newColumn(price.length).fill(Number.NaN, 0, 1)
  for (let row = 1; row < price.length; row++) {
    const change = price[row] - price[row - 1]
    const money = price[row] * volume[row]
    // Adding change * 0 keeps a missing price missing.
    rising[row] = change > 0 ? money : change * 0
    moving[row] = change === 0 ? 0 : money + change * 0
  }
  return [rising, moving]
}
