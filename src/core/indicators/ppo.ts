import { blankWarmUp, difference, share } from './columns.ts'
import { barCount, barField, defineIndicator } from './define.ts'
import { emaOf } from './series.ts'

export default defineIndicator({
  name: 'ppo',
  version: 1,
  category: 'momentum',
  subcategory: 'oscillator',
  summary: 'Percentage price oscillator: MACD as a percentage of the slow average, comparable across prices.',
  formula:
    'line = 100 (EMA_f - EMA_s)/EMA_s; signal = EMA_sig(line), seeded with its first value; hist = line - signal',
  source: 'Appel, Technical Analysis: Power Tools for Active Investors (2005), chapter 8, for MACD',
  units: 'percent',
  params: { column: barField(), fast: barCount(12), slow: barCount(26), signal: barCount(9) },
  needs: ['close'],
  check: ({ fast, slow }) => (fast < slow ? undefined : 'fast must be below slow'),
  outputs: () => ['ppo_line', 'ppo_signal', 'ppo_hist'],
  warmUp: ({ slow, signal }) => [slow - 1, slow + signal - 2, slow + signal - 2],
  compute({ cache }, { column, fast, slow, signal }) {
    const price = cache.field(column)
    const line = cache.derive(`ppo(${column},${fast},${slow})`, () => {
      const calm = emaOf(cache, price, slow).values
      return share(difference(emaOf(cache, price, fast).values, calm), calm, 100)
    })
    const average = blankWarmUp(emaOf(cache, line, signal).values, slow + signal - 2, price.values)
    return [blankWarmUp(line.values, slow - 1, price.values), average, difference(line.values, average)]
  },
})
