import { atMoney } from '../options/smile.ts'
import type { VolatilityView } from './chainSeries.ts'
import { requireUnderlying } from './daily.ts'
import { barCount, defineIndicator, sameTicker } from './define.ts'
import { fromSource, sourceNeeds, volatilitySource, windowFault } from './volatilitySource.ts'

export default defineIndicator({
  name: 'iv_term_slope',
  version: 1,
  category: 'options',
  subcategory: 'implied_volatility',
  summary: 'Implied volatility of a later expiry above that of the front one.',
  formula:
    'IV at the money of the expiry nearest to days_fwd calendar days after the session - that of the front expiry; ' +
    'missing where they are one',
  source:
    'Vasquez, Equity Volatility Term Structures and the Cross Section of Option Returns, JFQA 52 (2017)',
  units: 'annualised fraction',
  params: { underlying: sameTicker, days_fwd: barCount(30), ...volatilitySource },
  needs: ['close', 'option_chain'],
  reads: (params) => sourceNeeds(params, [0, params.days_fwd]),
  check: ({ quote_window }) => windowFault('quote_window', quote_window),
  outputs: () => ['iv_term_slope'],
  warmUp: () => 1,
  compute({ cache }, { underlying, days_fwd, ...source }) {
    requireUnderlying(cache, 'iv_term_slope', underlying)
    return [
      fromSource(cache, 'iv_term_slope', `termSlope(${days_fwd})`, source, (view) =>
        termSlope(view, days_fwd),
      ),
    ]
  },
})

function termSlope({ anchor, smile }: VolatilityView, daysAhead: number): number {
  const near = smile(0)
  const far = smile(daysAhead)
  if (near === undefined || far === undefined || near.expiry === far.expiry) return Number.NaN
  return atMoney(far, anchor) - atMoney(near, anchor)
}
