import { type FieldError, invalidParam } from '../errors.ts'
import { didYouMean } from '../nearest.ts'
import type { Indicator, Params } from './define.ts'
import { completeParams } from './params.ts'
import { indicators } from './registry.ts'

/** An indicator as a pack or a request names it. */
export interface IndicatorSpec {
  name: string
  params?: Readonly<Record<string, unknown>>
}

/** An indicator with all of its parameters. */
export interface ResolvedIndicator {
  indicator: Indicator
  params: Params
}

/** Other names that indicator sets use. */
const aliases: ReadonlyMap<string, string> = new Map([
  ['returns', 'ret'],
  ['stddev', 'rolling_std'],
  ['roll_std', 'rolling_std'],
  ['bollinger', 'bollinger_bands'],
  ['iv_skew_25d', 'iv_skew25_delta'],
  ['iv_skew_25d_rr', 'iv_skew25_delta'],
])

/** Every name that an indicator can be asked for by, without parameters. */
export function indicatorNames(): string[] {
  return [...indicators.keys(), ...aliases.keys()]
}

/**
 * Finds an indicator by its name, an alias or the spelling `rsi__period=14`, and completes its parameters.
 * Throws INVALID_PARAM for an unknown name or parameter, or a value out of bounds.
 */
export function resolveIndicator(spec: IndicatorSpec): ResolvedIndicator {
  const [resolved] = resolveIndicators([spec])
  return resolved
}

/** Resolves several, so that one error lists the faults of all. */
export function resolveIndicators(specs: readonly IndicatorSpec[]): ResolvedIndicator[] {
  const errors: FieldError[] = []
  const found = specs.flatMap((spec) => find(spec, errors) ?? [])
  if (errors.length > 0) {
    throw invalidParam(errors, { next: 'list the indicators with their parameters: sigma indicators list' })
  }
  return found
}

function find(spec: IndicatorSpec, errors: FieldError[]): ResolvedIndicator | undefined {
  const { name: spelling, given } = readSpelling(spec, errors)
  const name = aliases.get(spelling) ?? spelling
  const indicator = indicators.get(name)
  if (indicator !== undefined) {
    const before = errors.length
    const params = completeParams(name, indicator.params, given, errors)
    const clash = errors.length === before ? indicator.check?.(params) : undefined
    if (clash !== undefined) errors.push({ field: name, issue: clash })
    return { indicator, params }
  }
  const issue = `unknown indicator "${spelling}"${didYouMean(spelling, indicatorNames())}`
  errors.push({ field: 'indicator', issue })
  return undefined
}

/** Splits `rsi__period=14__column=open`; the parameters beside the name are joined with those in it. */
function readSpelling(spec: IndicatorSpec, errors: FieldError[]) {
  const [name, ...settings] = spec.name.split('__')
  const given: Record<string, unknown> = { ...spec.params }
  for (const setting of settings) {
    const equals = setting.indexOf('=')
    const key = setting.slice(0, Math.max(0, equals))
    if (key === '') {
      errors.push({ field: spec.name, issue: `expected name__parameter=value, got "${setting}" after "__"` })
    } else if (Object.hasOwn(given, key)) {
      errors.push({ field: `${name}.${key}`, issue: 'given twice' })
    } else {
      given[key] = readValue(setting.slice(equals + 1))
    }
  }
  return { name, given }
}

function readValue(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true'
  if (text === 'null') return null
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text
}
