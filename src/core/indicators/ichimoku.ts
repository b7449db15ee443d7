import { lagged, middle } from './columns.ts'
import { barCount, defineIndicator } from './define.ts'
import { midRange } from './series.ts'

export default defineIndicator({
  name: 'ichimoku',
  version: 1,
  category: 'trend',
  subcategory: 'bands',
  summary: 'Ichimoku lines and cloud, without the chikou line, which is a later close.',
  formula:
    'tenkan, kijun, span_b: (HH + LL)/2 of their windows; span_a = (tenkan + kijun)/2; ' +
    'with shift_ahead the spans are those of kijun bars earlier, as the chart shows them',
  source: 'Elliott, Ichimoku Charts (2007), after Hosoda (1969)',
  units: 'price',
  params: { tenkan: barCount(9), kijun: barCount(26), senkou: barCount(52), shift_ahead: { default: false } },
  needs: ['high', 'low'],
  outputs: () => ['ichimoku_tenkan', 'ichimoku_kijun', 'ichimoku_span_a', 'ichimoku_span_b'],
  warmUp({ tenkan, kijun, senkou, shift_ahead }) {
    const shift = shift_ahead ? kijun : 0
    return [tenkan - 1, kijun - 1, Math.max(tenkan, kijun) - 1 + shift, senkou - 1 + shift]
  },
  compute({ cache }, { tenkan, kijun, senkou, shift_ahead }) {
    const turning = midRange(cache, tenkan).values
    const base = midRange(cache, kijun).values
    const leading = middle(turning, base)
    const far = midRange(cache, senkou).values
    return shift_ahead
      ? [turning, base, lagged(leading, kijun), lagged(far, kijun)]
      : [turning, base, leading, far]
  },
})
