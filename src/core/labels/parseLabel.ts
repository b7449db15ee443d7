import { invalidParam } from '../errors.ts'
import { didYouMean } from '../nearest.ts'
import type { BandRule, LabelSpec } from './labelSpec.ts'

const kinds = [
  'next_bar_updown',
  'fwd_ret_<N>d',
  'forward',
  'close_to_open',
  'headfake_reversal',
  'pin_drift',
  'regression',
  'none',
] as const

/** Other spellings in use, and what they mean. */
const aliases: Readonly<Record<string, string>> = {
  next_bar: 'next_bar_updown',
  default: 'next_bar_updown',
  overnight_close_to_open: 'close_to_open',
  fwd_ret_close_to_open: 'close_to_open',
  headfake: 'headfake_reversal',
  reversal_after_window: 'headfake_reversal',
  pin: 'pin_drift',
}

/** What may stand beside the kind, or in `params`. */
const paramNames = [
  'k_sigma',
  'fixed_bp',
  'unit',
  'horizon',
  'days',
  'bars',
  'window_start',
  'window_end',
  'open',
  'end',
  'min_early_atr',
  'min_late_atr',
  'drift_start',
  'start',
  'min_pull_atr',
  'pull',
]

/**
 * Reads the label of a model. Takes a whole model configuration with `label: {type, horizon}` or
 * `labels: {kind, params, target}`, either of these maps alone, or just the kind as text.
 * No label at all means the next bar. What can't be understood is INVALID_PARAM, naming the nearest kind.
 */
export function parseLabel(input: unknown): LabelSpec {
  const fields = labelFields(input)
  return specOf(fields.kind, fields)
}

/**
 * The class band that a label asks for by `k_sigma` or `fixed_bp` (beside the kind or among its `params`), or
 * null when it asks for none: then the class is 1 where the return is at least 0. `fixed_bp` wins over `k_sigma`.
 */
export function parseBand(input: unknown): BandRule | null {
  const { kind, params } = labelFields(input)
  const asked = ['k_sigma', 'fixed_bp'].find((key) => numberAt(params, key) !== undefined)
  if (asked !== undefined && (kind === 'headfake_reversal' || kind === 'pin_drift'))
    throw labelError(`\`${asked}\` makes classes of a return, but ${kind} has classes of its own: 1 and 0`)
  const bp = numberAt(params, 'fixed_bp')
  if (bp !== undefined) return { kind: 'fixed_bp', bp: notNegative('fixed_bp', bp) }
  const k = numberAt(params, 'k_sigma')
  return k === undefined ? null : { kind: 'k_sigma', k: notNegative('k_sigma', k) }
}

interface LabelFields {
  kind: string
  horizon: unknown
  target: unknown
  params: Record<string, unknown>
}

function labelFields(input: unknown): LabelFields {
  if (input === undefined || input === null)
    return { kind: 'next_bar_updown', horizon: undefined, target: undefined, params: {} }
  if (typeof input === 'string')
    return { kind: normalised(input), horizon: undefined, target: undefined, params: {} }
  if (!isMap(input)) throw labelError(`expected a map or a name, got ${JSON.stringify(input)}`)
  if (input.label !== undefined && input.labels !== undefined) {
    throw labelError('`label` and `labels` mean the same; give one of them')
  }
  const nested = input.label ?? input.labels
  if (nested !== undefined || 'model_id' in input) return labelFields(nested)
  const { type, kind, horizon, target, params, ...rest } = input
  if (type !== undefined && kind !== undefined && type !== kind)
    throw labelError('`type` and `kind` differ; give one of them')
  const name = kind ?? type
  if (params !== undefined && params !== null && !isMap(params)) throw labelError('`params` is to be a map')
  if (name === undefined && (horizon !== undefined || target !== undefined))
    throw labelError('`kind` (or `type`) is missing')
  if (name !== undefined && typeof name !== 'string')
    throw labelError(`\`kind\` is to be text, got ${JSON.stringify(name)}`)
  const allParams = { ...rest, ...(isMap(params) ? params : {}) }
  for (const key of Object.keys(allParams)) {
    if (!paramNames.includes(key))
      throw labelError(`unknown parameter \`${key}\`${didYouMean(key, paramNames)}`)
  }
  return {
    kind: name === undefined ? 'next_bar_updown' : normalised(name),
    horizon,
    target,
    params: allParams,
  }
}

function specOf(kind: string, { horizon, target, params }: LabelFields): LabelSpec {
  const days = /^(?:ret_fwd|fwd_ret)_(\d+)d$/.exec(kind)
  if (days) return forwardSessions(Number(days[1]), horizon)
  switch (kind) {
    case 'next_bar_updown':
      return { kind: 'forward', unit: 'bars', horizon: wholeHorizon(horizon ?? 1) }
    case 'forward':
    case 'fwd_ret':
      return {
        kind: 'forward',
        unit: unitOf(params.unit ?? (params.days === undefined ? 'bars' : 'sessions')),
        horizon: wholeHorizon(horizon ?? params.horizon ?? params.bars ?? params.days ?? 1),
      }
    case 'regression':
      if (typeof target !== 'string')
        throw labelError('a regression label names its `target`, such as fwd_ret_5d')
      return specOf(normalised(target), { kind: '', horizon, target: undefined, params })
    case 'close_to_open':
    case 'none':
      return { kind }
    case 'headfake_reversal': {
      const windowStart = clockAt(params, ['window_start', 'open'], '09:30')
      const windowEnd = clockAt(params, ['window_end', 'end'], '10:30')
      if (windowEnd <= windowStart)
        throw labelError(`\`window_end\` ${windowEnd} is to be after \`window_start\` ${windowStart}`)
      return {
        kind,
        windowStart,
        windowEnd,
        minEarlyAtr: notNegative('min_early_atr', numberAt(params, 'min_early_atr') ?? 0.5),
        minLateAtr: notNegative('min_late_atr', numberAt(params, 'min_late_atr') ?? 0.5),
      }
    }
    case 'pin_drift':
      return {
        kind,
        driftStart: clockAt(params, ['drift_start', 'start'], '15:00'),
        minPullAtr: notNegative(
          'min_pull_atr',
          numberAt(params, 'min_pull_atr') ?? numberAt(params, 'pull') ?? 0.2,
        ),
      }
    default:
      throw labelError(`unknown kind "${kind}"${didYouMean(kind, [...kinds, ...Object.keys(aliases)])}`)
  }
}

function forwardSessions(days: number, horizon: unknown): LabelSpec {
  if (horizon !== undefined && horizon !== days) {
    throw labelError(`the name says ${days} sessions, but \`horizon\` is ${JSON.stringify(horizon)}`)
  }
  return { kind: 'forward', unit: 'sessions', horizon: wholeHorizon(days) }
}

function normalised(name: string): string {
  const key = name.trim().toLowerCase().replaceAll('-', '_')
  return aliases[key] ?? key
}

function unitOf(unit: unknown): 'bars' | 'sessions' {
  if (unit === 'bars' || unit === 'sessions') return unit
  throw labelError(`\`unit\` is to be bars or sessions, got ${JSON.stringify(unit)}`)
}

function wholeHorizon(horizon: unknown): number {
  if (typeof horizon === 'number' && Number.isInteger(horizon) && horizon >= 1) return horizon
  throw labelError(`\`horizon\` is to be a whole number from 1, got ${JSON.stringify(horizon)}`)
}

function numberAt(params: Record<string, unknown>, key: string): number | undefined {
  const value = params[key]
  if (value === undefined || value === null) return undefined
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw labelError(`\`${key}\` is to be a number, got ${JSON.stringify(value)}`)
}

function notNegative(key: string, value: number): number {
  if (value >= 0) return value
  throw labelError(`\`${key}\` is to be at least 0, got ${value}`)
}

function clockAt(params: Record<string, unknown>, keys: readonly string[], otherwise: string): string {
  const key = keys.find((candidate) => params[candidate] !== undefined)
  if (key === undefined) return otherwise
  const value = params[key]
  if (typeof value === 'string' && /^([01]\d|2[0-3]):[0-5]\d$/.test(value)) return value
  throw labelError(`\`${key}\` is to be a New York time as HH:MM, got ${JSON.stringify(value)}`)
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function labelError(issue: string) {
  return invalidParam([{ field: 'label', issue }], { next: `kinds of labels: ${kinds.join(', ')}` })
}
