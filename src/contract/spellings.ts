import { type FieldError, invalidParam } from '../core/errors.ts'
import { type RiskProfile, riskProfiles } from '../core/gate/riskBudget.ts'
import { didYouMean } from '../core/nearest.ts'

// Requests may spell a value as any earlier version of the contract did; everything behind this file knows one form.

type Text = string | number | null | undefined
type TextOrList = Text | readonly (string | number)[]

/** A run's rule: a set of probability thresholds to choose from, or a share of the rows. */
export type ConfigKind = 'thr' | 'top_pct'

export type Order = 'score' | 'sharpe' | 'cum_return'

const orders: ReadonlyMap<string, Order> = new Map([
  ['score', 'score'],
  ['sharpe', 'sharpe'],
  ['sharpe_hourly', 'sharpe'],
  ['cum_return', 'cum_return'],
  ['cum_ret', 'cum_return'],
])

const kinds: ReadonlyMap<string, ConfigKind> = new Map([
  ['thr', 'thr'],
  ['thresholds', 'thr'],
  ['top_pct', 'top_pct'],
])

const assetTypes: ReadonlyMap<string, 'opt' | 'eq'> = new Map([
  ['opt', 'opt'],
  ['option', 'opt'],
  ['options', 'opt'],
  ['eq', 'eq'],
  ['equity', 'eq'],
  ['equities', 'eq'],
  ['stock', 'eq'],
  ['stocks', 'eq'],
])

/** A risk profile in any case; absent or empty is `undefined`. */
export function parseRiskProfile(value: Text, field = 'risk_profile'): RiskProfile | undefined {
  return named(value, new Map(riskProfiles.map((profile) => [profile, profile])), field)
}

export function parseOrderBy(value: Text, field = 'order_by'): Order | undefined {
  return named(value, orders, field)
}

export function parseKind(value: Text, field = 'kind'): ConfigKind | undefined {
  return named(value, kinds, field)
}

export function parseAssetType(value: Text, field = 'asset_type'): 'opt' | 'eq' | undefined {
  return named(value, assetTypes, field)
}

/**
 * Thresholds from a list or comma-separated text: probabilities between 0 and 1, ascending, each once; absent is
 * `undefined`. At 0 every row would trade and at 1 none, whatever the scores.
 */
export function parseThresholds(value: TextOrList, field = 'thresholds'): number[] | undefined {
  const thresholds = numbers(value, field)
  if (thresholds.length === 0) return undefined
  const bad = thresholds.find((threshold) => !(threshold > 0 && threshold < 1))
  if (bad !== undefined) throw refuse(field, `expected probabilities between 0 and 1, got ${bad}`)
  return ascending(thresholds)
}

/** What is told to who gives thresholds in another order, or one of them twice; nothing otherwise. */
export function thresholdWarnings(value: TextOrList, field = 'thresholds'): string[] {
  const given = numbers(value, field)
  const taken = ascending(given)
  if (taken.length === given.length && taken.every((threshold, place) => threshold === given[place]))
    return []
  return [`${field}: taken in rising order, each once: ${thresholdsText(taken)}`]
}

/**
 * Hours of the exchange from a list or comma-separated text, ascending, each once.
 * Absent is `undefined`: the model's hours. Given but empty is null: all hours.
 */
export function parseHours(value: TextOrList, field = 'allowed_hours'): number[] | null | undefined {
  if (value === undefined) return undefined
  const hours = numbers(value, field)
  const bad = hours.find((hour) => !Number.isInteger(hour) || hour < 0 || hour > 23)
  if (bad !== undefined) throw refuse(field, `expected whole hours from 0 to 23, got ${bad}`)
  return hours.length === 0 ? null : ascending(hours)
}

/** A share of rows above 0 and up to 1, from a number or text; absent or empty is `undefined`. */
export function parseTopPct(value: Text, field = 'top_pct'): number | undefined {
  const shares = numbers(value, field)
  if (shares.length > 1) throw refuse(field, `expected one share, got ${shares.length}`)
  return shares.map((share) => checkShare(share, field))[0]
}

/** `date_window`, or `start` and `end`, in order; `undefined` when neither is given. */
export function parseWindow(request: {
  date_window?: { start: string; end: string } | undefined
  start?: string | null | undefined
  end?: string | null | undefined
}): { start?: string; end?: string } | undefined {
  const start = eitherOf('date_window.start', request.date_window?.start, 'start', request.start ?? undefined)
  const end = eitherOf('date_window.end', request.date_window?.end, 'end', request.end ?? undefined)
  if (start !== undefined && end !== undefined && start > end) {
    throw refuse(request.date_window ? 'date_window' : 'start', `${start} is after the end, ${end}`)
  }
  if (start === undefined && end === undefined) return undefined
  return { ...(start !== undefined && { start }), ...(end !== undefined && { end }) }
}

/** One value that two fields may carry. Both may be given when they are equal. */
export function eitherOf<T>(
  firstField: string,
  first: T | undefined,
  secondField: string,
  second: T | undefined,
): T | undefined {
  if (first === undefined || second === undefined) return first ?? second
  if (JSON.stringify(first) !== JSON.stringify(second)) {
    throw refuse(secondField, `differs from ${firstField}, which is another spelling of it; give one of them`)
  }
  return first
}

/** Thresholds as answers write them: "0.55,0.60,0.65". */
export function thresholdsText(thresholds: readonly number[]): string {
  return thresholds.map(atLeastTwoDecimals).join(',')
}

/** A share of rows as answers write it: "0.15". */
export function topPctText(share: number): string {
  return atLeastTwoDecimals(share)
}

/** Hours as answers write them: "13,14,15", or null for all. */
export function hoursText(hours: readonly number[] | null): string | null {
  return hours === null ? null : hours.join(',')
}

/** The numbers of a list or of comma-separated text. Absent or empty has none. */
export function numbers(value: TextOrList, field: string): number[] {
  if (value === null || value === undefined) return []
  const parts = typeof value === 'string' ? (value.trim() === '' ? [] : value.split(',')) : [value].flat()
  return parts.map((part) => {
    const number = typeof part === 'number' ? part : part.trim() === '' ? Number.NaN : Number(part)
    if (!Number.isFinite(number)) throw refuse(field, `expected numbers, got ${JSON.stringify(part)}`)
    return number
  })
}

export function checkShare(share: number, field: string): number {
  if (share > 0 && share <= 1) return share
  throw refuse(field, `expected a share above 0 and up to 1, got ${share}`)
}

export function refuse(field: string, issue: string): Error {
  const fault: FieldError = { field, issue }
  return invalidParam([fault])
}

function named<T>(value: Text, names: ReadonlyMap<string, T>, field: string): T | undefined {
  const text = String(value ?? '').trim()
  if (text === '') return undefined
  const found = names.get(text.toLowerCase())
  if (found !== undefined) return found
  const known = [...names.keys()]
  throw refuse(
    field,
    `expected one of ${known.join(', ')}, got ${text}${didYouMean(text.toLowerCase(), known)}`,
  )
}

function ascending(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b)
}

function atLeastTwoDecimals(value: number): string {
  const fixed = value.toFixed(2)
  return Number(fixed) === value ? fixed : String(value)
}
