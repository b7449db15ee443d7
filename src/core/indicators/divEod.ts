import { closeAtMoneyOf } from './closeAtMoney.ts'
import { fromSessions, requireUnderlying } from './daily.ts'
import { defineIndicator, sameTicker } from './define.ts'
import { changeOf } from './series.ts'
import { quotesAround } from './volatilitySource.ts'

const sampling = '15:55-16:00'
const strikeBand = 5

export default defineIndicator({
  name: 'div_eod',
  version: 1,
  category: 'options',
  subcategory: 'implied_volatility',
  summary: 'Change of implied volatility at the close over a session, as of the session before.',
  formula: 'atm_iv_eod - atm_iv_eod of the session before it, from quotes of 15:55 to 16:00',
  source: 'own definition',
  units: 'annualised fraction',
  params: { underlying: sameTicker },
  needs: ['close', 'option_quotes'],
  reads: () => quotesAround([sampling], strikeBand),
  outputs: () => ['div_eod'],
  warmUp: () => 2,
  compute({ cache }, { underlying }) {
    requireUnderlying(cache, 'div_eod', underlying)
    const change = changeOf(cache, closeAtMoneyOf(cache, 'div_eod', sampling, strikeBand))
    return [fromSessions(cache, () => change.values)]
  },
})
