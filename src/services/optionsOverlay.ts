import { formatDay, parseDay } from '../core/bars/day.ts'
import { fridayFrom, isScheduledSession, weeklyExpiry } from '../core/calendar/index.ts'
import { invalidParam, SigmaError } from '../core/errors.ts'
import type { RiskProfile } from '../core/gate/riskBudget.ts'
import { expirationNear } from '../core/options/expirations.ts'
import { occSymbol } from '../core/options/occSymbol.ts'
import {
  layOver,
  type OverlayMode,
  type OverlayPosition,
  type OverlayRefusal,
  positionValue,
} from '../core/options/overlay.ts'
import {
  isListed,
  knowsInterestBefore,
  type OverlayCandidates,
  type OverlayGuards,
  overlayCandidates,
} from '../core/options/overlayCandidates.ts'
import { yearsLeft } from '../core/options/yearsLeft.ts'
import { newYorkTime } from '../data/calendar.ts'
import type { BarSource } from '../data/source.ts'
import {
  insertOptionSignals,
  type ListedOptionSignal,
  listOptionSignals,
  type OptionSignal,
  symbolsOf,
} from '../store/optionSignals.ts'
import { type ListedSignal, listSignals } from '../store/signals.ts'
import { barSource } from './barSource.ts'
import { type OverlayData, overlayData } from './overlayData.ts'
import {
  type PremiumParity,
  parityCsv,
  parityOf,
  premiumSummary,
  type UnderlyingParity,
  underlyingSummary,
} from './overlayParity.ts'
import type { Parts } from './parts.ts'
import { resolveSubject, type Subject } from './subject.ts'
import { outputPath, shownPath } from './workspace.ts'
import { writeWhole } from './writeWhole.ts'

/** Options for the signals of a day. What is left out is the policy's, its limits those of the risk profile. */
export interface OverlayRequest {
  modelId: string
  packId?: string
  /** Today in New York when absent. */
  date?: string
  expiry?: string
  /** Calendar days to the expiry; it is the nearest one. Not together with `expiry`. */
  dteTarget?: number
  mode?: OverlayMode
  spreadWidth?: number
  side?: 'call' | 'put'
  targetDelta?: number
  minOpenInterest?: number
  minVolume?: number
  spreadPctMax?: number
  /** Signals at most, by rank. */
  limit?: number
  source?: string
  underlyingParity?: boolean
  premiumParity?: boolean
  writeParityCsv?: boolean
  riskProfile?: RiskProfile
}

/** A signal that gets no options, and why. */
export interface RefusedSignal {
  signalId: string
  ticker: string
  reason: OverlayRefusal | 'no_data' | 'no_price' | 'not_listed' | 'expired'
  message: string
  /** How many contracts fell to what. */
  contracts: OverlayCandidates['refused']
}

export interface Overlay {
  /** Signals with options, and how many of these are new. */
  count: number
  written: number
  date: string
  expiry: string
  parity: UnderlyingParity | null
  premiumParity: PremiumParity | null
  /** Relative to the workspace. */
  parityCsv: string | null
  optionSignals: ListedOptionSignal[]
  refused: RefusedSignal[]
  warnings: string[]
}

const usualLimit = 100

/** Calendar days to the expiry where neither the request nor the policy says: Sigma's choice, as in the pack overlay. */
const usualDaysAhead = 30

/**
 * Lays options over the stock signals of a model and day, and keeps them: a call for a long signal, a put for a short one.
 * Nothing is looked at that came after a signal, but for what its parity tells. Done again, it writes nothing.
 *
 * @throws INVALID_PARAM for an expiry that is over or none; NOT_FOUND without signals; what the source throws where it has nothing of any signal
 */
export async function overlayOptions(parts: Parts, request: OverlayRequest): Promise<Overlay> {
  const subject = await resolveSubject(parts, request)
  const today = newYorkTime(parts.now().getTime()).day
  const session = request.date === undefined ? today : parseDay(request.date, 'date')
  const expiry = expiryOf(subject, request, session)
  const csv = csvFile(parts, subject, request, session)
  const signals = await signalsOf(parts, subject, session, request.limit ?? usualLimit)
  const { model, pack } = subject
  const source = barSource(parts, request.source ?? model?.config.source ?? pack.defaults.source)
  const plan = { parts, subject, request, source, session, expiry }
  const laid: Laid[] = []
  const refused: RefusedSignal[] = []
  const warnings = new Set<string>()
  let failure: SigmaError | undefined
  for (const signal of signals) {
    parts.stopping.throwIfAborted()
    try {
      const one = await overlaySignal(plan, signal, warnings)
      if ('reason' in one) refused.push(one)
      else laid.push(one)
    } catch (error) {
      if (!(error instanceof SigmaError) || !missingData.has(error.code)) throw error
      failure ??= error
      refused.push(refusal(signal, 'no_data', error.message))
    }
  }
  // What holds for every signal is a fault of the request, such as a source that has no options.
  if (failure && refused.every(({ reason }) => reason === 'no_data') && laid.length === 0) throw failure
  const rows = laid.map(({ row }) => row)
  const written = await insertOptionSignals(parts.db, rows)
  return {
    count: laid.length,
    written: written.length,
    date: formatDay(session),
    expiry: formatDay(expiry),
    ...(await paritiesOf(plan, laid, csv, warnings)),
    optionSignals: await keptRows(parts, subject, session, rows),
    refused,
    warnings: [...warnings],
  }
}

/** How a source refuses a ticker that it has nothing of, or that is none to it. */
const missingData: ReadonlySet<string> = new Set(['UNPROCESSABLE', 'NOT_FOUND', 'INVALID_PARAM'])

interface Plan {
  parts: Parts
  subject: Subject
  request: OverlayRequest
  source: BarSource
  session: number
  expiry: number
}

interface Laid {
  signal: ListedSignal
  row: OptionSignal
  position: OverlayPosition
  data: OverlayData
}

function expiryOf({ execution }: Subject, request: OverlayRequest, session: number): number {
  const { dte_target, weekly_ok } = execution.options.selection
  if (request.expiry === undefined) {
    return expirationNear(session, request.dteTarget ?? dte_target ?? usualDaysAhead, weekly_ok)
  }
  if (request.dteTarget !== undefined) {
    throw invalidParam([{ field: 'dte_target', issue: 'goes without an expiry; give one of them' }])
  }
  const expiry = parseDay(request.expiry, 'expiry')
  const fault = (issue: string) => invalidParam([{ field: 'expiry', issue }])
  if (expiry < session) {
    throw fault(`${request.expiry} is before the day of the signals, ${formatDay(session)}: it is over`)
  }
  if (isScheduledSession(expiry)) return expiry
  // A weekend belongs to the week before it.
  const moved = formatDay(weeklyExpiry(fridayFrom(expiry - 2)))
  throw fault(`${request.expiry} is no session of the exchange; the options of that week expire on ${moved}`)
}

async function signalsOf(
  { db }: Parts,
  { packId, modelId }: Subject,
  session: number,
  limit: number,
): Promise<ListedSignal[]> {
  const date = formatDay(session)
  const { rows } = await listSignals(db, { packId, modelId, date }, { limit, offset: 0 })
  if (rows.length > 0) return rows
  throw new SigmaError('NOT_FOUND', `${modelId} has no signals on ${date}`, {
    next: 'name a day that has signals with --date',
  })
}

function guardsOf({ budget, execution }: Subject, request: OverlayRequest): OverlayGuards {
  const { min_oi, min_vol } = execution.options.selection
  return {
    spreadPctMax: request.spreadPctMax ?? budget.spread_pct_max ?? null,
    oiMin: limitOf(request.minOpenInterest ?? min_oi),
    volumeMin: limitOf(request.minVolume ?? budget.volume_min ?? 0),
    volatilityMin: limitOf(min_vol ?? 0),
  }
}

/** A minimum that every contract meets is none, whether or not its count is known. */
const limitOf = (minimum: number): number | null => (minimum > 0 ? minimum : null)

async function overlaySignal(
  { parts, subject, request, source, session, expiry }: Plan,
  signal: ListedSignal,
  warnings: Set<string>,
): Promise<Laid | RefusedSignal> {
  const { selection } = subject.execution.options
  const config = subject.model?.config
  const isCall = request.side === undefined ? signal.side === 'long' : request.side === 'call'
  const rule = {
    mode: request.mode ?? 'single',
    targetDelta: request.targetDelta ?? selection.target_delta,
    spreadWidth: request.spreadWidth ?? selection.spread_width,
  }
  const data = await overlayData(source, signal, {
    session,
    expiry,
    isCall,
    targetDelta: rule.targetDelta,
    spreadWidth: rule.mode === 'vertical' ? rule.spreadWidth : 0,
    cadence: config?.cadence ?? 'daily',
    now: parts.now().getTime(),
  })
  if (data === null) return refusal(signal, 'no_price', 'there is no price of the underlying at its time')
  for (const warning of data.warnings) warnings.add(warning)
  const { market } = data
  if (yearsLeft(expiry, market.asOf) <= 0) {
    return refusal(signal, 'expired', 'options of that day had expired when the signal was decided')
  }
  if (!isListed(market, expiry)) {
    return refusal(signal, 'not_listed', `no contracts that expire on ${formatDay(expiry)} were listed`)
  }
  const guards = guardsWithData(guardsOf(subject, request), request, data, warnings)
  const candidates = overlayCandidates(market, expiry, isCall, guards)
  const { stopPx: stop, targetPx: target } = signal
  const position = layOver(candidates, rule, { asOf: market.asOf, stop, target })
  if (typeof position === 'string') {
    return refusal(signal, position, messages[position], candidates.refused)
  }
  return { signal, position, data, row: toOptionSignal(parts, signal, position, market.asOf) }
}

/** As in backtests: what is known of no contract can't guard a purchase, unless the request asks for it. */
function guardsWithData(
  guards: OverlayGuards,
  { minOpenInterest }: OverlayRequest,
  { market }: OverlayData,
  warnings: Set<string>,
): OverlayGuards {
  if (guards.oiMin === null || minOpenInterest !== undefined || knowsInterestBefore(market)) return guards
  warnings.add(
    `the source has no open interest of the session before: contracts are taken without the policy’s min_oi of ${guards.oiMin}`,
  )
  return { ...guards, oiMin: null }
}

const messages: Readonly<Record<OverlayRefusal, string>> = {
  no_contract: 'no contract passes',
  no_short_leg: 'no contract further out of the money passes, to be sold',
  no_debit: 'what is sold is quoted as dear as what is bought',
}

function refusal(
  { id, ticker }: ListedSignal,
  reason: RefusedSignal['reason'],
  message: string,
  contracts: OverlayCandidates['refused'] = {},
): RefusedSignal {
  return { signalId: id, ticker, reason, message, contracts }
}

function toOptionSignal(
  parts: Parts,
  { id: signalId, ticker, stopPx, targetPx }: ListedSignal,
  position: OverlayPosition,
  asOf: number,
): OptionSignal {
  const { mode, legs, netDebit, stopValue, targetValue } = position
  const [bought] = legs
  const ofBought = (spot: number | null) => (spot === null ? null : positionValue([bought], spot, asOf))
  return {
    id: parts.newId(),
    signalId,
    mode,
    expiry: formatDay(bought.expiry),
    legs: legs.map((leg) => ({
      quantity: leg.quantity,
      symbol: occSymbol(ticker, leg),
      strike: leg.strike,
      type: leg.isCall ? 'call' : 'put',
      bid: known(leg.bid),
      ask: known(leg.ask),
      premium: leg.premium,
      delta: leg.delta,
      iv: leg.iv,
      openInterest: known(leg.openInterest),
      volume: known(leg.volume),
    })),
    stopPremium: ofBought(stopPx),
    targetPremium: ofBought(targetPx),
    isEstimate: legs.some(({ isEstimate }) => isEstimate),
    netDebit,
    stopValue,
    targetValue,
    pricedAt: new Date(asOf).toISOString(),
    createdAt: parts.now().toISOString(),
  }
}

const known = (value: number): number | null => (Number.isNaN(value) ? null : value)

/** Where parity is written, if it is asked for. @throws INVALID_PARAM where something is in the way */
function csvFile(
  { workspace }: Parts,
  { modelId }: Subject,
  { writeParityCsv = false }: OverlayRequest,
  session: number,
): string | null {
  if (!writeParityCsv) return null
  const path = `live_data/${modelId}/option_parity_${formatDay(session)}.csv`
  return outputPath(workspace, path, 'write_parity_csv')
}

async function paritiesOf(
  { parts, request, session }: Plan,
  laid: readonly Laid[],
  csv: string | null,
  warnings: Set<string>,
): Promise<Pick<Overlay, 'parity' | 'premiumParity' | 'parityCsv'>> {
  const nothing = { parity: null, premiumParity: null, parityCsv: null }
  if (laid.length === 0) return nothing
  const { underlyingParity = true, premiumParity = true } = request
  const parities = laid.map(({ signal, position, data, row }) =>
    parityOf(signal, position, { spot: data.market.spot, after: data.after, symbols: symbolsOf(row) }),
  )
  const isAsked = underlyingParity || premiumParity
  if (isAsked && parities.every(({ underlying }) => underlying === null)) {
    warnings.add('there is no parity yet: the source has no bars after the day of the signals')
  }
  if (csv !== null) await writeWhole(csv, parityCsv(session, parities))
  return {
    parity: underlyingParity ? underlyingSummary(parities) : null,
    premiumParity: premiumParity ? premiumSummary(parities) : null,
    parityCsv: csv === null ? null : shownPath(parts.workspace, csv),
  }
}

/** The rows as they were kept, those from before among them. */
async function keptRows(
  { db }: Parts,
  { packId, modelId }: Subject,
  session: number,
  rows: readonly OptionSignal[],
): Promise<ListedOptionSignal[]> {
  const wanted = new Set(rows.map((row) => `${row.signalId} ${symbolsOf(row)}`))
  const filter = { packId, modelId, date: formatDay(session) }
  const all = await listOptionSignals(db, filter, { limit: Number.MAX_SAFE_INTEGER, offset: 0 })
  return all.rows.filter(({ signalId, symbols }) => wanted.has(`${signalId} ${symbols}`))
}
