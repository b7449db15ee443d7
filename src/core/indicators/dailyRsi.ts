import { fromSessions, requireTicker } from './daily.ts'
import { barCount, barField, defineIndicator, sameTicker } from './define.ts'
import { relativeStrength } from './relativeStrength.ts'

export default defineIndicator({
  name: 'daily_rsi',
  version: 1,
  category: 'momentum',
  subcategory: 'oscillator',
  summary: 'Relative strength index of session closes, as of the session before.',
  formula: 'RSI_p of the session bars up to the session before',
  source: 'Wilder, New Concepts in Technical Trading Systems (1978), section VI',
  units: '0 to 100',
  params: { ticker: sameTicker, period: barCount(14, 2), column: barField() },
  needs: ['close'],
  outputs: ({ period }) => [`rsi_${period}_d`],
  warmUp: ({ period }) => period + 1,
  compute({ cache }, { ticker, period, column }) {
    requireTicker(cache, 'daily_rsi', ticker)
    return [fromSessions(cache, (daily) => relativeStrength(daily, daily.field(column), period).values)]
  },
})
