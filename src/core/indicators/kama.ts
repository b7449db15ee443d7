import { firstPresent } from './averages.ts'
import { newColumn } from './columnPool.ts'
import { absolute } from './columns.ts'
import { barCount, barField, defineIndicator } from './define.ts'
import { changeOf, sumOf } from './series.ts'

export default defineIndicator({
  name: 'kama',
  version: 1,
  category: 'trend',
  subcategory: 'moving_average',
  summary: "Kaufman's adaptive moving average: fast where prices trend, slow where they only fluctuate.",
  formula:
    'K += sc (P - K), K starting at the first price; sc = (ER (2/(f+1) - 2/(s+1)) + 2/(s+1))^2; ' +
    'ER = |P - P(t-er)| / sum of |P - P(t-1)| over er bars, 0 where nothing moved',
  source: 'Kaufman, Smarter Trading (1995), chapter 7',
  units: 'price',
  params: { column: barField(), er_period: barCount(10), fast: barCount(2), slow: barCount(30) },
  needs: ['close'],
  check: ({ fast, slow }) => (fast < slow ? undefined : 'fast must be below slow'),
  outputs: ({ er_period, fast, slow }) => [`kama_${er_period}_${fast}_${slow}`],
  warmUp: ({ er_period }) => er_period,
  compute({ cache }, { column, er_period, fast, slow }) {
    const price = cache.field(column)
    const steps = cache.derive(`abs(change(${price.key},1))`, () => absolute(changeOf(cache, price).values))
    const path = sumOf(cache, steps, er_period).values
    const slowest = 2 / (slow + 1)
    const range = 2 / (fast + 1) - slowest
    const { values } = price
    const average = newColumn(values.length).fill(Number.NaN)
    const first = firstPresent(values)
    let mean = values[first]
    for (let row = first; row < values.length; row++) {
      if (Number.isNaN(values[row])) continue
      const efficiency = path[row] > 0 ? Math.abs(values[row] - values[row - er_period]) / path[row] : 0
      mean += (efficiency * range + slowest) ** 2 * (values[row] - mean)
      if (row >= first + er_period) average[row] = mean
    }
    return [average]
  },
})
