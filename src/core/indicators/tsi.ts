import { absolute, blanked, share } from './columns.ts'
import { barCount, barField, defineIndicator } from './define.ts'
import { changeOf, emaOf } from './series.ts'

export default defineIndicator({
  name: 'tsi',
  version: 1,
  category: 'momentum',
  subcategory: 'oscillator',
  summary: 'True strength index: twice smoothed price change as a share of twice smoothed movement.',
  formula:
    '100 E_s(E_r(dP)) / E_s(E_r(|dP|)), averages seeded with the first change; missing where nothing moved',
  source: 'Blau, Momentum, Direction, and Divergence (1995), chapter 1',
  units: '-100 to 100',
  params: { column: barField(), r: barCount(25), s: barCount(13) },
  needs: ['close'],
  outputs: ({ r, s }) => [`tsi_${r}_${s}`],
  warmUp: ({ r, s }) => r + s - 1,
  compute({ cache }, { column, r, s }) {
    const change = changeOf(cache, cache.field(column))
    const movement = cache.derive(`abs(${change.key})`, () => absolute(change.values))
    const net = emaOf(cache, emaOf(cache, change, r), s).values
    const total = emaOf(cache, emaOf(cache, movement, r), s).values
    const strength = share(net, total, 100)
    return [blanked(strength, r + s - 2, change.values)]
  },
})
