import { formatDay } from '../../core/bars/day.ts'
import { SigmaError } from '../../core/errors.ts'
import type { OptionChain } from '../../core/options/tables.ts'
import { newYorkTime } from '../calendar.ts'
import { type Aggregate, aggregateQuestion } from './aggregates.ts'
import { emptyChain, listContracts, listExpiries, nearestExpiries, type SessionClose } from './contracts.ts'
import { inParallel } from './limits.ts'
import { bySession, type ChainRow, contractColumns, numbers } from './optionRows.ts'
import type { Contract } from './optionTicker.ts'
import { requestText } from './request.ts'
import { snapshotQuestion, snapshotRows } from './snapshot.ts'
import type { Vendor } from './vendor.ts'

/** An option and the market around it: prices per share, time to expiry in years. */
export interface PricedOption {
  isCall: boolean
  spot: number
  strike: number
  years: number
}

/** How options are valued: the volatility (annualised fraction) that explains a price, and the sensitivities at one. */
export interface OptionPricing {
  impliedVolatility(price: number, option: PricedOption): number
  sensitivities(option: PricedOption, volatility: number): { delta: number; gamma: number }
}

/** How far from the close strikes are asked for, as a share of it: a request for each contract is dear. */
const strikeReach = 0.1

/** A contract with the sessions on which it belongs to the chain. */
interface WantedContract extends Contract {
  sessions: SessionClose[]
}

/**
 * The chain at the end of each of these sessions, all of which are over, with the expiries after it that are nearest to
 * `daysAhead`.
 *
 * Today's is the vendor's snapshot, all strikes, and is kept. Of a session whose snapshot was not kept the chain is put
 * together: the contracts listed then within 10 % of the close, the last trade of the session as their price, volatility,
 * delta and gamma from it; bid, ask and open interest are missing, since the vendor serves none.
 */
export async function loadChain(
  vendor: Vendor,
  {
    ticker,
    sessions,
    daysAhead,
    pricing,
  }: {
    ticker: string
    sessions: readonly SessionClose[]
    daysAhead: readonly number[]
    pricing: OptionPricing
  },
): Promise<{ chain: OptionChain; warnings: string[] }> {
  vendor.expect(sessions.length)
  const wanted = await inParallel(sessions, async (at) => {
    const { session } = at
    const expiries = await listExpiries(vendor, { ticker, at, from: session + 1, daysAhead })
    return nearestExpiries(expiries, { session, after: session, daysAhead }).map((expiry) => ({
      ticker,
      at,
      expiry,
    }))
  })
  const found = await inParallel(wanted.flat(), (one) => snapshotOrListing(vendor, one))
  const past = await pastRows(vendor, joinContracts(found.flatMap(({ listed }) => listed)), pricing)
  const rows = [...found.flatMap(({ kept }) => kept), ...past].sort(bySession)
  const rebuilt = new Set(past.map(({ session }) => session)).size
  return {
    chain: toChain(rows),
    warnings: [
      ...new Set(found.flatMap(({ warning }) => (warning === undefined ? [] : [warning]))),
      ...(rebuilt === 0
        ? []
        : [
            `polygon serves no open interest and no closing quotes of the past: both are missing on ${rebuilt} ` +
              'of the sessions of the option chain; loading every day after the close collects them from then on',
          ]),
    ],
  }
}

interface Found {
  kept: ChainRow[]
  listed: WantedContract[]
  warning?: string
}

async function snapshotOrListing(
  vendor: Vendor,
  { ticker, at, expiry }: { ticker: string; at: SessionClose; expiry: number },
): Promise<Found> {
  const { session, close } = at
  const question = snapshotQuestion({ ticker, session, expiry })
  const kept = await vendor.recall(question)
  if (kept !== undefined) return { kept: snapshotRows(kept, session), listed: [] }
  vendor.expect(1)
  if (session === vendor.today) return todaysSnapshot(vendor, ticker, session, question)
  const { contracts, request } = await listContracts(vendor, {
    ticker,
    session,
    expiries: { from: expiry, to: expiry },
    strikes: { from: Math.floor(close * (1 - strikeReach)), to: Math.ceil(close * (1 + strikeReach)) },
  })
  if (contracts.length === 0) throw emptyChain(request, `${ticker} on ${formatDay(session)}`)
  return { kept: [], listed: contracts.map((contract) => ({ ...contract, sessions: [at] })) }
}

/** Only later sessions read today's chain, so a plan without snapshots spoils nothing that is asked for now. */
async function todaysSnapshot(
  vendor: Vendor,
  ticker: string,
  session: number,
  question: ReturnType<typeof snapshotQuestion>,
): Promise<Found> {
  try {
    const { rows } = await vendor.ask(question)
    if (rows.length === 0)
      throw emptyChain(requestText(question.request), `${ticker} on ${formatDay(session)}`)
    return { kept: snapshotRows(rows, session), listed: [] }
  } catch (error) {
    if (!(error instanceof SigmaError && error.code === 'FORBIDDEN')) throw error
    return { kept: [], listed: [], warning: `today’s option chain was not collected: ${error.message}` }
  }
}

function joinContracts(listed: readonly WantedContract[]): WantedContract[] {
  const contracts = new Map<string, WantedContract>()
  for (const one of listed) {
    const known = contracts.get(one.ticker)
    if (known === undefined) contracts.set(one.ticker, { ...one, sessions: [...one.sessions] })
    else known.sessions.push(...one.sessions)
  }
  return [...contracts.values()]
}

async function pastRows(
  vendor: Vendor,
  contracts: readonly WantedContract[],
  pricing: OptionPricing,
): Promise<ChainRow[]> {
  vendor.expect(contracts.length)
  const rows = await inParallel(contracts, async (contract) => {
    const days = contract.sessions.map(({ session }) => session)
    // Exactly the sessions that are wanted, so that the question stays the same when the window grows.
    const range = { from: Math.min(...days), to: Math.max(...days) }
    const series = { ticker: contract.ticker, multiplier: 1, span: 'day' } as const
    const answer = await vendor.ask(aggregateQuestion(series, range))
    const barOf = new Map(answer.rows.map((bar) => [newYorkTime(bar.t).day, bar]))
    return contract.sessions.map((at) => pastRow(contract, at, barOf.get(at.session), pricing))
  })
  return rows.flat()
}

/** A contract that did not trade has no price, and so no volatility; its volume is 0. */
function pastRow(
  { expiry, strike, isCall }: Contract,
  { session, close }: SessionClose,
  bar: Aggregate | undefined,
  pricing: OptionPricing,
): ChainRow {
  const option = { isCall, spot: close, strike, years: (expiry - session) / 365 }
  const volatility = bar === undefined ? Number.NaN : pricing.impliedVolatility(bar.c, option)
  const { delta, gamma } = pricing.sensitivities(option, volatility)
  const none = Number.NaN
  return {
    session,
    expiry,
    strike,
    isCall,
    bid: none,
    ask: none,
    impliedVolatility: volatility,
    delta,
    gamma,
    openInterest: none,
    volume: bar?.v ?? 0,
  }
}

function toChain(rows: readonly ChainRow[]): OptionChain {
  return {
    ...contractColumns(rows),
    bid: numbers(rows, ({ bid }) => bid),
    ask: numbers(rows, ({ ask }) => ask),
    impliedVolatility: numbers(rows, ({ impliedVolatility }) => impliedVolatility),
    delta: numbers(rows, ({ delta }) => delta),
    gamma: numbers(rows, ({ gamma }) => gamma),
    openInterest: numbers(rows, ({ openInterest }) => openInterest),
    volume: numbers(rows, ({ volume }) => volume),
  }
}
