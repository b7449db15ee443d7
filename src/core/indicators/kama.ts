import { unseeded } from './averages.ts'
import { absolute, blankWarmUp } from './columns.ts'
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
    const change = changeOf(cache, price)
    const steps = cache.derive(`abs(${change.key})`, () => absolute(change.values))
    const path = sumOf(cache, steps, er_period).values
    const slowest = 2 / (slow + 1)
    const range = 2 / (fast + 1) - slowest
    const key = `kama(${price.key},${er_period},${fast},${slow})`
    const [mean] = cache.recur([key], unseeded, adaptiveStep, {
      values: price.values,
      path,
      er_period,
      slowest,
      range,
    })
    return [blankWarmUp(mean.values, er_period, price.values)]
  },
})

interface Adaptation {
  values: Float64Array
  /** Sum of the absolute changes of the last `er_period` bars. */
  path: Float64Array
  er_period: number
  slowest: number
  /** Fastest smoothing factor less the slowest. */
  range: number
}

/** State: the mean so far. A missing price leaves it as it is. */
function adaptiveStep(
  { values, path, er_period, slowest, range }: Adaptation,
  state: Float64Array,
  from: number,
  to: number,
  [means]: Float64Array[],
): void {
  let mean = state[0]
  for (let row = from; row < to; row++) {
    means[row] = Number.NaN
    if (Number.isNaN(values[row])) continue
    if (Number.isNaN(mean)) mean = values[row]
    const efficiency = path[row] > 0 ? Math.abs(values[row] - values[row - er_period]) / path[row] : 0
    mean += (efficiency * range + slowest) ** 2 * (values[row] - mean)
    means[row] = mean
  }
  state[0] = mean
}
