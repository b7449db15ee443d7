import { lagged } from './columns.ts'
import { barCount, defineIndicator } from './define.ts'
import { maxOf, midRange, minOf } from './series.ts'

export default defineIndicator({
  name: 'donchian',
  version: 1,
  category: 'volatility',
  subcategory: 'bands',
  summary:
    'Highest high and lowest low of the last bars, and of the bars before the current one, which a breakout must pass.',
  formula:
    'upper = max H, lower = min L of w bars with the current one, mid their mean; prior: the w bars before it',
  source:
    "Donchian's four-week rule, in Murphy, Technical Analysis of the Financial Markets (1999), chapter 9",
  units: 'price',
  params: { window: barCount(20), prior: { default: true } },
  needs: ['high', 'low'],
  outputs({ window, prior }) {
    const channel = [`donchian_upper_${window}`, `donchian_lower_${window}`, `donchian_mid_${window}`]
    return prior ? [...channel, `donchian_upper_prior_${window}`, `donchian_lower_prior_${window}`] : channel
  },
  warmUp: ({ window, prior }) => [window - 1, window - 1, window - 1, ...(prior ? [window, window] : [])],
  compute({ cache }, { window, prior }) {
    const upper = maxOf(cache, cache.field('high'), window).values
    const lower = minOf(cache, cache.field('low'), window).values
    const channel = [upper, lower, midRange(cache, window).values]
    return prior ? [...channel, lagged(upper, 1), lagged(lower, 1)] : channel
  },
})
