import { distanceParam, flowOf } from '../options/flow.ts'
import { guardedRatio } from '../options/flowColumns.ts'
import { defineIndicator } from './define.ts'
import { meanOf } from './series.ts'

export default defineIndicator({
  name: 'sold_flow_ratio',
  version: 1,
  category: 'options',
  subcategory: 'flow',
  summary: 'Puts to calls traded per bar, of options that expire the same day, averaged over the last bars.',
  formula:
    'mean of the last w values of (puts + 1e-6) / (calls + 1e-6): contracts since the bar before, of strikes up to ' +
    'distance_max from the rounded close of the session before; without w the value itself',
  source:
    'Pan and Poteshman, The information in option volume for future stock prices, Rev. Fin. Studies 19 (2006)',
  units: 'ratio',
  params: {
    window: { default: null, type: 'number', min: 1, max: 10_000, integer: true },
    distance_max: distanceParam,
  },
  needs: ['option_trades'],
  reads: ({ distance_max }) => ({ trades: { strikesAround: distance_max } }),
  outputs: ({ window }) => [window === null ? 'sold_flow_ratio' : `sold_flow_ratio_${window}`],
  warmUp: ({ window }) => window ?? 1,
  compute({ cache }, { window, distance_max }) {
    const flow = flowOf(cache, distance_max, 'sold_flow_ratio')
    const ratio = cache.derive(`sold_flow_ratio(${distance_max})`, () =>
      guardedRatio(flow.total('puts_sold'), flow.total('calls_sold'), 1e-6),
    )
    return [(window === null ? ratio : meanOf(cache, ratio, window)).values]
  },
})
