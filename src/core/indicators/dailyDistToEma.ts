import { fromSessions, requireTicker } from './daily.ts'
import { barCount, defineIndicator, sameTicker } from './define.ts'
import { emaDistance } from './emaDistance.ts'

export default defineIndicator({
  name: 'daily_dist_to_ema',
  version: 1,
  category: 'trend',
  subcategory: 'moving_average',
  summary: 'Distance of the last session close from the exponential moving average of session closes.',
  formula: '(C - EMA_w)/|C or EMA_w| of session closes, as of the session before',
  source: 'Murphy, Technical Analysis of the Financial Markets (1999), chapter 9, for the average',
  units: 'fraction',
  params: {
    ticker: sameTicker,
    window: barCount(20),
    normalize: { default: 'price', choices: ['price', 'ema'] },
  },
  needs: ['close'],
  outputs: ({ window }) => [`dist_ema${window}_d`],
  warmUp: ({ window }) => window,
  compute({ cache }, { ticker, window, normalize }) {
    requireTicker(cache, 'daily_dist_to_ema', ticker)
    return [fromSessions(cache, (daily) => emaDistance(daily, daily.field('close'), window, normalize))]
  },
})
