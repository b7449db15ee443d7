import { z } from 'zod'
import { formatDay, parseDay } from '../../core/bars/day.ts'
import { SigmaError } from '../../core/errors.ts'
import { occEnding } from '../../core/options/occSymbol.ts'
import type { ListingRequest } from '../source.ts'
import type { DayRange } from './chunks.ts'
import { inParallel } from './limits.ts'
import type { Contract } from './optionTicker.ts'
import { requestText } from './request.ts'
import { dayShape } from './shapes.ts'
import type { Question, Vendor } from './vendor.ts'

/** A contract as listings and snapshots describe it. */
export const contractShape = z.object({
  ticker: z.string(),
  contract_type: z.string(),
  expiration_date: dayShape,
  strike_price: z.number().positive(),
  shares_per_contract: z.number().optional(),
})

type ListedContract = z.infer<typeof contractShape>

export interface StrikeRange {
  from: number
  to: number
}

/** The close before a session, and the session: what strikes are counted from. */
export interface SessionClose {
  session: number
  close: number
}

/** Strikes up to `around` from a price or from the whole number next to it, and those half a unit beyond. */
export function strikesAround(price: number, around: number): StrikeRange {
  return { from: Math.max(0, Math.floor(price) - around - 0.5), to: Math.ceil(price) + around + 0.5 }
}

/** A listing never reaches further than is needed to see some strikes of every expiry. */
const expiryReach = { share: 0.025, least: 2.5 }
/** Expiries of stocks that have few are a month apart, or at their far end half a year. */
const daysBeyond = (daysAhead: number) => 45 + daysAhead

/**
 * The contracts of an underlying that were listed on a session, of expiries and strikes in a range (both ends
 * included), by expiry, strike and type. Contracts of other than 100 shares, which come of splits and mergers, are left
 * out. Source: Polygon REST, GET /v3/reference/options/contracts with as_of.
 */
export async function listContracts(
  vendor: Vendor,
  wanted: { ticker: string; session: number; expiries: DayRange; strikes: StrikeRange },
): Promise<{ contracts: Contract[]; request: string }> {
  const question = listing(wanted)
  const { rows } = await vendor.ask(question)
  return { contracts: rows.flatMap(toContract).sort(byContract), request: requestText(question.request) }
}

/** Above any strike. */
const highestStrike = 1_000_000

/** How many contracts of each expiry were listed on a day. */
export async function countContracts(
  vendor: Vendor,
  { ticker, asOf, expiries }: ListingRequest,
): Promise<ReadonlyMap<number, number>> {
  vendor.expect(expiries.length)
  const counted = await inParallel(expiries, async (expiry): Promise<[number, number]> => {
    const { contracts } = await listContracts(vendor, {
      ticker,
      session: asOf,
      expiries: { from: expiry, to: expiry },
      strikes: { from: 0, to: highestStrike },
    })
    return [expiry, contracts.length]
  })
  return new Map(counted)
}

function listing({
  ticker,
  session,
  expiries,
  strikes,
}: {
  ticker: string
  session: number
  expiries: DayRange
  strikes: StrikeRange
}): Question<ListedContract> {
  return {
    request: {
      path: '/v3/reference/options/contracts',
      query: {
        underlying_ticker: ticker,
        as_of: formatDay(session),
        'expiration_date.gte': formatDay(expiries.from),
        'expiration_date.lte': formatDay(expiries.to),
        'strike_price.gte': String(strikes.from),
        'strike_price.lte': String(strikes.to),
        sort: 'ticker',
        order: 'asc',
        limit: '1000',
      },
    },
    row: contractShape,
    check: (rows) =>
      faultOf(rows, ({ strike, expiry }) =>
        expiry < expiries.from || expiry > expiries.to || strike < strikes.from || strike > strikes.to
          ? 'lies outside what was asked for'
          : undefined,
      ),
    keep: { lastDay: session },
  }
}

/**
 * Expiries from a day on that were listed on a session, rising, far enough ahead for `daysAhead`. None at all is
 * UNPROCESSABLE.
 */
export async function listExpiries(
  vendor: Vendor,
  {
    ticker,
    at,
    from,
    daysAhead,
  }: { ticker: string; at: SessionClose; from: number; daysAhead: readonly number[] },
): Promise<number[]> {
  const { session, close } = at
  const furthest = Math.max(...daysAhead)
  const reach = Math.max(expiryReach.least, close * expiryReach.share)
  const { contracts, request } = await listContracts(vendor, {
    ticker,
    session,
    expiries: { from, to: session + furthest + daysBeyond(furthest) },
    strikes: { from: Math.max(0, Math.floor(close - reach)), to: Math.ceil(close + reach) },
  })
  if (contracts.length === 0) throw emptyChain(request, `${ticker} on ${formatDay(session)}`)
  return [...new Set(contracts.map(({ expiry }) => expiry))]
}

/**
 * Of rising expiries those after `after` that are nearest to so many days from the session, the earlier of two; 0 days
 * is the first one.
 */
export function nearestExpiries(
  expiries: readonly number[],
  { session, after, daysAhead }: { session: number; after: number; daysAhead: readonly number[] },
): number[] {
  const left = expiries.filter((expiry) => expiry > after)
  if (left.length === 0) return []
  const distance = (expiry: number, days: number) => Math.abs(expiry - session - days)
  const nearest = daysAhead.map((days) =>
    left.reduce((best, expiry) => (distance(expiry, days) < distance(best, days) ? expiry : best)),
  )
  return [...new Set(nearest)].sort((a, b) => a - b)
}

/** No contract where there must be some. UNPROCESSABLE, naming the request. */
export function emptyChain(request: string, where: string): SigmaError {
  return new SigmaError('UNPROCESSABLE', `polygon lists no options of ${where}: ${request}`, {
    details: { request },
    next: 'choose a ticker that has options, and sessions from when the vendor has them; or run again later',
  })
}

/** The contract of a listing; none for what is no call or put of 100 shares. */
export function toContract(listed: ListedContract): Contract[] {
  const { ticker, contract_type, expiration_date, strike_price, shares_per_contract = 100 } = listed
  if (shares_per_contract !== 100 || (contract_type !== 'call' && contract_type !== 'put')) return []
  return [
    { ticker, expiry: parseDay(expiration_date), strike: strike_price, isCall: contract_type === 'call' },
  ]
}

/** Says which contract is not what its ticker spells, or not what was asked for. */
export function faultOf(
  listed: readonly ListedContract[],
  other: (contract: Contract) => string | undefined,
): string | undefined {
  for (const contract of listed.flatMap(toContract)) {
    const ending = occEnding(contract)
    if (!contract.ticker.endsWith(ending)) return `${contract.ticker}: its own terms spell ${ending}`
    const fault = other(contract)
    if (fault !== undefined) return `${contract.ticker} ${fault}`
  }
  return undefined
}

export function byContract(a: Omit<Contract, 'ticker'>, b: Omit<Contract, 'ticker'>): number {
  return a.expiry - b.expiry || a.strike - b.strike || Number(a.isCall) - Number(b.isCall)
}
