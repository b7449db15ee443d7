import { type MarketData, marketDataAt, noMarketData } from '../../bars/marketData.ts'
import { firstAtOrAfter } from '../../bars/window.ts'
import { groupAt, groupBy } from '../../groupBy.ts'
import { computeLabel } from '../../labels/computeLabel.ts'
import { decisionRows } from '../../matrix/decisionRows.ts'
import { computeFeatures } from '../../matrix/features.ts'
import type { Dataset, Matrix } from '../../matrix/matrix.ts'
import { barsOfTicker } from '../../matrix/tickerBars.ts'
import { type AuditOrigin, barsUntil, firstRows, type KnownAt } from './knownAt.ts'

/** As `AuditOrigin`, of several tickers. */
interface TickerAuditOrigin extends Omit<AuditOrigin, 'market'> {
  /** What was read beside the bars of each ticker. */
  markets: ReadonlyMap<string, MarketData>
}

/** As `recomputedAt`: features and labels of every ticker again, each from its own bars up to the time of the decision. */
export function recomputedTickersAt(
  { matrix, panel, barOfRow, ...dataset }: Dataset & { panel: NonNullable<Dataset['panel']> },
  { markets, indicators, flow, missingFlags = false, label, compute = computeFeatures }: TickerAuditOrigin,
): KnownAt {
  const { tickers } = matrix
  if (!tickers || barOfRow === null) throw new Error('a panel prices the rows of several tickers')
  const rule = { forwardFillBars: 1, missingFlags } as const
  return (row) => {
    const time = matrix.ts[row]
    const count = firstAtOrAfter(matrix.ts, time, true)
    const first = firstRows(matrix, count)
    const places = barOfRow.slice(0, count)
    const known = panel.map((bars) => barsUntil(bars, time))
    const then: Matrix = {
      ...first,
      features: first.features.map(({ name }) => ({ name, values: missing(count) })),
      retFwd: missing(count),
      labelEnd: missing(count),
      event: first.event && { y: missing(count), side: missing(count) },
    }
    const rowsOf = groupBy(panel.length, tickers.ofRow.subarray(0, count))
    for (const [ticker, bars] of known.entries()) {
      const own = groupAt(rowsOf, ticker)
      if (own.length === 0) continue
      const market = marketDataAt(markets.get(bars.ticker) ?? noMarketData, panel[ticker], bars.ts.length - 1)
      const columns = new Map(
        compute(bars, indicators, rule, market, flow).columns.map(({ name, values }) => [name, values]),
      )
      const { retFwd, labelEndRow, event } = computeLabel(bars, label, market)
      const { lead } = decisionRows(bars, label)
      const barOf = barsOfTicker(own, matrix.ts, bars)
      for (const { name, values } of then.features) {
        const computed = columns.get(name)
        if (computed) for (const [place, at] of own.entries()) values[at] = computed[barOf[place]]
      }
      for (const [place, at] of own.entries()) {
        const bar = barOf[place]
        then.retFwd[at] = retFwd[bar + lead] ?? Number.NaN
        then.labelEnd[at] = bars.ts[labelEndRow[bar + lead] ?? -1] ?? Number.NaN
        if (then.event && event) {
          then.event.y[at] = event.y[bar]
          then.event.side[at] = event.side[bar]
        }
      }
    }
    return { ...dataset, matrix: then, panel: known, barOfRow: places }
  }
}

function missing(rows: number): Float64Array {
  return new Float64Array(rows).fill(Number.NaN)
}
