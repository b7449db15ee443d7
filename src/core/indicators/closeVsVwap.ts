import { difference, share } from './columns.ts'
import { defineIndicator } from './define.ts'
import { lastSessionVwap } from './lastSessionVwap.ts'
import { sessionVwap } from './sessionVwap.ts'

export default defineIndicator({
  name: 'close_vs_vwap',
  version: 1,
  category: 'volume',
  subcategory: 'vwap',
  summary:
    'Distance of the close from the average price paid, in this session so far or in the session before.',
  formula: '(C - vwap)/vwap; intraday: this session so far, daily: the whole session before',
  source:
    'Berkowitz, Logue and Noser, The Total Cost of Transactions on the NYSE, J. Finance 43 (1988), for vwap',
  units: 'fraction',
  params: { kind: { default: 'intraday', choices: ['intraday', 'daily'] } },
  needs: ['close', 'volume'],
  outputs: () => ['close_vs_vwap'],
  warmUp: ({ kind }) => (kind === 'daily' ? 1 : 0),
  compute({ bars, cache }, { kind }) {
    const vwap =
      kind === 'daily' ? lastSessionVwap(cache, 1) : sessionVwap(cache, cache.field('close'), 'volume').values
    return [share(difference(bars.close, vwap), vwap)]
  },
})
