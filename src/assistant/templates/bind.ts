import { type FieldError, invalidParam } from '../../core/errors.ts'
import { didYouMean } from '../../core/nearest.ts'
import type { BoundValue } from '../../store/readOnly.ts'
import type { Engine, Parameter, Template } from './template.ts'

/** The names of a list are ids, or names of models. */
const longestName = 200

/** Control characters, which PostgreSQL keeps none of, and halves of characters. */
export const unstorable = /[\p{Cc}\p{Cs}]/u

/**
 * The statement of a template with a place for each value, and the values for them. No value becomes part of the statement.
 *
 * @throws INVALID_PARAM naming each value that is not as the template declares it, and each that it does not declare
 */
export function bind(
  template: Template,
  engine: Engine,
  given: Readonly<Record<string, unknown>>,
): { sql: string; values: BoundValue[] } {
  const bound = checked(template, given)
  const names = [...bound.keys()]
  const places = new Map(
    template.parameters.map((parameter) => [
      parameter.name,
      place(parameter, engine, names.indexOf(parameter.name) + 1),
    ]),
  )
  const lines = template.lines.filter(({ onlyWith }) => onlyWith === undefined || bound.has(onlyWith))
  const text = lines.map((line) => line.text).join('\n')
  return {
    sql: text.replaceAll(/:([a-z_]+)/g, (_, name: string) => places.get(name) ?? ''),
    values: [...bound.values()],
  }
}

/** PostgreSQL asks for the type of a value that is compared with nothing else. */
function place({ type }: Parameter, engine: Engine, number: number): string {
  if (engine === 'sqlite') return `?${number}`
  return `cast($${number} as ${type === 'integer' ? 'integer' : 'text'})`
}

function checked(template: Template, given: Readonly<Record<string, unknown>>): Map<string, BoundValue> {
  const names = template.parameters.map(({ name }) => name)
  const faults: FieldError[] = Object.keys(given)
    .filter((name) => !names.includes(name))
    .map((name) => ({ field: name, issue: `is no parameter of ${template.name}${didYouMean(name, names)}` }))
  const bound = new Map<string, BoundValue>()
  for (const parameter of template.parameters) {
    const { name } = parameter
    const value = (Object.hasOwn(given, name) ? given[name] : undefined) ?? parameter.default
    if (value === undefined) {
      if (!parameter.isOptional) faults.push({ field: name, issue: 'is missing' })
      continue
    }
    const issue = issueOf(parameter, value)
    if (issue !== undefined) faults.push({ field: name, issue })
    else
      bound.set(name, typeof value === 'string' || typeof value === 'number' ? value : JSON.stringify(value))
  }
  if (faults.length > 0) throw invalidParam(faults)
  return bound
}

function issueOf(parameter: Parameter, value: unknown): string | undefined {
  if (parameter.type === 'integer') {
    const { min, max } = parameter
    const isGood = typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
    return isGood ? undefined : `expected a whole number from ${min} to ${max}`
  }
  if (parameter.type === 'choice') {
    const { choices } = parameter
    return choices.some((choice) => choice === value) ? undefined : `expected one of ${choices.join(', ')}`
  }
  if (parameter.type === 'text') return issueOfText(value, parameter.min, parameter.max)
  const { min, max } = parameter
  if (!Array.isArray(value) || value.length < min || value.length > max)
    return `expected a list of ${min} to ${max} names`
  return value.map((name: unknown) => issueOfText(name, 1, longestName)).find((issue) => issue !== undefined)
}

function issueOfText(value: unknown, min: number, max: number): string | undefined {
  if (typeof value !== 'string' || value.length < min || value.length > max) {
    return `expected a text of ${min} to ${max} characters`
  }
  return unstorable.test(value) ? 'has a character that no name has' : undefined
}
