/** Building blocks that several indicators share: each takes and gives series of the cache. */

import { ema, firstPresent, wilder } from './averages.ts'
import { rollingMax, rollingMean, rollingMin, rollingMoments, rollingSum } from './rolling.ts'
import type { Series, SeriesCache } from './seriesCache.ts'

export function emaOf(cache: SeriesCache, series: Series, span: number): Series {
  return cache.derive(`ema(${series.key},${span})`, () => ema(series.values, span))
}

export function wilderOf(cache: SeriesCache, series: Series, period: number): Series {
  return cache.derive(`wilder(${series.key},${period})`, () => wilder(series.values, period))
}

export function sumOf(cache: SeriesCache, series: Series, window: number): Series {
  return cache.derive(`sum(${series.key},${window})`, () => rollingSum(series.values, window))
}

export function meanOf(cache: SeriesCache, series: Series, window: number): Series {
  return cache.derive(`mean(${series.key},${window})`, () => rollingMean(series.values, window))
}

/** Mean and sample standard deviation. */
export function momentsOf(
  cache: SeriesCache,
  series: Series,
  window: number,
): [mean: Series, deviation: Series] {
  const keys = [`momentMean(${series.key},${window})`, `deviation(${series.key},${window})`] as const
  return cache.derivePair(keys, () => rollingMoments(series.values, window))
}

export function maxOf(cache: SeriesCache, series: Series, window: number): Series {
  return cache.derive(`max(${series.key},${window})`, () => rollingMax(series.values, window))
}

export function minOf(cache: SeriesCache, series: Series, window: number): Series {
  return cache.derive(`min(${series.key},${window})`, () => rollingMin(series.values, window))
}

/** x_t - x_{t-lag}; NaN in the first `lag` rows. */
export function changeOf(cache: SeriesCache, series: Series, lag = 1): Series {
  return cache.derive(`change(${series.key},${lag})`, () => {
    const { values } = series
    const changes = new Float64Array(values.length).fill(Number.NaN, 0, lag)
    for (let row = lag; row < values.length; row++) changes[row] = values[row] - values[row - lag]
    return changes
  })
}

/** x_t / x_{t-lag} - 1; NaN in the first `lag` rows and after a value of 0. */
export function returnOf(cache: SeriesCache, series: Series, lag = 1): Series {
  return cache.derive(`return(${series.key},${lag})`, () => {
    const { values } = series
    const returns = new Float64Array(values.length).fill(Number.NaN, 0, lag)
    for (let row = lag; row < values.length; row++) returns[row] = ratio(values[row], values[row - lag]) - 1
    return returns
  })
}

/**
 * True range: the largest of high - low, |high - previous close| and |low - previous close|; the first row, which
 * has no previous close, is high - low. Source: New Concepts in Technical Trading Systems (1978), section III.
 */
export function trueRange(cache: SeriesCache): Series {
  return cache.derive('trueRange', () => {
    const { high, low, close } = cache.bars
    const ranges = new Float64Array(high.length)
    for (let row = 0; row < high.length; row++) {
      const before = row === 0 ? low[row] : close[row - 1]
      ranges[row] = Math.max(high[row] - low[row], Math.abs(high[row] - before), Math.abs(low[row] - before))
    }
    return ranges
  })
}

/** (high + low + close) / 3. */
export function typicalPrice(cache: SeriesCache): Series {
  return cache.derive('typicalPrice', () => {
    const { high, low, close } = cache.bars
    return close.map((price, row) => (high[row] + low[row] + price) / 3)
  })
}

/** (highest high + lowest low) / 2 of the window. */
export function midRange(cache: SeriesCache, window: number): Series {
  return cache.derive(`midRange(${window})`, () => {
    const highest = maxOf(cache, cache.field('high'), window).values
    const lowest = minOf(cache, cache.field('low'), window).values
    return combine(highest, lowest, (top, bottom) => (top + bottom) / 2)
  })
}

/** One value per row of two columns. */
export function combine(
  left: Float64Array,
  right: Float64Array,
  join: (a: number, b: number) => number,
): Float64Array {
  const joined = new Float64Array(left.length)
  for (let row = 0; row < left.length; row++) joined[row] = join(left[row], right[row])
  return joined
}

/** a / b; NaN where b is 0, since a share of nothing is undefined. */
export function ratio(a: number, b: number): number {
  return b === 0 ? Number.NaN : a / b
}

/** A copy whose rows are missing until `rows` rows after the first one present in `source`. */
export function blankWarmUp(values: Float64Array, rows: number, source = values): Float64Array {
  return values.slice().fill(Number.NaN, 0, firstPresent(source) + rows)
}

/** A copy moved `rows` rows towards later rows. */
export function lagged(values: Float64Array, rows: number): Float64Array {
  const moved = new Float64Array(values.length).fill(Number.NaN, 0, rows)
  if (rows < values.length) moved.set(values.subarray(0, values.length - rows), rows)
  return moved
}
