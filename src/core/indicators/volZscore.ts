import { recycle } from './columnPool.ts'
import { difference, share } from './columns.ts'
import { barCount, defineIndicator } from './define.ts'
import { momentsOf } from './series.ts'

export default defineIndicator({
  name: 'vol_zscore',
  version: 1,
  category: 'volume',
  subcategory: 'activity',
  summary: 'How unusual the volume is against the last bars, in standard deviations.',
  formula: '(V - mean)/sample standard deviation over w bars with the current one; missing for a flat window',
  source:
    'Ajinkya and Jain, The behavior of daily stock market trading volume, J. Accounting and Economics 11 (1989)',
  units: 'standard deviations',
  params: { window: barCount(20, 2) },
  needs: ['volume'],
  outputs: ({ window }) => [`vol_zscore_${window}`],
  warmUp: ({ window }) => window - 1,
  compute({ bars, cache }, { window }) {
    const [mean, deviation] = momentsOf(cache, cache.field('volume'), window)
    const off = difference(bars.volume, mean.values)
    const scores = share(off, deviation.values)
    recycle(off)
    return [scores]
  },
})
