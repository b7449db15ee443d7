import type { Bars, Cadence } from '../core/bars/bars.ts'
import type { MarketData, MarketNeeds } from '../core/bars/marketData.ts'
import type { OptionQuotes, WantedQuote } from '../core/options/tables.ts'

/** Bars to load: sessions from `start` to `end`, `YYYY-MM-DD`, both inclusive; an absent one is open. */
export interface BarRequest {
  ticker: string
  cadence: Cadence
  start?: string
  end?: string
  /** What is wanted beside the bars; nothing when absent. */
  needs?: MarketNeeds
}

/** What a source holds of a request. */
export interface LoadedBars {
  bars: Bars
  /** What was asked for in `needs`. */
  market: MarketData
  /**
   * Names of the data for lineage: the same for the same data, whatever the window. The first is that of the bars, which
   * trials are counted by.
   */
  sourceIds: string[]
  /** What a user should know of the data, such as a gap or a jump that may be a split. */
  warnings: string[]
}

/** Quotes of the options of some bars. */
export interface FillRequest extends Omit<BarRequest, 'needs'> {
  /** What will be looked at. A source that makes up its quotes may answer with more. */
  wanted: readonly WantedQuote[]
}

/** Expiries whose contracts are counted. All days are days since 1970-01-01. */
export interface ListingRequest {
  ticker: string
  /** What was listed on this day. */
  asOf: number
  expiries: readonly number[]
}

/**
 * Where bars come from. A window that holds none is UNPROCESSABLE, never an empty answer; so is a need that the source
 * can not serve, which is named together with the sources that can.
 */
export interface BarSource {
  id: string
  load(request: BarRequest): Promise<LoadedBars>
  /**
   * Quotes of options that expire the same day: what trades decided at the end of the bar before are filled at, and what
   * they are worth while they are held. The first quote of a time is the first that is a price to trade at. Absent where
   * a source can't tell.
   */
  fillQuotes?(request: FillRequest): Promise<OptionQuotes>
  /** How many contracts are listed of each of these expiries. Absent where a source can't tell. */
  listedContracts?(request: ListingRequest): Promise<ReadonlyMap<number, number>>
}
