import { blankWarmUp } from './columns.ts'
import { fromSessions, requireTicker } from './daily.ts'
import { barCount, defineIndicator, sameTicker } from './define.ts'
import { emaOf } from './series.ts'

export default defineIndicator({
  name: 'daily_ema',
  version: 1,
  category: 'trend',
  subcategory: 'moving_average',
  summary: 'Exponential moving average of session closes, as of the session before.',
  formula: 'EMA_w of session closes up to the session before, seeded with the first',
  source: 'Murphy, Technical Analysis of the Financial Markets (1999), chapter 9',
  units: 'price',
  params: { ticker: sameTicker, window: barCount(20) },
  needs: ['close'],
  outputs: ({ window }) => [`ema_${window}_d`],
  warmUp: ({ window }) => window,
  compute({ cache }, { ticker, window }) {
    requireTicker(cache, 'daily_ema', ticker)
    return [
      fromSessions(cache, (daily) =>
        blankWarmUp(emaOf(daily, daily.field('close'), window).values, window - 1),
      ),
    ]
  },
})
