import { firstAtOrAfter } from '../bars/window.ts'
import type { StrikeTotals } from '../options/strikeTotals.ts'
import { frontTotals, readsFrontChain, snapshotsOf } from './chainSeries.ts'
import { ratio } from './columns.ts'
import { requireUnderlying } from './daily.ts'
import { defineIndicator, sameTicker, spotColumn } from './define.ts'

export default defineIndicator({
  name: 'gamma_skew_left_right',
  version: 1,
  category: 'options',
  subcategory: 'gamma',
  summary: 'Gamma held above the price against that below it, from the end of the session before.',
  formula:
    '(R - L)/(R + L), R and L the sums of |gamma| x open interest at strikes above and below the spot_col of this bar; ' +
    'a strike at the price is on neither side; first expiry after the session',
  source: 'own definition; Ni, Pearson, Poteshman and White (2021) for gamma held',
  units: '-1 to 1',
  params: { underlying: sameTicker, spot_col: spotColumn },
  needs: ['close', 'option_chain'],
  reads: readsFrontChain,
  outputs: () => ['gamma_skew_left_right'],
  warmUp: () => 1,
  compute({ bars, cache }, { underlying, spot_col }) {
    requireUnderlying(cache, 'gamma_skew_left_right', underlying)
    const sums = snapshotsOf(cache, 'gamma_skew_left_right').map(
      (snapshot) => snapshot && runningSums(frontTotals(snapshot, 'gamma')),
    )
    const { sessionOfRow } = cache.sessions()
    return [bars[spot_col].map((spot, row) => imbalance(sums[sessionOfRow[row] - 1], spot))]
  },
})

interface RunningSums {
  strikes: Float64Array
  /** Sum of the totals of the strikes before each place; the last one is that of all. */
  before: Float64Array
}

function runningSums({ strikes, totals }: StrikeTotals): RunningSums {
  const before = new Float64Array(totals.length + 1)
  for (const [i, total] of totals.entries()) before[i + 1] = before[i] + total
  return { strikes, before }
}

function imbalance(sums: RunningSums | undefined, spot: number): number {
  if (sums === undefined || Number.isNaN(spot)) return Number.NaN
  const { strikes, before } = sums
  const below = before[firstAtOrAfter(strikes, spot)]
  const above = before[strikes.length] - before[firstAtOrAfter(strikes, spot, true)]
  return ratio(above - below, above + below)
}
