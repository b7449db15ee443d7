import type { FieldError } from '../errors.ts'
import { didYouMean } from '../nearest.ts'
import type { ParamSpec, ParamSpecs, Params, ParamValue } from './define.ts'

/** Other spellings of a parameter that packs use. */
const parameterAliases: ReadonlyMap<string, string> = new Map([
  ['keltner.mult', 'multiplier'],
  ...[
    'open_gap_z',
    'first15m_range_z',
    'daily_ema',
    'daily_ret',
    'daily_rsi',
    'daily_dist_to_ema',
    'daily_vwap',
  ].map((name) => [`${name}.underlying`, 'ticker'] as const),
])

/**
 * The parameters of an indicator, complete with defaults, in the order of their specification; every fault that is
 * found goes to `errors`.
 */
export function completeParams(
  indicator: string,
  specs: ParamSpecs,
  given: Readonly<Record<string, unknown>>,
  errors: FieldError[],
): Params {
  const params: Params = {}
  for (const [name, spec] of Object.entries(specs)) params[name] = spec.default
  for (const [spelling, value] of Object.entries(given)) {
    const name = parameterAliases.get(`${indicator}.${spelling}`) ?? spelling
    const field = `${indicator}.${spelling}`
    if (!Object.hasOwn(specs, name)) {
      const known = Object.keys(specs)
      const takes = known.length === 0 ? 'it takes none' : `it takes ${known.join(', ')}`
      errors.push({
        field,
        issue: `unknown parameter of ${indicator}; ${takes}${didYouMean(spelling, known)}`,
      })
    } else if (name !== spelling && Object.hasOwn(given, name)) {
      errors.push({ field, issue: `is another spelling of ${name}, which is given too` })
    } else if (fits(specs[name], value)) {
      params[name] = value
    } else {
      errors.push({ field, issue: `expected ${expectation(specs[name])}, got ${JSON.stringify(value)}` })
    }
  }
  return params
}

function fits(spec: ParamSpec, value: unknown): value is ParamValue {
  if (value === null) return spec.default === null
  const type = typeOf(spec)
  if (typeof value === 'number') {
    const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, integer = false } = spec
    return (
      type === 'number' &&
      value >= min &&
      value <= max &&
      (integer ? Number.isInteger(value) : Number.isFinite(value))
    )
  }
  if (typeof value === 'string') return type === 'string' && (spec.choices?.includes(value) ?? true)
  return typeof value === 'boolean' && type === 'boolean'
}

/** Such as "a whole number from 2 to 10000", or "one of price, ema". */
function expectation(spec: ParamSpec): string {
  const orNull = spec.default === null ? ' or null' : ''
  if (spec.choices !== undefined) return `one of ${spec.choices.join(', ')}${orNull}`
  const type = typeOf(spec)
  if (type === 'boolean') return 'true or false'
  if (type === 'string') return `text${orNull}`
  return `${spec.integer ? 'a whole number' : 'a number'} from ${spec.min ?? '-infinity'} to ${spec.max ?? 'infinity'}${orNull}`
}

function typeOf(spec: ParamSpec): string {
  return spec.type ?? typeof spec.default
}
