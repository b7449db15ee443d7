import type { Bars } from '../../bars/bars.ts'
import { flowsFor } from '../brackets/flows.ts'
import { bracketRange } from '../brackets/range.ts'
import type { Brackets } from '../brackets/settings.ts'
import { layBracketTrack } from '../brackets/track.ts'
import { bracketLane } from './bracketLane.ts'
import { BracketTrades } from './bracketTrades.ts'
import { dayLane } from './dayLane.ts'
import { decisionsByTicker } from './decisions.ts'
import type { LaneSpan } from './lanes.ts'
import { nightLane } from './nightLane.ts'
import type { Trading } from './pricedAccount.ts'
import { type PricedRows, rowFills } from './rowFills.ts'
import { tradesWithin } from './trades.ts'

/** Prepares to trade the decisions of some rows within spans of the tickers. */
export type Traders = (
  rows: Int32Array,
  spans: readonly LaneSpan[],
) => Pick<Trading, 'lanes' | 'trades' | 'wanted' | 'slotOfRow'>

/** Where positions leave at their horizon. What becomes of a row is the same in every account. */
export function plainTraders(priced: PricedRows): Traders {
  const fills = rowFills(priced)
  return (rows, within) => {
    const spans = within.map(whileValued)
    const { wanted, wantedOf, column } = columnsFor(priced)
    const [weight, bought] = [column(), column()]
    const lanes = spans.map((span) =>
      span.market.entry === 'session_close'
        ? nightLane(span, wantedOf(span), weight(span), bought(span))
        : dayLane(span, wantedOf(span), weight(span)),
    )
    return { lanes, trades: tradesWithin(priced, fills, rows, spans), wanted, slotOfRow: fills.entry }
  }
}

/** A ticker whose first close is not known by the end of the span could not be valued there: it is not traded. */
function whileValued(span: LaneSpan): LaneSpan {
  const { market, first, end, place, gaps } = span
  if (first === end || !Number.isNaN(market.close[end - 1])) return span
  return { ...span, end: first, place: place.subarray(0, 0), gaps: gaps.subarray(0, 0) }
}

/** Where they may leave before. */
export function bracketTraders(priced: PricedRows, panel: readonly Bars[], brackets: Brackets): Traders {
  const { markets, tickerOfRow, barOfRow } = priced
  const ranges = markets.map((market, ticker) => bracketRange(market, panel[ticker], brackets))
  const slotOfRow = fillBars(priced)
  const longest = markets.reduce((most, { ts }) => Math.max(most, ts.length), 0)
  return (rows, within) => {
    const spans = within.map(whileValued)
    const { start, decision, bar } = decisionsByTicker(rows, markets.length, tickerOfRow, barOfRow)
    const { wanted, wantedOf, column } = columnsFor(priced)
    const [gross, traded, weight] = [column(), column(), column()]
    const [held, earned, tradedLater] = [column(), column(), column()]
    const flows = flowsFor(longest)
    const trades = new BracketTrades(rows.length)
    const lanes = spans.map((span) => {
      const { market, ticker, first, end } = span
      const own = bar.subarray(start[ticker], start[ticker + 1])
      const track = layBracketTrack(market, ranges[ticker], own, first, end - 1)
      trades.add(track, decision.subarray(start[ticker]))
      const later = { held: held(span), earned: earned(span), traded: tradedLater(span) }
      const columns = { gross: gross(span), traded: traded(span), weight: weight(span), later }
      return bracketLane(span, track, wantedOf(span), columns, flows)
    })
    return { lanes, trades, wanted, slotOfRow }
  }
}

/** Of each row, the number of the bar after it, in which it would be filled; the end of all bars where there is none. */
function fillBars({ markets, tickerOfRow, barOfRow, slotsOf }: PricedRows): Int32Array {
  const end = slotsOf[markets.length]
  return tickerOfRow.map((ticker, row) => {
    const slot = ticker < 0 ? end : slotsOf[ticker] + barOfRow[row] + 1
    return ticker < 0 || slot >= slotsOf[ticker + 1] ? end : slot
  })
}

/** Memory for the bars of all tickers. Systems give what is written to, so that a short span does not take much. */
function columnsFor({ markets, slotsOf: start }: PricedRows) {
  const count = start[markets.length]
  const wanted = new Float64Array(count + 1)
  return {
    wanted,
    wantedOf: ({ ticker }: LaneSpan) => wanted.subarray(start[ticker], start[ticker + 1]),
    column() {
      const values = new Float64Array(count)
      return ({ ticker, first, end }: LaneSpan) => values.subarray(start[ticker] + first, start[ticker] + end)
    },
  }
}
