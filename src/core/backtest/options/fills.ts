import { closeMinute } from '../../calendar/index.ts'
import { sessionInstant } from '../../calendar/newYorkTime.ts'
import { type ContractGuards, type UnfilledReason, unfilledReasons } from '../../options/contractGuards.ts'
import type { PickedContracts } from '../../options/contractPick.ts'
import type { OptionQuotes } from '../../options/tables.ts'
import type { Market } from '../market.ts'
import { barStart, lastBarOf } from './barTimes.ts'
import type { Leaving, LeavingOf } from './leaving.ts'
import { intrinsicValue, priceBought, priceSettled, priceSold } from './prices.ts'
import { type ContractKey, firstQuote, lastQuote, midOf, type Quote } from './quotes.ts'

/** Why a wanted option is not bought: `no_quote` where nobody quotes it in the bar that it would be bought in. */
export type UnfilledOption = UnfilledReason | 'no_quote'

/** How an option is left. */
export type OptionExit = 'quote' | 'expiry' | 'last_bid'

/** An option bought and left. Prices are per share; those at the mid are before costs. */
export interface OptionTrade {
  contract: ContractKey
  entryBar: number
  /** The quote that it is bought at. */
  entry: Quote
  /** Paid, costs included. */
  entryPrice: number
  openInterest: number
  volume: number
  /** Bar in which it is left, at its open or, when it expires, at its close. */
  exitBar: number
  exit: OptionExit
  /** Why it is left then. */
  leaving: Leaving
  exitMid: number
  /** Had, costs included. */
  exitPrice: number
  /** What it is worth at the end of each bar from the entry's up to the one before the exit's: see `marksOf`. */
  marks: Float64Array
}

/** What a decision to buy comes to: null where no bar of its session follows. */
export type OptionFill = OptionTrade | { unfilled: readonly UnfilledOption[] } | null

/** What options are bought on. */
export interface OptionMarket {
  market: Market
  quotes: OptionQuotes
  /** Bar at whose end each row decides. */
  barOfRow: Int32Array
  guards: ContractGuards
  leavingOf: LeavingOf
  /** For a contract of 100 shares, at entry and at exit. */
  commission: number
}

/**
 * What each row would come to if it bought the contract picked for it, which expires the same day.
 *
 * The guards look at the quote and the counts known when the row decides. A bar later it is bought at the first quote at
 * or after the bar's start and within the bar: at the mid, half the spread, a cent, and the commission. It is sold likewise
 * in the bar at whose open the position leaves. Where the session ends first it expires, and is worth its intrinsic
 * value at the close of the underlying. Where nobody quotes it any more, it is left at its last bid.
 */
export function optionFills(where: OptionMarket, picked: PickedContracts, isCall: boolean): OptionFill[] {
  const failed = unfilledReasons(picked, where.guards)
  return failed.map((reasons, row): OptionFill => {
    const bar = where.barOfRow[row] + 1
    const { session, ts } = where.market
    if (bar >= ts.length || session[bar] !== session[bar - 1]) return null
    if (reasons.length > 0) return { unfilled: reasons }
    const contract = { expiry: session[bar], strike: picked.strike[row], isCall }
    const quote = quoteIn(where, contract, bar)
    if (quote === undefined) return { unfilled: ['no_quote'] }
    const leaving = where.leavingOf(bar, isCall)
    const left = exitOf(where, contract, bar, quote, leaving)
    return {
      contract,
      entryBar: bar,
      entry: quote,
      entryPrice: priceBought(quote, where.commission),
      openInterest: picked.open_interest[row],
      volume: picked.volume[row],
      leaving,
      ...left,
      marks: marksOf(where, contract, bar, left.exitBar, quote),
    }
  })
}

/**
 * Values of a contract that is held, a share, at the end of each bar from `entryBar` up to `exitBar`, not included: the
 * mid of its last quote since it was bought. A bar without a quote carries the value before it forward.
 *
 * The mid, since the costs of leaving are charged where it is left: at the bid they would be booked at the first mark,
 * and once more as a gain on what expires, which is left without a spread.
 */
function marksOf(
  { market, quotes }: OptionMarket,
  contract: ContractKey,
  entryBar: number,
  exitBar: number,
  entry: Quote,
): Float64Array {
  const marks = new Float64Array(exitBar - entryBar)
  let worth = midOf(entry)
  for (let held = 0; held < marks.length; held++) {
    const bar = entryBar + held
    const last = lastQuote(quotes, contract, barStart(market, bar), market.ts[bar])
    if (last !== undefined) worth = midOf(last)
    marks[held] = worth
  }
  return marks
}

type LeftAt = Pick<OptionTrade, 'exitBar' | 'exit' | 'exitMid' | 'exitPrice'>

function exitOf(
  where: OptionMarket,
  contract: ContractKey,
  entryBar: number,
  entry: Quote,
  { instant }: Leaving,
): LeftAt {
  const { market, commission } = where
  const { session, ts, close } = market
  const exitBar = instant >> 1
  const isInSession = instant % 2 === 0 && exitBar < ts.length && session[exitBar] === contract.expiry
  if (!isInSession) {
    const last = lastBarOf(session, entryBar)
    // The data may end before the session does: then it has not expired, and is left when the bars are over.
    if (last < ts.length - 1 || ts[last] >= expiryOf(contract)) {
      const value = intrinsicValue(close[last], contract.strike, contract.isCall)
      return { exitBar: last, exit: 'expiry', exitMid: value, exitPrice: priceSettled(value, commission) }
    }
    return { exitBar: ts.length, ...atLastBid(where, contract, entryBar, ts[last], entry) }
  }
  const quote = quoteIn(where, contract, exitBar)
  if (quote === undefined) {
    return { exitBar, ...atLastBid(where, contract, entryBar, ts[exitBar - 1], entry) }
  }
  return { exitBar, exit: 'quote', exitMid: midOf(quote), exitPrice: priceSold(quote, commission) }
}

/** Left at the last bid since it was bought and up to a time; without another quote that of its entry. */
export function atLastBid(
  { market, quotes, commission }: Pick<OptionMarket, 'market' | 'quotes' | 'commission'>,
  contract: ContractKey,
  entryBar: number,
  until: number,
  entry: Quote,
): Omit<LeftAt, 'exitBar'> {
  const last = lastQuote(quotes, contract, barStart(market, entryBar), until) ?? entry
  return { exit: 'last_bid', exitMid: midOf(last), exitPrice: priceSettled(last.bid, commission) }
}

function quoteIn({ market, quotes }: OptionMarket, contract: ContractKey, bar: number): Quote | undefined {
  return firstQuote(quotes, contract, barStart(market, bar), market.ts[bar])
}

const expiryOf = ({ expiry }: ContractKey): number => sessionInstant(expiry, closeMinute(expiry))
