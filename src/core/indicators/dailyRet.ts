import { fromSessions, requireTicker } from './daily.ts'
import { barCount, defineIndicator, sameTicker } from './define.ts'
import { returnOf } from './series.ts'

export default defineIndicator({
  name: 'daily_ret',
  version: 1,
  category: 'momentum',
  subcategory: 'return',
  summary: 'Return of session closes over the last sessions, as of the session before.',
  formula: 'C / C(s-w) - 1 of session closes, s the session before',
  source: 'Campbell, Lo and MacKinlay, The Econometrics of Financial Markets (1997), section 1.4',
  units: 'fraction',
  params: { ticker: sameTicker, window: barCount(1) },
  needs: ['close'],
  outputs: ({ window }) => [`ret_${window}d_d`],
  warmUp: ({ window }) => window + 1,
  compute({ cache }, { ticker, window }) {
    requireTicker(cache, 'daily_ret', ticker)
    return [fromSessions(cache, (daily) => returnOf(daily, daily.field('close'), window).values)]
  },
})
