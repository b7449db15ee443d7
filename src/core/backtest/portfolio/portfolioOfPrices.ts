import { firstAtOrAfter } from '../../bars/window.ts'
import { groupAt, groupBy } from '../../groupBy.ts'
import { lazily } from '../../lazily.ts'
import type { Dataset, Tickers } from '../../matrix/matrix.ts'
import { valuesAt } from '../../matrix/spreadRows.ts'
import type { Book } from '../account.ts'
import { holdablePlaces } from '../bookedBars.ts'
import { defaultPortfolio, type Execution } from '../config.ts'
import { type Market, prepareMarket } from '../market.ts'
import { pickRows as intsAt } from '../rowSets.ts'
import { spansOf } from './lanes.ts'
import { PricedAccount } from './pricedAccount.ts'
import { capitalShares, withoutPrices } from './shares.ts'
import { type Timeline, timelineOf } from './timeline.ts'
import { bracketTraders, plainTraders } from './traders.ts'

/**
 * The book of several tickers. Each is filled and left on its own bars as one alone would be; its weight is that of its
 * positions times their shares of the capital, and what it earns and costs is booked on the bars of all. Weights stay
 * as they are from one change to the next: what rebalancing to them would cost is left out, as for one ticker.
 *
 * @throws UNPROCESSABLE when the dataset promises prices and has none; as `prepareMarket`
 */
export function portfolioOfPrices(
  dataset: Dataset,
  tickers: Tickers,
  { entry, brackets, portfolio = defaultPortfolio }: Pick<Execution, 'entry' | 'brackets' | 'portfolio'>,
): Book {
  const { matrix, panel, barOfRow, horizon, periodsPerYear } = dataset
  if (!panel || barOfRow === null) throw withoutPrices()
  const { ofRow } = tickers
  const tickerOfRow = ofRow.slice()
  for (let row = 0; row < tickerOfRow.length; row++) if (barOfRow[row] < 0) tickerOfRow[row] = -1
  const rowsOf = lazily(() => groupBy(panel.length, tickerOfRow))
  const markets = panel.map((bars, ticker) => {
    const rows = bars.cadence === 'daily' ? new Int32Array(0) : groupAt(rowsOf(), ticker)
    return prepareMarket(alone(dataset, barOfRow, rows), bars, entry)
  })
  const timeline = timelineOf(panel)
  const holdable = holdableByAny(markets, timeline)
  const priced = { markets, tickerOfRow, barOfRow, rowsOf, slotsOf: startsOf(markets) }
  // What holding needs none of.
  const traders = lazily(() => (brackets ? bracketTraders(priced, panel, brackets) : plainTraders(priced)))
  const share = lazily(() => capitalShares(dataset, tickers, portfolio.allocation))
  return {
    periodsPerYear,
    tranches: entry === 'session_close' ? 1 : horizon,
    open(rows, before) {
      const placeAfter = (row: number) => firstAtOrAfter(timeline.ts, matrix.ts[row], true)
      const end = before === null ? timeline.ts.length : firstAtOrAfter(timeline.ts, matrix.ts[before])
      const first = placeAfter(rows[0])
      const last = Math.min(placeAfter(rows[rows.length - 1]) + horizon, end - 1)
      const spans = spansOf(markets, timeline, first, last)
      return new PricedAccount({
        spans,
        trading: lazily(() => ({ rows, shareOfRow: share(), ...traders()(rows, spans) })),
        ts: timeline.ts.subarray(first, Math.max(first, last + 1)),
        session: timeline.session.subarray(first, Math.max(first, last + 1)),
        kept: holdablePlaces(holdable, first, last),
        maxExposure: portfolio.maxExposure,
        placeOf: (index) => placeAfter(rows[index]) - first,
      })
    },
  }
}

/** What `prepareMarket` reads of a dataset, for the rows of one ticker. */
function alone(dataset: Dataset, barOfRow: Int32Array, rows: Int32Array): Dataset {
  const { matrix } = dataset
  const labelEnd = valuesAt(matrix.labelEnd, rows)
  return { ...dataset, matrix: { ...matrix, labelEnd }, barOfRow: intsAt(barOfRow, rows) }
}

function holdableByAny(markets: readonly Market[], { ts, places }: Timeline): Uint8Array | null {
  const holdable = new Uint8Array(ts.length)
  for (const [ticker, market] of markets.entries()) {
    if (market.holdable === null) return null
    for (let bar = 0; bar < market.holdable.length; bar++) {
      if (market.holdable[bar] === 1) holdable[places[ticker][bar]] = 1
    }
  }
  return holdable
}

/** Where the bars of each ticker begin when all are numbered, and the end. */
function startsOf(markets: readonly Market[]): Int32Array {
  const start = new Int32Array(markets.length + 1)
  for (const [ticker, { ts }] of markets.entries()) start[ticker + 1] = start[ticker] + ts.length
  return start
}
