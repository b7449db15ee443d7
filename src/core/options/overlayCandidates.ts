import { firstAtOrAfter } from '../bars/window.ts'
import { blackScholes } from './blackScholes.ts'
import { impliedVolatility } from './impliedVolatility.ts'
import type { OptionContract } from './occSymbol.ts'
import type { OptionChain, OptionQuotes } from './tables.ts'
import { yearsLeft } from './yearsLeft.ts'

/** What is known of the options of an underlying at one time. */
export interface OverlayMarket {
  /** Milliseconds since 1970-01-01 UTC; nothing later is looked at. */
  asOf: number
  /** The session of that time, in days since 1970-01-01. */
  session: number
  /** Price of the underlying. */
  spot: number
  /** Snapshots of the chain: of the last one before the session count open interest, volume and volatility. */
  chain: OptionChain
  quotes: OptionQuotes | null
}

/** A contract that can be traded, or that would be if anybody quoted it. Prices are per share. */
export interface OverlayContract extends OptionContract {
  /** NaN where the premium is an estimate. */
  bid: number
  ask: number
  /** The mid of bid and ask; by Black and Scholes from the volatility of the session before where there are no quotes. */
  premium: number
  isEstimate: boolean
  /** Negative for puts. */
  delta: number
  /** Annualised. */
  iv: number
  /** After the session before; NaN where it is not known. */
  openInterest: number
  /** Traded in the session before; NaN where it is not known. */
  volume: number
}

/** What a contract must meet; null is no limit. Equality passes. */
export interface OverlayGuards {
  /** Greatest (ask - bid) / mid. */
  spreadPctMax: number | null
  oiMin: number | null
  volumeMin: number | null
  /** Least implied volatility, annualised. */
  volatilityMin: number | null
}

/** Why a contract is not traded; the first that holds is counted. */
type ContractRefusal =
  | 'no_quote'
  | 'zero_quote'
  | 'crossed_quote'
  | 'no_volatility'
  | 'spread_above_limit'
  | 'oi_below_min'
  | 'volume_below_min'
  | 'volatility_below_min'

/** The contracts of one expiry and side that pass, rising by strike, and how many fell to what. */
export interface OverlayCandidates {
  contracts: OverlayContract[]
  refused: Partial<Record<ContractRefusal, number>>
}

/**
 * The calls or puts of an expiry that could be traded. A contract counts with its last quote of the session up to the
 * time; a quote that is crossed or lacks a side is none. Where the session has no quotes of them at all, as in sources
 * that keep none of the past, premiums are estimated from the volatilities of the session before.
 *
 * @param expiry days since 1970-01-01
 */
export function overlayCandidates(
  market: OverlayMarket,
  expiry: number,
  isCall: boolean,
  guards: OverlayGuards,
): OverlayCandidates {
  const { asOf, spot, chain } = market
  const snapshot = snapshotBefore(market, expiry, isCall)
  const quoted = lastQuotes(market, expiry, isCall)
  const years = yearsLeft(expiry, asOf)
  const contracts: OverlayContract[] = []
  const refused: OverlayCandidates['refused'] = {}
  for (const strike of strikesOf(snapshot, quoted)) {
    const terms = { isCall, spot, strike, years }
    const row = snapshot.get(strike)
    const priced =
      quoted.size > 0
        ? fromQuote(quoted.get(strike), terms)
        : fromVolatility(row === undefined ? Number.NaN : chain.impliedVolatility[row], terms)
    if (typeof priced === 'string') {
      refused[priced] = (refused[priced] ?? 0) + 1
      continue
    }
    const contract = {
      expiry,
      strike,
      isCall,
      ...priced,
      openInterest: row === undefined ? Number.NaN : chain.openInterest[row],
      volume: row === undefined ? Number.NaN : chain.volume[row],
    }
    const refusal = refusalOf(contract, guards)
    if (refusal === undefined) contracts.push(contract)
    else refused[refusal] = (refused[refusal] ?? 0) + 1
  }
  return { contracts, refused }
}

/** Whether the open interest of any contract is known before the session: some sources serve none of the past. */
export function knowsInterestBefore({ chain, session }: Pick<OverlayMarket, 'chain' | 'session'>): boolean {
  const end = firstAtOrAfter(chain.session, session)
  return chain.openInterest.subarray(0, end).some((count) => !Number.isNaN(count))
}

/** A delta that was so far off the session before may be the nearest now. */
const deltaReach = 0.2

/**
 * How far from the price strikes have to be quoted for the one of a delta to be among them, as the last snapshot before
 * the session tells; a whole number in the price's unit. A tenth of the price where it does not.
 */
export function strikeReach(
  market: Pick<OverlayMarket, 'chain' | 'session' | 'spot'>,
  expiry: number,
  isCall: boolean,
  targetDelta: number,
): number {
  const { chain, spot } = market
  let reach = 0
  for (const [strike, row] of snapshotBefore(market, expiry, isCall)) {
    if (Math.abs(Math.abs(chain.delta[row]) - targetDelta) > deltaReach) continue
    reach = Math.max(reach, Math.abs(strike - spot))
  }
  return Math.ceil(reach > 0 ? reach : spot / 10) + 1
}

/** Whether the last snapshot before the session has contracts of an expiry. */
export function isListed(
  { chain, session }: Pick<OverlayMarket, 'chain' | 'session'>,
  expiry: number,
): boolean {
  return chain.expiry.subarray(0, firstAtOrAfter(chain.session, session)).includes(expiry)
}

/** The row of each strike in the last snapshot before the session. */
function snapshotBefore(
  { chain, session }: Pick<OverlayMarket, 'chain' | 'session'>,
  expiry: number,
  isCall: boolean,
): Map<number, number> {
  const rows = new Map<number, number>()
  const end = firstAtOrAfter(chain.session, session)
  if (end === 0) return rows
  for (let row = firstAtOrAfter(chain.session, chain.session[end - 1]); row < end; row++) {
    if (chain.expiry[row] === expiry && (chain.isCall[row] === 1) === isCall) rows.set(chain.strike[row], row)
  }
  return rows
}

interface Quote {
  bid: number
  ask: number
}

/** The last quote of each strike within the session and up to the time. */
function lastQuotes(
  { quotes, session, asOf }: OverlayMarket,
  expiry: number,
  isCall: boolean,
): Map<number, Quote> {
  const last = new Map<number, Quote>()
  if (quotes === null) return last
  const end = firstAtOrAfter(quotes.ts, asOf, true)
  for (let row = firstAtOrAfter(quotes.session, session); row < end; row++) {
    if (quotes.expiry[row] !== expiry || (quotes.isCall[row] === 1) !== isCall) continue
    last.set(quotes.strike[row], { bid: quotes.bid[row], ask: quotes.ask[row] })
  }
  return last
}

/** Every strike that is listed; where some are quoted, those between the lowest and the highest that are. */
function strikesOf(snapshot: ReadonlyMap<number, number>, quoted: ReadonlyMap<number, Quote>): number[] {
  const strikes = [...new Set([...snapshot.keys(), ...quoted.keys()])].sort((a, b) => a - b)
  if (quoted.size === 0) return strikes
  const lowest = Math.min(...quoted.keys())
  const highest = Math.max(...quoted.keys())
  return strikes.filter((strike) => strike >= lowest && strike <= highest)
}

interface Terms {
  isCall: boolean
  spot: number
  strike: number
  years: number
}

type Priced = Pick<OverlayContract, 'bid' | 'ask' | 'premium' | 'isEstimate' | 'delta' | 'iv'>

function fromQuote(quote: Quote | undefined, terms: Terms): Priced | ContractRefusal {
  if (quote === undefined || Number.isNaN(quote.bid) || Number.isNaN(quote.ask)) return 'no_quote'
  const { bid, ask } = quote
  if (!(bid > 0 && ask > 0)) return 'zero_quote'
  if (bid > ask) return 'crossed_quote'
  const premium = (bid + ask) / 2
  const iv = impliedVolatility(premium, terms)
  if (Number.isNaN(iv)) return 'no_volatility'
  return { bid, ask, premium, isEstimate: false, delta: blackScholes(terms, iv).delta, iv }
}

function fromVolatility(iv: number, terms: Terms): Priced | ContractRefusal {
  const { price, delta } = blackScholes(terms, iv)
  if (!(price > 0)) return 'no_volatility'
  return { bid: Number.NaN, ask: Number.NaN, premium: price, isEstimate: true, delta, iv }
}

/** A count that is not known can not be shown to meet its minimum. An estimate has no spread to look at. */
function refusalOf(
  { bid, ask, premium, isEstimate, openInterest, volume, iv }: OverlayContract,
  { spreadPctMax, oiMin, volumeMin, volatilityMin }: OverlayGuards,
): ContractRefusal | undefined {
  if (spreadPctMax !== null && !isEstimate && !((ask - bid) / premium <= spreadPctMax))
    return 'spread_above_limit'
  if (oiMin !== null && !(openInterest >= oiMin)) return 'oi_below_min'
  if (volumeMin !== null && !(volume >= volumeMin)) return 'volume_below_min'
  if (volatilityMin !== null && !(iv >= volatilityMin)) return 'volatility_below_min'
  return undefined
}
