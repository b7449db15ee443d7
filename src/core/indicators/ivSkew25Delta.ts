import { deltaSkew } from '../options/smile.ts'
import { requireUnderlying } from './daily.ts'
import { defineIndicator, sameTicker } from './define.ts'
import { fromSource, sourceNeeds, volatilitySource, windowFault } from './volatilitySource.ts'

export default defineIndicator({
  name: 'iv_skew25_delta',
  version: 1,
  category: 'options',
  subcategory: 'implied_volatility',
  summary:
    'Implied volatility of the 25-delta call above that of the 25-delta put: below 0 where falls are feared.',
  formula:
    'IV(call of delta nearest to 0.25) - IV(put of delta nearest to -0.25), front expiry; missing where none lies within ' +
    '0.15 of it; from quotes the deltas are those of Black and Scholes at the IV of the quote',
  source:
    'Hull, Options, Futures, and Other Derivatives (2018), chapter 20; the 25-delta risk reversal of currency desks',
  units: 'annualised fraction',
  params: { underlying: sameTicker, ...volatilitySource },
  needs: ['close', 'option_chain'],
  reads: (params) => sourceNeeds(params),
  check: ({ quote_window }) => windowFault('quote_window', quote_window),
  outputs: () => ['iv_skew_25d'],
  warmUp: () => 1,
  compute({ cache }, { underlying, ...source }) {
    requireUnderlying(cache, 'iv_skew25_delta', underlying)
    const skew = fromSource(cache, 'iv_skew25_delta', 'deltaSkew', source, ({ smile }) => {
      const front = smile(0)
      return front === undefined ? Number.NaN : deltaSkew(front)
    })
    return [skew]
  },
})
