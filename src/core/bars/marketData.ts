import {
  chainRows,
  type OptionChain,
  type OptionQuotes,
  type OptionTrades,
  quoteRows,
  tradeRows,
} from '../options/tables.ts'
import type { Bars } from './bars.ts'
import { firstAtOrAfter, sliceBars } from './window.ts'

/** What is known of the market beside the bars of the instrument itself; null is what was not loaded. */
export interface MarketData {
  /** Five-minute bars of the same instrument. */
  fiveMinute: Bars | null
  /** Daily bars of other instruments, by ticker: indices such as `I:VIX`. */
  daily: ReadonlyMap<string, Bars>
  chain: OptionChain | null
  quotes: OptionQuotes | null
  trades: OptionTrades | null
}

export const noMarketData: MarketData = {
  fiveMinute: null,
  daily: new Map(),
  chain: null,
  quotes: null,
  trades: null,
}

/** A time of the day in which quotes are read: minutes since midnight in New York, `to` included. */
export interface QuoteWindow {
  from: number
  to: number
}

/** What has to be loaded beside the bars. */
export interface MarketNeeds {
  fiveMinute: boolean
  /** Tickers of other instruments whose daily bars are read. */
  daily: readonly string[]
  /** Chain snapshots with the expiry nearest to each of these numbers of calendar days ahead; 0 is the front expiry. */
  chain: { daysAhead: readonly number[] } | null
  /** Quotes of strikes up to `strikesAround` from the price, in these windows, and at the end of each bar if asked for. */
  quotes: {
    windows: readonly QuoteWindow[]
    atBarEnds: boolean
    strikesAround: number
    daysAhead: readonly number[]
  } | null
  /** Trades of options that expire the same day, of strikes up to `strikesAround` from the close before. */
  trades: { strikesAround: number } | null
}

export const noNeeds: MarketNeeds = { fiveMinute: false, daily: [], chain: null, quotes: null, trades: null }

/** All that several readers need, each thing once. */
export function joinNeeds(needs: readonly Partial<MarketNeeds>[]): MarketNeeds {
  const present = <T>(values: readonly (T | null | undefined)[]): T[] =>
    values.flatMap((value) => (value === null || value === undefined ? [] : [value]))
  const chains = present(needs.map(({ chain }) => chain))
  const quotes = present(needs.map((one) => one.quotes))
  const trades = present(needs.map((one) => one.trades))
  const windows = new Map(
    quotes.flatMap((one) => one.windows).map((window) => [`${window.from}-${window.to}`, window]),
  )
  return {
    fiveMinute: needs.some(({ fiveMinute }) => fiveMinute === true),
    daily: [...new Set(needs.flatMap(({ daily = [] }) => daily))].sort(),
    chain: chains.length === 0 ? null : { daysAhead: rising(chains.flatMap(({ daysAhead }) => daysAhead)) },
    quotes:
      quotes.length === 0
        ? null
        : {
            windows: [...windows.values()].sort((a, b) => a.from - b.from || a.to - b.to),
            atBarEnds: quotes.some(({ atBarEnds }) => atBarEnds),
            strikesAround: Math.max(...quotes.map(({ strikesAround }) => strikesAround)),
            daysAhead: rising(quotes.flatMap(({ daysAhead }) => daysAhead)),
          },
    trades:
      trades.length === 0
        ? null
        : { strikesAround: Math.max(...trades.map(({ strikesAround }) => strikesAround)) },
  }
}

function rising(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b)
}

/** How five-minute bars are called where they are missing. */
export const fiveMinuteBars = 'five-minute bars'

/** What is asked for beside the bars, in words that end a sentence beginning "needs". */
export function describeNeeds({ fiveMinute, daily, chain, quotes, trades }: MarketNeeds): string[] {
  return [
    ...(fiveMinute ? [fiveMinuteBars] : []),
    ...daily.map((ticker) => `daily bars of ${ticker}`),
    ...(chain ? ['option chain snapshots'] : []),
    ...(quotes ? ['option quotes'] : []),
    ...(trades ? ['option trades'] : []),
  ]
}

/**
 * What was known when bar `row` was complete: trades, quotes and five-minute bars up to its time, and of what is only
 * known at the end of a session (chain snapshots, daily bars) the sessions before its own. Only from the session of bar
 * `from` on, for those who look at a stretch of bars.
 */
export function marketDataAt(data: MarketData, bars: Bars, row: number, from = 0): MarketData {
  const ts = bars.ts[row]
  const session = bars.session[row]
  const earliest = from === 0 ? Number.NEGATIVE_INFINITY : bars.session[from]
  const upToTime = (table: { ts: Float64Array; session: Int32Array }): [number, number] => [
    firstAtOrAfter(table.session, earliest),
    firstAtOrAfter(table.ts, ts, true),
  ]
  const upToSession = (table: { session: Int32Array }): [number, number] => [
    firstAtOrAfter(table.session, earliest),
    firstAtOrAfter(table.session, session),
  ]
  const { fiveMinute, chain, quotes, trades } = data
  return {
    fiveMinute: fiveMinute && sliceBars(fiveMinute, ...upToTime(fiveMinute)),
    daily: new Map(
      [...data.daily].map(([ticker, daily]) => [ticker, sliceBars(daily, ...upToSession(daily))]),
    ),
    chain: chain && chainRows(chain, ...upToSession(chain)),
    quotes: quotes && quoteRows(quotes, ...upToTime(quotes)),
    trades: trades && tradeRows(trades, ...upToTime(trades)),
  }
}
