import { barCount, barField, defineIndicator } from './define.ts'
import { relativeStrength } from './relativeStrength.ts'

export default defineIndicator({
  name: 'rsi',
  version: 1,
  category: 'momentum',
  subcategory: 'oscillator',
  summary: 'Relative strength index: the share of recent movement that was upward.',
  formula:
    '100 - 100/(1 + G/L); G, L: Wilder averages of rises and falls, seeded with the first change; ' +
    '100 where nothing fell, missing where nothing moved',
  source: 'Wilder, New Concepts in Technical Trading Systems (1978), section VI',
  units: '0 to 100',
  params: { column: barField(), period: barCount(14, 2) },
  needs: ['close'],
  outputs: ({ period }) => [`rsi_${period}`],
  warmUp: ({ period }) => period,
  compute: ({ cache }, { column, period }) => [relativeStrength(cache, cache.field(column), period).values],
})
