import { distanceParam, flowOf } from '../options/flow.ts'
import { guardedRatio } from '../options/flowColumns.ts'
import { lagged, pick } from './columns.ts'
import { defineIndicator } from './define.ts'

export default defineIndicator({
  name: 'pcr_eod',
  version: 1,
  category: 'options',
  subcategory: 'flow',
  summary: 'Puts to calls traded in the whole session before, of options that expired with it.',
  formula:
    '(puts + 1e-9) / (calls + 1e-9) of the previous session: contracts of strikes up to distance_max from the rounded ' +
    'close of the session before that',
  source:
    'Pan and Poteshman, The information in option volume for future stock prices, Rev. Fin. Studies 19 (2006)',
  units: 'ratio',
  params: { distance_max: distanceParam },
  needs: ['option_trades'],
  reads: ({ distance_max }) => ({ trades: { strikesAround: distance_max } }),
  outputs: () => ['pcr_eod'],
  // The first session has no close before it to count strikes from, so the second is the first to have a ratio.
  warmUp: () => 2,
  compute({ cache }, { distance_max }) {
    const flow = flowOf(cache, distance_max, 'pcr_eod')
    const { sessionOfRow } = cache.sessions()
    const ratio = guardedRatio(
      sessionSums(flow.total('puts_sold'), sessionOfRow),
      sessionSums(flow.total('calls_sold'), sessionOfRow),
      1e-9,
    )
    return [pick(lagged(ratio, 1), sessionOfRow)]
  },
})

/** Sum over the rows of each session that have a value; NaN for a session without any. */
function sessionSums(values: Float64Array, sessionOfRow: Int32Array): Float64Array {
  const count = values.length === 0 ? 0 : sessionOfRow[values.length - 1] + 1
  const sums = new Float64Array(count).fill(Number.NaN)
  for (let row = 0; row < values.length; row++) {
    if (Number.isNaN(values[row])) continue
    const session = sessionOfRow[row]
    sums[session] = Number.isNaN(sums[session]) ? values[row] : sums[session] + values[row]
  }
  return sums
}
