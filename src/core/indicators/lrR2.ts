import { barCount, barField, defineIndicator } from './define.ts'
import { inBlocks, rollingTrendFit } from './rolling.ts'

export default defineIndicator({
  name: 'lr_r2',
  version: 1,
  category: 'trend',
  subcategory: 'regression',
  summary: 'How well a straight line fits the last prices: the share of their variance it explains.',
  formula: 'squared Pearson correlation of 0 .. w-1 and the price; missing for a flat window',
  source: 'Draper and Smith, Applied Regression Analysis (1998), section 1.3',
  units: '0 to 1',
  params: { column: barField(), window: barCount(126, 2) },
  needs: ['close'],
  outputs: ({ window }) => [`lr_r2_${window}`],
  warmUp: ({ window }) => window - 1,
  compute: ({ cache }, { column, window }) =>
    inBlocks(cache.offset, window, cache.field(column).values, (values) => [rollingTrendFit(values, window)]),
})
