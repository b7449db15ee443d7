/** Building blocks that several indicators share: each takes and gives series of the cache. */

import type { Bars } from '../bars/bars.ts'
import { exponentialStep, spanAlpha, unseeded, wilderAlpha } from './averages.ts'
import { newColumn } from './columnPool.ts'
import { middle, ratio } from './columns.ts'
import { inBlocks, rollingMax, rollingMean, rollingMin, rollingMoments, rollingSum } from './rolling.ts'
import type { Series, SeriesCache } from './seriesCache.ts'

export function emaOf(cache: SeriesCache, series: Series, span: number): Series {
  return averageOf(cache, `ema(${series.key},${span})`, series, spanAlpha(span))
}

export function wilderOf(cache: SeriesCache, series: Series, period: number): Series {
  return averageOf(cache, `wilder(${series.key},${period})`, series, wilderAlpha(period))
}

/** An exponential average with a smoothing factor of its own. */
export function smoothOf(cache: SeriesCache, series: Series, alpha: number): Series {
  return averageOf(cache, `smooth(${series.key},${alpha})`, series, alpha)
}

function averageOf(cache: SeriesCache, key: string, { values }: Series, alpha: number): Series {
  return cache.recur([key], unseeded, exponentialStep, { values, alpha })[0]
}

export function sumOf(cache: SeriesCache, series: Series, window: number): Series {
  return cache.derive(
    `sum(${series.key},${window})`,
    () => inBlocks(cache.offset, window, series.values, (values) => [rollingSum(values, window)])[0],
  )
}

export function meanOf(cache: SeriesCache, series: Series, window: number): Series {
  return cache.derive(
    `mean(${series.key},${window})`,
    () => inBlocks(cache.offset, window, series.values, (values) => [rollingMean(values, window)])[0],
  )
}

/** Mean and sample standard deviation. */
export function momentsOf(
  cache: SeriesCache,
  series: Series,
  window: number,
): [mean: Series, deviation: Series] {
  const keys = [`momentMean(${series.key},${window})`, `deviation(${series.key},${window})`] as const
  return cache.derivePair(keys, () => {
    const [mean, deviation] = inBlocks(cache.offset, window, series.values, (values) =>
      rollingMoments(values, window),
    )
    return [mean, deviation]
  })
}

export function maxOf(cache: SeriesCache, series: Series, window: number): Series {
  return cache.derive(`max(${series.key},${window})`, () => rollingMax(series.values, window))
}

export function minOf(cache: SeriesCache, series: Series, window: number): Series {
  return cache.derive(`min(${series.key},${window})`, () => rollingMin(series.values, window))
}

/** x_t - x_{t-lag}; NaN in the first `lag` rows. */
export function changeOf(cache: SeriesCache, series: Series, lag = 1): Series {
  return cache.derive(`change(${series.key},${lag})`, () => changes(series.values, lag))
}

function changes(values: Float64Array, lag: number): Float64Array {
  const result = newColumn(values.length).fill(Number.NaN, 0, lag)
  for (let row = lag; row < values.length; row++) result[row] = values[row] - values[row - lag]
  return result
}

/** x_t / x_{t-lag} - 1; NaN in the first `lag` rows and after a value of 0. */
export function returnOf(cache: SeriesCache, series: Series, lag = 1): Series {
  return cache.derive(`return(${series.key},${lag})`, () => relativeChanges(series.values, lag))
}

function relativeChanges(values: Float64Array, lag: number): Float64Array {
  const returns = newColumn(values.length).fill(Number.NaN, 0, lag)
  for (let row = lag; row < values.length; row++) returns[row] = ratio(values[row], values[row - lag]) - 1
  return returns
}

/**
 * True range: the largest of high - low, |high - previous close| and |low - previous close|; the first row, which
 * has no previous close, is high - low. Source: New Concepts in Technical Trading Systems (1978), section III.
 */
export function trueRange(cache: SeriesCache): Series {
  return cache.derive('trueRange', () => trueRanges(cache.bars))
}

function trueRanges({ high, low, close }: Bars): Float64Array {
  const ranges = newColumn(high.length)
  if (high.length > 0) ranges[0] = high[0] - low[0]
  for (let row = 1; row < high.length; row++) {
    const before = close[row - 1]
    // Equal to the definition, since high >= low: the range of the bar widened to the close before.
    ranges[row] = Math.max(high[row], before) - Math.min(low[row], before)
  }
  return ranges
}

/** (high + low + close) / 3. */
export function typicalPrice(cache: SeriesCache): Series {
  return cache.derive('typicalPrice', () => typicalPrices(cache.bars))
}

function typicalPrices({ high, low, close }: Bars): Float64Array {
  const prices = newColumn(close.length)
  for (let row = 0; row < close.length; row++) prices[row] = (high[row] + low[row] + close[row]) / 3
  return prices
}

/** (highest high + lowest low) / 2 of the window. */
export function midRange(cache: SeriesCache, window: number): Series {
  return cache.derive(`midRange(${window})`, () => {
    const highest = maxOf(cache, cache.field('high'), window).values
    const lowest = minOf(cache, cache.field('low'), window).values
    return middle(highest, lowest)
  })
}
