import { frontAtMoney } from './chainSeries.ts'
import { closeAtMoneyOf } from './closeAtMoney.ts'
import { difference, lagged } from './columns.ts'
import { requireUnderlying } from './daily.ts'
import { defineIndicator, sameTicker } from './define.ts'
import { perWindow, sameDay } from './quoteSeries.ts'
import { quotesAround, strikeBand, windowFault, windowOf } from './volatilitySource.ts'

export default defineIndicator({
  name: 'atm_iv_open_delta',
  version: 1,
  category: 'options',
  subcategory: 'implied_volatility',
  summary:
    'Change of implied volatility overnight: from the last quotes of the session before to the first of this one.',
  formula:
    'IV at the money in the opening window - that in the closing window of the session before, both at the whole number ' +
    'nearest to the close between them, in the first expiry that is not over; missing until the opening window is over. ' +
    'Time is that of the calendar, so that a calm night raises the IV: positive on average',
  source: 'own definition; the volatilities are those of atm_iv_eod',
  units: 'annualised fraction',
  params: {
    underlying: sameTicker,
    open_sampling: { default: '09:30-09:35' },
    close_sampling_prev: { default: '15:55-16:00' },
    strike_band: strikeBand(5),
  },
  needs: ['close', 'option_quotes'],
  reads: ({ open_sampling, close_sampling_prev, strike_band }) =>
    quotesAround([open_sampling, close_sampling_prev], strike_band),
  check: ({ open_sampling, close_sampling_prev }) =>
    windowFault('open_sampling', open_sampling) ?? windowFault('close_sampling_prev', close_sampling_prev),
  outputs: () => ['atm_iv_open_delta'],
  warmUp: () => 1,
  compute({ cache }, { underlying, open_sampling, close_sampling_prev, strike_band }) {
    requireUnderlying(cache, 'atm_iv_open_delta', underlying)
    const before = closeAtMoneyOf(cache, 'atm_iv_open_delta', close_sampling_prev, strike_band)
    const window = windowOf(open_sampling)
    const selection = { window, band: strike_band, anchor: 'before' } as const
    const open = perWindow(cache, 'atm_iv_open_delta', 'atMoney', selection, (view) => frontAtMoney(view))
    return [sameDay(cache, window, difference(open.values, lagged(before.values, 1)))]
  },
})
