import type { Bars } from '../bars/bars.ts'
import type { MarketData } from '../bars/marketData.ts'
import { firstAtOrAfter } from '../bars/window.ts'
import { openMinute } from '../calendar/index.ts'
import { sessionInstant } from '../calendar/newYorkTime.ts'
import { blackScholes } from './blackScholes.ts'
import { impliedVolatility } from './impliedVolatility.ts'
import type { OptionQuotes } from './tables.ts'
import { yearsLeft } from './yearsLeft.ts'

/** Which contract of a side is taken: |delta| nearest the target, and no further from it than the tolerance. */
export interface ContractRule {
  deltaTarget: number
  deltaTolerance: number
}

export const defaultContractRule: ContractRule = { deltaTarget: 0.35, deltaTolerance: 0.05 }

/** Raised whenever a pick changes; part of `matrix_sha`. */
export const contractVersion = 1

/** What is known of a contract when it is picked. Prices are per share. */
export const contractFields = [
  'strike',
  'bid',
  'ask',
  'mid',
  'spread',
  /** (ask - bid) / mid. */
  'spread_pct',
  /** Contracts open after the session before. */
  'open_interest',
  /** Contracts traded since the session began. */
  'volume',
  /** Negative for puts. */
  'delta',
  /** Implied volatility, annualised. */
  'iv',
] as const

export type Contract = Record<(typeof contractFields)[number], number>

/** The picked contract of each row, as columns; all are NaN where there is none. */
export type PickedContracts = Record<(typeof contractFields)[number], Float64Array>

export interface Contracts {
  call: PickedContracts
  put: PickedContracts
}

export type OptionMarket = Pick<MarketData, 'chain' | 'trades'> & { quotes: OptionQuotes }

/**
 * The call and the put that would be bought at each of these bars, in rising order, among those that expire the same
 * day. A contract counts with its last quote within the bar; its volume is that traded up to the bar's time, its open
 * interest that of the session before (NaN where the market has no trades or no snapshot). Delta and volatility are those
 * of the mid, the close of the bar and the time to the session's close.
 */
export function pickContracts(
  bars: Bars,
  rows: Int32Array,
  market: OptionMarket,
  rule: ContractRule = defaultContractRule,
): Contracts {
  return { call: pickSide(bars, rows, market, rule, true), put: pickSide(bars, rows, market, rule, false) }
}

/** The best of some contracts, or undefined when none is near enough to the target. */
export function bestContract(
  contracts: readonly Contract[],
  { deltaTarget, deltaTolerance }: ContractRule,
): Contract | undefined {
  let best: Contract | undefined
  let least = deltaTolerance
  for (const contract of contracts) {
    const off = Math.abs(Math.abs(contract.delta) - deltaTarget)
    if (!(off <= least + sameDelta)) continue
    const isNearer = best === undefined || off < least - sameDelta
    if (!isNearer && best && !winsTie(contract, best)) continue
    best = contract
    least = Math.min(off, least)
  }
  return best
}

/** Deltas closer than this are equal: 0.4 - 0.35 is not 0.05 in binary fractions. */
const sameDelta = 1e-9

/** More volume first, then more open interest, then the lower strike. */
function winsTie(a: Contract, b: Contract): boolean {
  const byVolume = known(a.volume) - known(b.volume)
  const byInterest = known(a.open_interest) - known(b.open_interest)
  return (byVolume || byInterest || b.strike - a.strike) > 0
}

/** What is not known counts as less than nothing. */
function known(count: number): number {
  return Number.isNaN(count) ? -1 : count
}

function pickSide(
  bars: Bars,
  rows: Int32Array,
  market: OptionMarket,
  rule: ContractRule,
  isCall: boolean,
): PickedContracts {
  const picked = noContracts(rows.length)
  const volumes = volumesSoFar(market, isCall)
  let openInterest: ReadonlyMap<number, number> | null = null
  let session = Number.NaN
  for (const [i, row] of rows.entries()) {
    if (bars.session[row] !== session) {
      session = bars.session[row]
      openInterest = openInterestBefore(bars, row, market, isCall)
    }
    const volume = volumes(session, bars.ts[row])
    const quoted = [...lastQuotes(bars, row, market.quotes, isCall)].flatMap(([strike, quote]) => {
      const contract = priced(bars, row, market.quotes, quote, isCall)
      if (contract === undefined) return []
      const counts = {
        volume: volume === null ? Number.NaN : (volume.get(strike) ?? 0),
        open_interest: openInterest?.get(strike) ?? Number.NaN,
      }
      return [{ ...contract, ...counts }]
    })
    const best = bestContract(quoted, rule)
    if (best) for (const field of contractFields) picked[field][i] = best[field]
  }
  return picked
}

function noContracts(rows: number): PickedContracts {
  return eachField(() => new Float64Array(rows).fill(Number.NaN))
}

/** The contracts of the first rows. */
export function firstPicked(picked: PickedContracts, rows: number): PickedContracts {
  return eachField((field) => picked[field].slice(0, rows))
}

function eachField(column: (field: keyof PickedContracts) => Float64Array): PickedContracts {
  return {
    strike: column('strike'),
    bid: column('bid'),
    ask: column('ask'),
    mid: column('mid'),
    spread: column('spread'),
    spread_pct: column('spread_pct'),
    open_interest: column('open_interest'),
    volume: column('volume'),
    delta: column('delta'),
    iv: column('iv'),
  }
}

/** The row of the last quote of each strike after the bar before and up to the bar's time. */
function lastQuotes(bars: Bars, row: number, quotes: OptionQuotes, isCall: boolean): Map<number, number> {
  const session = bars.session[row]
  const opens = row === 0 || bars.session[row - 1] !== session
  const start = opens ? sessionInstant(session, openMinute(session)) : bars.ts[row - 1]
  const end = firstAtOrAfter(quotes.ts, bars.ts[row], true)
  const last = new Map<number, number>()
  for (let quote = firstAtOrAfter(quotes.ts, start, true); quote < end; quote++) {
    if (quotes.session[quote] !== session || quotes.expiry[quote] !== session) continue
    if ((quotes.isCall[quote] === 1) === isCall) last.set(quotes.strike[quote], quote)
  }
  return last
}

/** Prices, delta and volatility of a quote; undefined where it is no price to trade at, or none that a volatility explains. */
function priced(
  bars: Bars,
  row: number,
  quotes: OptionQuotes,
  quote: number,
  isCall: boolean,
): Omit<Contract, 'volume' | 'open_interest'> | undefined {
  const bid = quotes.bid[quote]
  const ask = quotes.ask[quote]
  if (!(bid >= 0 && ask > 0 && ask >= bid)) return undefined
  const strike = quotes.strike[quote]
  const mid = (bid + ask) / 2
  const terms = { spot: bars.close[row], strike, years: yearsLeft(bars.session[row], bars.ts[row]), isCall }
  const iv = impliedVolatility(mid, terms)
  if (Number.isNaN(iv)) return undefined
  const spread = ask - bid
  return { strike, bid, ask, mid, spread, spread_pct: spread / mid, delta: blackScholes(terms, iv).delta, iv }
}

/** Contracts traded in a session up to a time, by strike; asked for in rising order of time. Null without trades. */
function volumesSoFar({ trades }: OptionMarket, isCall: boolean) {
  let next = 0
  let session = Number.NaN
  let volumes = new Map<number, number>()
  return (ofSession: number, ts: number): ReadonlyMap<number, number> | null => {
    if (trades === null) return null
    if (ofSession !== session) {
      session = ofSession
      volumes = new Map()
    }
    for (; next < trades.ts.length && trades.ts[next] <= ts; next++) {
      if (trades.session[next] !== session || trades.expiry[next] !== session) continue
      if ((trades.isCall[next] === 1) !== isCall || !(trades.volume[next] > 0)) continue
      volumes.set(trades.strike[next], (volumes.get(trades.strike[next]) ?? 0) + trades.volume[next])
    }
    return volumes
  }
}

/** Open interest by strike of options that expire today, in the snapshot of the session before; null without a chain. */
function openInterestBefore(
  { session }: Bars,
  row: number,
  { chain }: OptionMarket,
  isCall: boolean,
): ReadonlyMap<number, number> | null {
  const first = firstAtOrAfter(session, session[row])
  if (chain === null || first === 0) return null
  const before = session[first - 1]
  const open = new Map<number, number>()
  const end = firstAtOrAfter(chain.session, before, true)
  for (let i = firstAtOrAfter(chain.session, before); i < end; i++) {
    if (chain.expiry[i] !== session[row] || (chain.isCall[i] === 1) !== isCall) continue
    open.set(chain.strike[i], chain.openInterest[i])
  }
  return open
}
