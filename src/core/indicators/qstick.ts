import { difference } from './columns.ts'
import { barCount, defineIndicator } from './define.ts'
import { meanOf } from './series.ts'

export default defineIndicator({
  name: 'qstick',
  version: 1,
  category: 'momentum',
  subcategory: 'candle',
  summary: 'Mean body of the last candles: above 0 where closes lie above opens.',
  formula: 'SMA_p(C - O)',
  source: 'Chande and Kroll, The New Technical Trader (1994), chapter 6',
  units: 'price',
  params: { period: barCount(10) },
  needs: ['open', 'close'],
  outputs: ({ period }) => [`qstick_${period}`],
  warmUp: ({ period }) => period - 1,
  compute({ bars, cache }, { period }) {
    const body = cache.derive('body', () => difference(bars.close, bars.open))
    return [meanOf(cache, body, period).values]
  },
})
