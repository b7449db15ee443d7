import { newColumn } from './columnPool.ts'
import { ratio } from './columns.ts'
import { defineIndicator } from './define.ts'

const halfHour = 30 * 60_000

export default defineIndicator({
  name: 'returns_last_30m',
  version: 1,
  category: 'momentum',
  subcategory: 'return',
  summary:
    'Return over the last 30 minutes, or since the latest close at least that old where bars are longer.',
  formula:
    'C / C of the last bar complete by t - 30 minutes - 1; early in a session that is the close of the one before',
  source: 'Gao, Han, Li and Zhou, Market intraday momentum, J. Financial Economics 129 (2018)',
  units: 'fraction',
  params: {},
  needs: ['close'],
  outputs: () => ['returns_last_30m'],
  warmUp: () => 1,
  compute({ bars: { ts, close } }) {
    const returns = newColumn(close.length)
    let reference = -1
    for (let row = 0; row < close.length; row++) {
      while (reference + 1 < row && ts[reference + 1] <= ts[row] - halfHour) reference++
      returns[row] = reference < 0 ? Number.NaN : ratio(close[row], close[reference]) - 1
    }
    return [returns]
  },
})
