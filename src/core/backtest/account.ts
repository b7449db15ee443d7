import type { SessionReturns } from '../statistics/sessions.ts'
import type { Trading } from './metrics.ts'
import type { TradeOutcomes } from './outcomes.ts'
import type { Simulation } from './simulate.ts'
import type { Summary } from './summary.ts'
import type { Totals } from './totals.ts'

/** Prices or forward returns of a dataset, prepared once for all simulations. */
export interface Book {
  /** Booked bars of a year. */
  periodsPerYear: number
  /** Tranches that can be open at once. */
  tranches: number
  /**
   * @param rows matrix rows in time order, at least one
   * @param before matrix row whose bar and all later ones are not to be looked at; null for none
   */
  open(rows: Int32Array, before: number | null): Account
}

/** Some decisions to be traded with one set of positions or another; what they have in common is prepared. */
export interface Account {
  /** Sessions of the span, also those in which nothing was booked. */
  days: number
  /**
   * The next trade of the account overwrites the arrays of the last one.
   *
   * @param position sign × size per decision
   * @param scale that of the whole run when these are a part of its positions; absent: their own
   */
  trade(position: Float64Array, scale?: Scale): Booked
  /** Of several tickers, by what positions are scaled down together, for parts of them to be traded as in the whole. */
  scaleOf?(position: Float64Array): Scale
  /** What `trade` adds up to, as of `tallyOf` in `tally.ts`, where that can be had sooner than its bars and trades. */
  tally?(position: Float64Array, terms: TallyTerms): Tally
  /** `trade` without its trades, and how many these are: where trades take time of their own. */
  barsOf?(position: Float64Array, scale?: Scale): BookedBars
  filled?(position: Float64Array): number
  /** First booked bar that a decision, given by its index, can be held in. */
  firstBarOf(decision: number): number
  /** Booked bars. */
  bars: number
  /** What holding one unit all the time would earn in every bar of the span, before costs. */
  hold(): Held
  /** Where several tickers are traded: what each of them alone did in the booked bars, one after the other. */
  byTicker?(position: Float64Array): Generator<TickerBars>
}

/** What weights taken in each bar are multiplied by; null for 1. */
export interface Scale {
  ofBar: Float64Array | null
}

/** Bars of one ticker of a run, as shares of the whole capital. The next one overwrites the arrays. */
export interface TickerBars extends Pick<Booked, 'gross' | 'traded' | 'weight' | 'everyBar'> {
  /** Its place in `Tickers.names`. */
  ticker: number
}

/** Returns of holding, in every bar of a span. */
export interface Held {
  session: Int32Array
  gross: Float64Array
}

/**
 * A simulation. Its bars are those in which a position can be held, so that `periodsPerYear` of them make a year.
 * `everyBar` is the same over all bars, for figures per session: also sessions in which nothing could be held.
 */
export interface Booked extends Simulation {
  everyBar: Pick<Simulation, 'ts' | 'session' | 'gross' | 'traded' | 'charged'>
}

/** A simulation without its trades. */
export type BookedBars = Pick<
  Booked,
  'ts' | 'session' | 'gross' | 'traded' | 'charged' | 'weight' | 'everyBar'
>

/** What positions come to, without their bars and trades. */
export interface Tally extends Trading, Pick<Simulation, 'brackets'> {
  totals: Totals
  /** By fold of the decisions. */
  folds: FoldCounts[]
  /** Returns are in memory of the terms. */
  outcomes: TradeOutcomes
  /** Net returns by session; with one bar a session these are `net` of the terms. */
  sessions: SessionReturns
  /** Of these. */
  sessionSummary: Summary
}

/** Of the decisions of a fold, those that wanted a position, and those that found a bar for it. */
export interface FoldCounts {
  wanted: number
  filled: number
}

/** What a tally is asked for, and where it may write. */
export interface TallyTerms {
  /** Cost of a change of weight by 1. */
  rate: number
  /** First booked bar of each fold, rising. */
  starts: readonly number[]
  /** Decisions of each fold. */
  foldSizes: readonly number[]
  /** Label return per decision; NaN where it is not known. */
  labels: Float64Array
  /** Written: net returns of the booked bars. */
  net: Float64Array
  /** Written: net returns of the closed trades; as long as there are decisions. */
  tradeReturns: Float64Array
}
