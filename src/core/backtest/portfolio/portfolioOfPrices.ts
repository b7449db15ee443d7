import { firstAtOrAfter } from '../../bars/window.ts'
import { groupAt, groupBy } from '../../groupBy.ts'
import type { Dataset, Tickers } from '../../matrix/matrix.ts'
import { valuesAt } from '../../matrix/spreadRows.ts'
import type { Book } from '../account.ts'
import { holdablePlaces } from '../bookedBars.ts'
import { type BracketRange, bracketRange } from '../brackets/range.ts'
import { defaultPortfolio, type Execution } from '../config.ts'
import { type Market, prepareMarket } from '../market.ts'
import { pickRows as intsAt } from '../rowSets.ts'
import { layBracketLanes } from './bracketLanes.ts'
import { BracketTrades } from './bracketTrades.ts'
import { decisionsByTicker, type TickerDecisions } from './decisions.ts'
import { type Lane, type LaneInput, layLanes } from './lanes.ts'
import { PricedAccount, type TradesOf } from './pricedAccount.ts'
import { capitalShares, withoutPrices } from './shares.ts'
import { type Timeline, timelineOf } from './timeline.ts'
import { TradeBook } from './tradeBook.ts'

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
  const tickerOfRow = ofRow.map((ticker, row) => (barOfRow[row] < 0 ? -1 : ticker))
  const rowsOf = groupBy(panel.length, tickerOfRow)
  const markets = panel.map((bars, ticker) =>
    prepareMarket(alone(dataset, barOfRow, groupAt(rowsOf, ticker)), bars, entry),
  )
  const ranges = brackets && markets.map((market, ticker) => bracketRange(market, panel[ticker], brackets))
  const timeline = timelineOf(panel)
  const holdable = holdableByAny(markets, timeline)
  const share = capitalShares(dataset, tickers, portfolio.allocation)
  return {
    periodsPerYear,
    tranches: entry === 'session_close' ? 1 : horizon,
    open(rows, before) {
      const placeAfter = (row: number) => firstAtOrAfter(timeline.ts, matrix.ts[row], true)
      const end = before === null ? timeline.ts.length : firstAtOrAfter(timeline.ts, matrix.ts[before])
      const first = placeAfter(rows[0])
      const last = Math.min(placeAfter(rows[rows.length - 1]) + horizon, end - 1)
      const decisions = decisionsByTicker(rows, { tickers: panel.length, tickerOfRow, barOfRow, share })
      const input = { markets, timeline, span: { first, last }, decisions }
      return new PricedAccount({
        ...(ranges ? bracketTraders(input, ranges, decisions) : traders(input, decisions)),
        decisions,
        ts: timeline.ts.subarray(first, Math.max(first, last + 1)),
        session: timeline.session.subarray(first, Math.max(first, last + 1)),
        kept: holdablePlaces(holdable, first, last),
        maxExposure: portfolio.maxExposure,
        placeOf: (index) => placeAfter(rows[index]) - first,
      })
    },
  }
}

type Traders = { lanes: Lane[]; trades: TradesOf }

function traders(input: LaneInput, { decision, placeOf }: TickerDecisions): Traders {
  const { lanes, tracks } = layLanes(input)
  const trades = new TradeBook(placeOf.length)
  for (const [ticker, track] of tracks.entries()) trades.add(track, decision.subarray(lanes[ticker].start))
  return { lanes, trades }
}

function bracketTraders(
  input: LaneInput,
  ranges: readonly BracketRange[],
  { decision, placeOf }: TickerDecisions,
): Traders {
  const { lanes, tracks } = layBracketLanes(input, ranges)
  const trades = new BracketTrades(placeOf.length)
  for (const [ticker, track] of tracks.entries()) trades.add(track, decision.subarray(lanes[ticker].start))
  return { lanes, trades }
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
