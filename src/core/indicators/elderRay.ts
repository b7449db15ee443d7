import { recycle } from './columnPool.ts'
import { blankWarmUp, difference } from './columns.ts'
import { barCount, defineIndicator } from './define.ts'
import { emaOf } from './series.ts'

export default defineIndicator({
  name: 'elder_ray',
  version: 1,
  category: 'momentum',
  subcategory: 'oscillator',
  summary: 'How far buyers lift the high, and sellers press the low, from the average close.',
  formula: 'bull = H - EMA_p(C); bear = L - EMA_p(C)',
  source: 'Elder, Trading for a Living (1993), section 41',
  units: 'price',
  params: { period: barCount(13) },
  needs: ['high', 'low', 'close'],
  outputs: () => ['bull_power', 'bear_power'],
  warmUp: ({ period }) => period - 1,
  compute({ bars, cache }, { period }) {
    const average = blankWarmUp(emaOf(cache, cache.field('close'), period).values, period - 1)
    const powers = [difference(bars.high, average), difference(bars.low, average)]
    recycle(average)
    return powers
  },
})
