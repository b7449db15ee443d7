import { difference } from './columns.ts'
import { fromSessions } from './daily.ts'
import { defineIndicator } from './define.ts'
import { indexCloses, indexTicker } from './indexCloses.ts'

export default defineIndicator({
  name: 'vix_term_slope',
  version: 1,
  category: 'options',
  subcategory: 'volatility_index',
  summary: 'Volatility index of a longer term above that of a shorter one, in the session before.',
  formula:
    'close of far - close of near, in the session before; 1m and near are I:VIX, 3m and next I:VIX3M, 6m I:VIX6M',
  source: 'Johnson, Risk Premia and the VIX Term Structure, JFQA 52 (2017)',
  units: 'index points',
  params: { near: { default: 'I:VIX' }, far: { default: 'I:VIX3M' } },
  needs: ['index_bars'],
  reads: ({ near, far }) => ({ daily: [indexTicker(near), indexTicker(far)] }),
  check: ({ near, far }) =>
    indexTicker(near) === indexTicker(far) ? `near and far are both ${indexTicker(near)}` : undefined,
  outputs: () => ['vix_term_slope'],
  warmUp: () => 1,
  compute: ({ cache }, { near, far }) => {
    const slope = difference(
      indexCloses(cache, 'vix_term_slope', far).values,
      indexCloses(cache, 'vix_term_slope', near).values,
    )
    return [fromSessions(cache, () => slope)]
  },
})
