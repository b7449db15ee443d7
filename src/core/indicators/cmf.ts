import type { Bars } from '../bars/bars.ts'
import { newColumn } from './columnPool.ts'
import { share } from './columns.ts'
import { barCount, defineIndicator } from './define.ts'
import { sumOf } from './series.ts'

export default defineIndicator({
  name: 'cmf',
  version: 1,
  category: 'volume',
  subcategory: 'flow',
  summary: 'Chaikin money flow: whether volume went with closes near the high or near the low.',
  formula: 'sum(M V)/sum(V), M = ((C-L) - (H-C))/(H-L), 0 on a bar without range; missing without volume',
  source: 'Achelis, Technical Analysis from A to Z (2001), Chaikin Money Flow',
  units: '-1 to 1',
  params: { period: barCount(20) },
  needs: ['high', 'low', 'close', 'volume'],
  outputs: ({ period }) => [`cmf_${period}`],
  warmUp: ({ period }) => period - 1,
  compute({ bars, cache }, { period }) {
    const flow = cache.derive('closeFlow', () => closeFlow(bars))
    return [share(sumOf(cache, flow, period).values, sumOf(cache, cache.field('volume'), period).values)]
  },
})

/** Volume times M; nothing on a bar without range. */
function closeFlow({ high, low, close, volume }: Bars): Float64Array {
  const flows = newColumn(close.length)
  for (let row = 0; row < close.length; row++) {
    const range = high[row] - low[row]
    flows[row] = range === 0 ? 0 : ((close[row] - low[row] - (high[row] - close[row])) / range) * volume[row]
  }
  return flows
}
