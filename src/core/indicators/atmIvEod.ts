import { closeAtMoneyOf } from './closeAtMoney.ts'
import { fromSessions, requireUnderlying } from './daily.ts'
import { defineIndicator, sameTicker } from './define.ts'
import { quotesAround, strikeBand, windowFault } from './volatilitySource.ts'

export default defineIndicator({
  name: 'atm_iv_eod',
  version: 1,
  category: 'options',
  subcategory: 'implied_volatility',
  summary: 'Implied volatility at the money from the last quotes of the session before.',
  formula:
    'IV of the strike nearest to the whole number nearest to the close, mean of call and put, by Black and Scholes from ' +
    'the median mids of the window; first expiry after the session; time to the close of the expiry from the middle of the ' +
    'window, in years of 365 days',
  source: 'Black and Scholes (1973); Hull, Options, Futures, and Other Derivatives (2018), section 15.11',
  units: 'annualised fraction',
  params: { underlying: sameTicker, sampling: { default: '15:55-16:00' }, strike_band: strikeBand(5) },
  needs: ['close', 'option_quotes'],
  reads: ({ sampling, strike_band }) => quotesAround([sampling], strike_band),
  check: ({ sampling }) => windowFault('sampling', sampling),
  outputs: () => ['atm_iv_eod'],
  warmUp: () => 1,
  compute({ cache }, { underlying, sampling, strike_band }) {
    requireUnderlying(cache, 'atm_iv_eod', underlying)
    const { values } = closeAtMoneyOf(cache, 'atm_iv_eod', sampling, strike_band)
    return [fromSessions(cache, () => values)]
  },
})
