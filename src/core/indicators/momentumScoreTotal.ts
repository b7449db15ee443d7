import { ratio } from './columns.ts'
import { fromSessions } from './daily.ts'
import { defineIndicator } from './define.ts'
import { relativeStrength } from './relativeStrength.ts'
import { inBlocks, rollingMoments } from './rolling.ts'
import { returnOf } from './series.ts'
import type { SeriesCache } from './seriesCache.ts'

const window = 252
const least = 60
const horizons = [1, 3]
const dailyPeriod = 14

const weight = { min: -100, max: 100 }

export default defineIndicator({
  name: 'momentum_score_total',
  version: 1,
  category: 'momentum',
  subcategory: 'score',
  summary: 'One score of short momentum against the last bars, and of the trend of the sessions before.',
  formula:
    'w_hourly mean of z(1-bar return), z(3-bar return) + w_daily (RSI_14 of the session before - 50)/50; z against mean ' +
    'and sample standard deviation of the last 252 bars with this one, 60 at least; a part of weight 0 is not looked at',
  source: 'own definition; RSI is that of Wilder (1978), section VI',
  units: 'score',
  params: { w_hourly: { default: 0.7, ...weight }, w_daily: { default: 0.3, ...weight } },
  needs: ['close'],
  outputs: () => ['momentum_score_total'],
  warmUp({ w_hourly, w_daily }) {
    const short = w_hourly === 0 ? 0 : Math.max(...horizons) + least - 1
    return Math.max(short, w_daily === 0 ? 0 : dailyPeriod + 1)
  },
  looksBack: window + Math.max(...horizons),
  compute({ cache }, { w_hourly, w_daily }) {
    const [first, second] = horizons.map((horizon) => trailingZ(cache, horizon))
    const trend = fromSessions(
      cache,
      (daily) => relativeStrength(daily, daily.field('close'), dailyPeriod).values,
    )
    const score = new Float64Array(trend.length)
    for (let row = 0; row < score.length; row++) {
      const short = w_hourly === 0 ? 0 : (w_hourly * (first[row] + second[row])) / 2
      const long = w_daily === 0 ? 0 : (w_daily * (trend[row] - 50)) / 50
      score[row] = short + long
    }
    return [score]
  },
})

/** The return over `horizon` bars, standardised by the trailing window. */
function trailingZ(cache: SeriesCache, horizon: number): Float64Array {
  const returns = returnOf(cache, cache.field('close'), horizon).values
  const scores = new Float64Array(returns.length).fill(Number.NaN)
  const [mean, deviation] = inBlocks(cache.offset, window, returns.subarray(horizon), (values) =>
    rollingMoments(values, window, least),
  )
  for (let i = 0; i < mean.length; i++)
    scores[i + horizon] = ratio(returns[i + horizon] - mean[i], deviation[i])
  return scores
}
