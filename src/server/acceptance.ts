import { type Json, standingAt } from './operations.ts'

/** Whether a value surely is what a part of the document says; false where it is not, or where nothing sure is known. */
export type Acceptance = (schema: unknown, value: unknown) => boolean

/**
 * Reads schemas as they stand, for the usual case that all is well: to compile one takes longer than to look at what a
 * command asks and is answered. Whatever it does not accept is for the compiled checks, which also say what is wrong.
 */
export function acceptanceIn(document: Json): Acceptance {
  const targets = new Map<string, Json>()
  const patterns = new Map<string, RegExp>()

  function target(reference: string): Json {
    const known = targets.get(reference) ?? standingAt(document, reference.slice(1))
    targets.set(reference, known)
    return known
  }

  function matches(pattern: string, text: string): boolean {
    const known = patterns.get(pattern) ?? new RegExp(pattern, 'u')
    patterns.set(pattern, known)
    return known.test(text)
  }

  function accepts(schema: unknown, value: unknown): boolean {
    if (!isObject(schema)) return schema === true
    for (const keyword in schema) {
      if (!holds(keyword, schema[keyword], value, schema)) return false
    }
    return true
  }

  function holds(keyword: string, rule: unknown, value: unknown, schema: Json): boolean {
    switch (keyword) {
      case 'description':
      case 'default':
        return true
      case '$ref':
        return typeof rule === 'string' && accepts(target(rule), value)
      case 'allOf':
        return Array.isArray(rule) && rule.every((one) => accepts(one, value))
      case 'anyOf':
        return Array.isArray(rule) && rule.some((one) => accepts(one, value))
      case 'type':
        return Array.isArray(rule) ? rule.some((type) => isOfType(type, value)) : isOfType(rule, value)
      case 'const':
        return rule === value
      case 'enum':
        return Array.isArray(rule) && rule.includes(value)
      case 'required':
        return !isObject(value) || (Array.isArray(rule) && rule.every((name) => value[name] !== undefined))
      case 'properties':
        return !isObject(value) || (isObject(rule) && acceptsProperties(rule, value))
      case 'additionalProperties':
        return !isObject(value) || acceptsOthers(rule, value, schema.properties)
      case 'items':
        return !Array.isArray(value) || value.every((one) => accepts(rule, one))
      case 'pattern':
        return typeof value !== 'string' || (typeof rule === 'string' && matches(rule, value))
      case 'format':
        return typeof value !== 'string' || isOfFormat(rule, value)
      default:
        return typeof rule === 'number' && isWithin(keyword, rule, value)
    }
  }

  function acceptsProperties(properties: Json, value: Json): boolean {
    for (const name in properties) {
      if (value[name] !== undefined && !accepts(properties[name], value[name])) return false
    }
    return true
  }

  function acceptsOthers(rule: unknown, value: Json, properties: unknown): boolean {
    if (rule === true) return true
    const known = isObject(properties) ? properties : {}
    for (const name in value) {
      if (!Object.hasOwn(known, name) && (rule === false || !accepts(rule, value[name]))) return false
    }
    return true
  }

  return accepts
}

function isOfType(type: unknown, value: unknown): boolean {
  switch (type) {
    case 'null':
      return value === null
    case 'array':
      return Array.isArray(value)
    case 'object':
      return isObject(value)
    case 'number':
      return Number.isFinite(value)
    case 'integer':
      return Number.isInteger(value)
    default:
      return typeof value === type
  }
}

/** Bounds hold for values of their own kind only; an unknown keyword never holds. */
function isWithin(keyword: string, bound: number, value: unknown): boolean {
  switch (keyword) {
    case 'minimum':
      return typeof value !== 'number' || value >= bound
    case 'maximum':
      return typeof value !== 'number' || value <= bound
    case 'exclusiveMinimum':
      return typeof value !== 'number' || value > bound
    case 'exclusiveMaximum':
      return typeof value !== 'number' || value < bound
    case 'minLength':
      return typeof value !== 'string' || [...value].length >= bound
    case 'maxLength':
      return typeof value !== 'string' || [...value].length <= bound
    case 'minItems':
      return !Array.isArray(value) || value.length >= bound
    case 'maxItems':
      return !Array.isArray(value) || value.length <= bound
    default:
      return false
  }
}

const timeOfDay = /^T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?Z$/

function isOfFormat(format: unknown, text: string): boolean {
  switch (format) {
    case 'binary':
      return true
    case 'date':
      return isDate(text)
    case 'date-time':
      return isDate(text.slice(0, 10)) && timeOfDay.test(text.slice(10))
    default:
      return false
  }
}

/** A day that there is. */
function isDate(text: string): boolean {
  // Those that every month has need no look into a calendar.
  if (/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])$/.test(text)) return true
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false
  const time = Date.parse(text)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
