import { distanceParam, flowOf } from '../options/flow.ts'
import { guardedRatio } from '../options/flowColumns.ts'
import { defineIndicator } from './define.ts'

export default defineIndicator({
  name: 'pcr_volume',
  version: 1,
  category: 'options',
  subcategory: 'flow',
  summary: 'Puts to calls traded in the bar, of options that expire the same day.',
  formula:
    '(puts + 1e-9) / (calls + 1e-9): contracts since the bar before, of strikes up to distance_max from the rounded ' +
    'close of the session before',
  source:
    'Pan and Poteshman, The information in option volume for future stock prices, Rev. Fin. Studies 19 (2006)',
  units: 'ratio',
  params: { distance_max: distanceParam },
  needs: ['option_trades'],
  reads: ({ distance_max }) => ({ trades: { strikesAround: distance_max } }),
  outputs: () => ['pcr_volume'],
  warmUp: () => 1,
  compute({ cache }, { distance_max }) {
    const flow = flowOf(cache, distance_max, 'pcr_volume')
    return [guardedRatio(flow.total('puts_sold'), flow.total('calls_sold'), 1e-9)]
  },
})
