import type { Acceptance } from './acceptance.ts'
import { type Json, type Operation, standingAt } from './operations.ts'

/**
 * The parameters of a request in the types of the contract, which come as text. Undefined where one is missing, unknown
 * or not plainly of its type: what is to be said of it, or made of it, the compiled checks know.
 */
export function typedParameters(
  { document, accepts }: { document: Json; accepts: Acceptance },
  operation: Operation,
  place: 'path' | 'query',
  given: unknown,
): Json | undefined {
  const own = operation.parameters.filter((parameter) => parameter.in === place)
  const asked: Json = { ...(typeof given === 'object' ? given : {}) }
  const typed: Json = {}
  for (const { name, pointer, required } of own) {
    const value = asked[name]
    delete asked[name]
    if (value === undefined && !required) continue
    const schema = resolved(document, standingAt(document, pointer))
    typed[name] = ofType(schema, value)
    if (typed[name] === undefined || !accepts(schema, typed[name])) return undefined
  }
  return Object.keys(asked).length === 0 ? typed : undefined
}

function resolved(document: Json, schema: Json): Json {
  return typeof schema.$ref === 'string'
    ? resolved(document, standingAt(document, schema.$ref.slice(1)))
    : schema
}

/** A text as a value of a schema that has one type; undefined where that takes more than a look. */
function ofType({ type, items, anyOf, allOf }: Json, value: unknown): unknown {
  if (anyOf !== undefined || allOf !== undefined) return undefined
  if (type === 'array') return arrayOfTexts(items, value)
  if (typeof value !== 'string') return undefined
  if (type === 'string') return value
  if (type === 'boolean') return value === 'true' ? true : value === 'false' ? false : undefined
  if (type === 'integer') return /^-?\d+$/.test(value) ? Number(value) : undefined
  if (type === 'number') return /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined
  return undefined
}

function arrayOfTexts(items: unknown, value: unknown): unknown[] | undefined {
  const isOfTexts = typeof items === 'object' && items !== null && 'type' in items && items.type === 'string'
  return isOfTexts ? [value].flat() : undefined
}
