import { newColumn } from './columnPool.ts'
import { barCount, defineIndicator } from './define.ts'
import { relativeStrength } from './relativeStrength.ts'

const lastHour = 15

export default defineIndicator({
  name: 'rsi_last_hour',
  version: 1,
  category: 'momentum',
  subcategory: 'oscillator',
  summary:
    'Relative strength index over the bars of the last full trading hour (15:00 New York), session after session.',
  formula:
    'RSI of the closes of bars that start in hour 15; other bars hold the last value known; ' +
    'daily bars count as bars of that hour',
  source: 'Wilder, New Concepts in Technical Trading Systems (1978), section VI, for the index',
  units: '0 to 100',
  params: { period: barCount(7, 2) },
  needs: ['close'],
  outputs: ({ period }) => [`rsi_last_hour_${period}`],
  warmUp: ({ period }) => period,
  // Its averages run over the bars of one hour alone, which are no series of the cache.
  looksBack: 'everything',
  compute({ bars, cache }, { period }) {
    const { hourEt, close } = bars
    if (hourEt === null) return [relativeStrength(cache, cache.field('close'), period).values]
    const late = close.filter((_, row) => hourEt[row] === lastHour)
    const index = relativeStrength(cache, { key: 'close@15', values: late }, period).values
    const held = newColumn(close.length)
    let seen = 0
    for (let row = 0; row < held.length; row++) {
      if (hourEt[row] === lastHour) seen++
      held[row] = seen === 0 ? Number.NaN : index[seen - 1]
    }
    return [held]
  },
})
