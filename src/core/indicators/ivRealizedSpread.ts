import type { Cadence } from '../bars/bars.ts'
import { SigmaError } from '../errors.ts'
import { frontAtMoney } from './chainSeries.ts'
import { difference, scaled } from './columns.ts'
import { fromSessions, requireUnderlying } from './daily.ts'
import { barCount, defineIndicator, sameTicker } from './define.ts'
import { momentsOf, returnOf } from './series.ts'
import type { SeriesCache } from './seriesCache.ts'
import { fromSource, sourceNeeds, volatilitySource, windowFault } from './volatilitySource.ts'

/** Sessions of a year x bars of a session of six and a half hours. */
const barsPerYear: Readonly<Record<Cadence, number>> = {
  '5m': 252 * 78,
  '15m': 252 * 26,
  hourly: 252 * 6.5,
  daily: 252,
}

export default defineIndicator({
  name: 'iv_realized_spread',
  version: 1,
  category: 'options',
  subcategory: 'implied_volatility',
  summary: 'Implied volatility above the realised one of the last bars: what options cost beyond what moved.',
  formula:
    'IV at the money - sample standard deviation (ddof 1) of the last w returns x sqrt(bars a year): 252 x 6.5 hours or ' +
    '252 days; freq null takes the returns of the bars, day those of sessions, on intraday bars up to the one before; ' +
    'missing without an IV',
  source: 'Carr and Wu, Variance Risk Premiums, RFS 22 (2009), in volatilities; Hull (2018), section 15.4',
  units: 'annualised fraction',
  params: {
    underlying: sameTicker,
    window: barCount(20, 2),
    freq: { default: null, type: 'string', choices: ['hour', 'day'] },
    contract_type: { default: null, type: 'string', choices: ['call', 'put'] },
    ...volatilitySource,
  },
  needs: ['close', 'option_chain'],
  reads: (params) => sourceNeeds(params),
  check: ({ quote_window }) => windowFault('quote_window', quote_window),
  outputs: ({ window }) => [`iv_realized_spread_${window}`],
  warmUp: ({ window }) => window,
  compute({ cache }, { underlying, window, freq, contract_type, ...source }) {
    requireUnderlying(cache, 'iv_realized_spread', underlying)
    const implied = fromSource(cache, 'iv_realized_spread', `atMoney(${contract_type})`, source, (view) =>
      frontAtMoney(view, contract_type),
    )
    return [difference(implied, realised(cache, window, freq))]
  },
})

/** Annualised deviation of returns. UNPROCESSABLE where hours are asked of bars that are none. */
function realised(cache: SeriesCache, window: number, freq: 'hour' | 'day' | null): Float64Array {
  const { cadence } = cache.bars
  if (freq === 'hour' && cadence !== 'hourly') {
    throw new SigmaError(
      'UNPROCESSABLE',
      `iv_realized_spread with freq hour needs hourly bars, but these are ${cadence}`,
      {
        details: { indicator: 'iv_realized_spread', cadence },
        next: 'leave out freq to take the returns of the bars, or use freq day',
      },
    )
  }
  const deviation = (of: SeriesCache) => momentsOf(of, returnOf(of, of.field('close')), window)[1].values
  if (freq !== 'day' || cadence === 'daily') return scaled(deviation(cache), Math.sqrt(barsPerYear[cadence]))
  return fromSessions(cache, (daily) => scaled(deviation(daily), Math.sqrt(barsPerYear.daily)))
}
