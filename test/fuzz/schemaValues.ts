import fc from 'fast-check'
import { type Json, list, object, standingAt } from '../../src/server/operations.ts'

/** Values of a schema of the document. `name` is that of the field or the parameter that they are for. */
export type ValuesOf = (schema: unknown, name: string) => fc.Arbitrary<unknown>

/** Deeper than anything the contract names; what refers to itself ends here. */
const deepest = 8

/**
 * Values as the document's schemas describe them: of their enums, patterns and ranges. Most optional fields are left
 * out of an object, for many of them refuse one another.
 *
 * @param known values of fields by their names, where a schema alone would never meet one that there is
 */
export function schemaValues(document: Json, known: ReadonlyMap<string, fc.Arbitrary<unknown>>): ValuesOf {
  const made = new Map<unknown, Map<string, fc.Arbitrary<unknown>>>()

  function valuesOf(schema: unknown, name: string, depth: number): fc.Arbitrary<unknown> {
    const ofSchema = made.get(schema) ?? new Map<string, fc.Arbitrary<unknown>>()
    made.set(schema, ofSchema)
    const found = ofSchema.get(name) ?? anew(object(schema), name, depth)
    ofSchema.set(name, found)
    return found
  }

  function anew(schema: Json, name: string, depth: number): fc.Arbitrary<unknown> {
    const own = bySchema(schema, name, depth)
    const named = known.get(name)
    return named === undefined
      ? own
      : fc.oneof({ weight: 6, arbitrary: named }, { weight: 1, arbitrary: own })
  }

  function bySchema(schema: Json, name: string, depth: number): fc.Arbitrary<unknown> {
    if (depth > deepest) return fc.constant(null)
    if (typeof schema.$ref === 'string')
      return valuesOf(standingAt(document, schema.$ref.slice(1)), name, depth + 1)
    if (schema.const !== undefined) return fc.constant(schema.const)
    if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum)
    if (Array.isArray(schema.anyOf))
      return fc.oneof(...schema.anyOf.map((one) => valuesOf(one, name, depth + 1)))
    if (Array.isArray(schema.allOf)) {
      const parts = [...schema.allOf, ...(schema.properties ? [{ ...schema, allOf: undefined }] : [])]
      return fc.tuple(...parts.map((one) => valuesOf(one, name, depth + 1))).map(together)
    }
    const types = [schema.type ?? (schema.properties ? 'object' : 'string')].flat()
    return fc.oneof(...types.map((type) => ofType(String(type), schema, name, depth)))
  }

  function ofType(type: string, schema: Json, name: string, depth: number): fc.Arbitrary<unknown> {
    switch (type) {
      case 'null':
        return fc.constant(null)
      case 'boolean':
        return fc.boolean()
      case 'integer':
        return fc.integer(bounds(schema, 1))
      case 'number':
        return fc.double({ ...bounds(schema, 1e-9), noNaN: true })
      case 'array': {
        const least = Number(schema.minItems ?? 0)
        const most = Math.max(least, Math.min(Number(schema.maxItems ?? 3), 3))
        return fc.array(valuesOf(schema.items, name, depth + 1), { minLength: least, maxLength: most })
      }
      case 'object':
        return objects(schema, depth)
      default:
        return texts(schema)
    }
  }

  function objects(schema: Json, depth: number): fc.Arbitrary<unknown> {
    const required = new Set(list(schema.required))
    const fields = Object.entries(object(schema.properties)).map(([field, inner]) => {
      const values = valuesOf(inner, field, depth + 1)
      return fc.tuple(fc.constant(field), required.has(field) ? values : seldom(values))
    })
    return fc.tuple(...fields).map((entries) => Object.fromEntries(entries))
  }

  return (schema, name) => valuesOf(schema, name, 0)
}

function seldom(values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 7, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: values })
}

function together(parts: unknown[]): unknown {
  return parts.every((part) => typeof part === 'object' && part !== null)
    ? Object.assign({}, ...parts)
    : parts[0]
}

function bounds(schema: Json, step: number): { min: number; max: number } {
  const number = (value: unknown, shift: number): number | undefined =>
    typeof value === 'number' ? value + shift : undefined
  const min = number(schema.minimum, 0) ?? number(schema.exclusiveMinimum, step) ?? -1000
  const max = number(schema.maximum, 0) ?? number(schema.exclusiveMaximum, -step) ?? Math.max(min, 0) + 1000
  return { min, max }
}

function texts({ format, pattern, minLength, maxLength }: Json): fc.Arbitrary<string> {
  if (format === 'date')
    return fc
      .date({ min: new Date('2008-01-01'), max: new Date('2022-01-01'), noInvalidDate: true })
      .map((day) => day.toISOString().slice(0, 10))
  if (format === 'date-time') return fc.constant('2020-01-02T00:00:00Z')
  if (typeof pattern === 'string') return fc.stringMatching(new RegExp(pattern, 'u'))
  const least = Number(minLength ?? 0)
  return fc.string({ minLength: least, maxLength: Math.max(least, Math.min(Number(maxLength ?? 12), 12)) })
}
