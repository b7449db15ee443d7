import { formatDay, parseDay } from '../core/bars/day.ts'
import { fridayFrom, isScheduledSession, weeklyExpiry } from '../core/calendar/index.ts'
import { invalidParam, SigmaError } from '../core/errors.ts'
import type { RiskProfile } from '../core/gate/riskBudget.ts'
import { expirationNear } from '../core/options/expirations.ts'
import { newYorkTime } from '../data/calendar.ts'
import { type ListedOptionSignal, type OptionSignal, symbolsOf } from '../store/optionSignals.ts'
import { type ListedSignal, listSignals } from '../store/signals.ts'
import { barSource } from './barSource.ts'
import {
  type ChoiceRequest,
  type ChosenOptions,
  chooseOptions,
  type RefusedSignal,
  refusal,
} from './chooseOptions.ts'
import { keepOptions, toOptionSignal } from './keepOptions.ts'
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
export interface OverlayRequest extends ChoiceRequest {
  modelId: string
  packId?: string
  /** Today in New York when absent. */
  date?: string
  expiry?: string
  /** Calendar days to the expiry; it is the nearest one. Not together with `expiry`. */
  dteTarget?: number
  /** Signals at most, by rank. */
  limit?: number
  source?: string
  underlyingParity?: boolean
  premiumParity?: boolean
  writeParityCsv?: boolean
  riskProfile?: RiskProfile
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
  const plan = { subject, request, source, session, expiry, now: parts.now().getTime() }
  const chosen: ChosenOptions[] = []
  const refused: RefusedSignal[] = []
  const warnings = new Set<string>()
  let failure: SigmaError | undefined
  for (const signal of signals) {
    parts.stopping.throwIfAborted()
    try {
      const one = await chooseOptions(plan, signal, warnings)
      if ('reason' in one) refused.push(one)
      else chosen.push(one)
    } catch (error) {
      if (!(error instanceof SigmaError) || !missingData.has(error.code)) throw error
      failure ??= error
      refused.push(refusal(signal, 'no_data', error.message))
    }
  }
  // What holds for every signal is a fault of the request, such as a source that has no options.
  if (failure && refused.every(({ reason }) => reason === 'no_data') && chosen.length === 0) throw failure
  const rows = chosen.map((one) => toOptionSignal(parts, one))
  const kept = await keepOptions(parts, subject, session, rows)
  return {
    count: chosen.length,
    written: kept.written,
    date: formatDay(session),
    expiry: formatDay(expiry),
    ...(await paritiesOf(parts, request, { session, chosen, rows, csv, warnings })),
    optionSignals: kept.rows,
    refused,
    warnings: [...warnings],
  }
}

/** How a source refuses a ticker that it has nothing of, or that is none to it. */
const missingData: ReadonlySet<string> = new Set(['UNPROCESSABLE', 'NOT_FOUND', 'INVALID_PARAM'])

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

interface Traded {
  session: number
  chosen: readonly ChosenOptions[]
  /** Of each of `chosen`. */
  rows: readonly OptionSignal[]
  csv: string | null
  warnings: Set<string>
}

async function paritiesOf(
  { workspace }: Parts,
  { underlyingParity = true, premiumParity = true }: OverlayRequest,
  { session, chosen, rows, csv, warnings }: Traded,
): Promise<Pick<Overlay, 'parity' | 'premiumParity' | 'parityCsv'>> {
  const nothing = { parity: null, premiumParity: null, parityCsv: null }
  if (chosen.length === 0) return nothing
  const parities = chosen.map(({ signal, position, data: { market, after } }, place) =>
    parityOf(signal, position, { spot: market.spot, after, symbols: symbolsOf(rows[place]) }),
  )
  const isAsked = underlyingParity || premiumParity
  if (isAsked && parities.every(({ underlying }) => underlying === null)) {
    warnings.add('there is no parity yet: the source has no bars after the day of the signals')
  }
  if (csv !== null) await writeWhole(csv, parityCsv(session, parities))
  return {
    parity: underlyingParity ? underlyingSummary(parities) : null,
    premiumParity: premiumParity ? premiumSummary(parities) : null,
    parityCsv: csv === null ? null : shownPath(workspace, csv),
  }
}
