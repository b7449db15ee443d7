import { formatDay } from '../core/bars/day.ts'
import {
  layOver,
  type OverlayMode,
  type OverlayPosition,
  type OverlayRefusal,
} from '../core/options/overlay.ts'
import {
  isListed,
  knowsInterestBefore,
  type OverlayCandidates,
  type OverlayGuards,
  overlayCandidates,
} from '../core/options/overlayCandidates.ts'
import { yearsLeft } from '../core/options/yearsLeft.ts'
import type { BarSource } from '../data/source.ts'
import type { ListedSignal } from '../store/signals.ts'
import { type OverlayData, overlayData } from './overlayData.ts'
import type { Subject } from './subject.ts'

/** How contracts are chosen. What is left out is the policy's, its limits those of the risk profile. */
export interface ChoiceRequest {
  mode?: OverlayMode
  spreadWidth?: number
  side?: 'call' | 'put'
  targetDelta?: number
  minOpenInterest?: number
  minVolume?: number
  spreadPctMax?: number
}

/** What contracts are chosen from, the same for every signal of a day. */
export interface ChoicePlan {
  subject: Subject
  request: ChoiceRequest
  source: BarSource
  session: number
  expiry: number
  /** Milliseconds UTC, past which nothing is known. */
  now: number
}

/** A signal with the options that are laid over it, and what they were chosen from. */
export interface ChosenOptions {
  signal: ListedSignal
  position: OverlayPosition
  data: OverlayData
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

/**
 * Chooses the options of a signal, by what was known when it was decided.
 *
 * @param warnings where to tell what the source does not know
 */
export async function chooseOptions(
  { subject, request, source, session, expiry, now }: ChoicePlan,
  signal: ListedSignal,
  warnings: Set<string>,
): Promise<ChosenOptions | RefusedSignal> {
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
    now,
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
  return { signal, position, data }
}

/** As in backtests: what is known of no contract can't guard a purchase, unless the request asks for it. */
function guardsWithData(
  guards: OverlayGuards,
  { minOpenInterest }: ChoiceRequest,
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

/** A signal that gets no options. */
export function refusal(
  { id, ticker }: ListedSignal,
  reason: RefusedSignal['reason'],
  message: string,
  contracts: OverlayCandidates['refused'] = {},
): RefusedSignal {
  return { signalId: id, ticker, reason, message, contracts }
}

function guardsOf({ budget, execution }: Subject, request: ChoiceRequest): OverlayGuards {
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
