import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import openapi from '../../src/contract/generated/openapi.json' with { type: 'json' }
import { acceptanceIn } from '../../src/server/acceptance.ts'
import { compiledChecks } from '../../src/server/compiledChecks.ts'
import { type Json, list, object, readOperations, standingAt } from '../../src/server/operations.ts'
import { typedParameters } from '../../src/server/parameters.ts'

const document: Json = openapi
const accepts = acceptanceIn(document)
const checks = compiledChecks(document)
const operations = readOperations(document)

const texts = fc.constantFrom(
  '',
  'a',
  '5',
  '-1.5',
  '007',
  'true',
  '2026-02-28',
  '2026-02-30',
  'x'.repeat(300),
  '𝒳',
)
const times = fc.constantFrom(
  '2026-11-27T02:45:25Z',
  '2026-11-31T02:45:25Z',
  '2026-12-31T23:59:59.123Z',
  '2026-11-27T24:45:25.5Z',
  '2026-11-27T02:45:25+01:00',
)
const numbers = fc.constantFrom(0, 1, -1, 0.5, 1e9, 2 ** 60)
const anything: fc.Arbitrary<unknown> = fc.oneof(
  texts,
  times,
  numbers,
  fc.constantFrom(null, true, false, undefined, Number.NaN, Number.POSITIVE_INFINITY, [], {}),
)

/** Values that a schema describes, and now and then one that it does not. */
function valuesOf(schema: Json, depth = 0): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 40, arbitrary: rightOnes(schema, depth) }, { weight: 1, arbitrary: anything })
}

function rightOnes(schema: Json, depth: number): fc.Arbitrary<unknown> {
  if (typeof schema.$ref === 'string') return valuesOf(standingAt(document, schema.$ref.slice(1)), depth)
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum)
  if (Array.isArray(schema.anyOf)) return fc.oneof(...schema.anyOf.map((one) => valuesOf(object(one), depth)))
  if (Array.isArray(schema.allOf)) {
    return fc.tuple(...schema.allOf.map((one) => valuesOf(object(one), depth))).map((parts) => {
      return parts.every((part) => typeof part === 'object') ? Object.assign({}, ...parts) : parts[0]
    })
  }
  const [type] = [schema.type].flat()
  if (type === 'array')
    return fc.array(valuesOf(object(schema.items), depth + 1), { maxLength: depth > 3 ? 0 : 3 })
  if (type === 'object') return objectsOf(schema, depth)
  if (type === 'string') return fc.oneof(texts, times)
  if (type === 'number' || type === 'integer') return numbers
  if (type === 'boolean') return fc.boolean()
  if (type === 'null') return fc.constant(null)
  return anything
}

function objectsOf(schema: Json, depth: number): fc.Arbitrary<unknown> {
  const required = list(schema.required)
  const fields = Object.fromEntries(
    Object.entries(object(schema.properties)).map(([name, property]) => [
      name,
      required.includes(name) || depth < 3 ? valuesOf(object(property), depth + 1) : fc.constant(undefined),
    ]),
  )
  const others = fc.dictionary(fc.constantFrom('other', 'toString', 'ok'), anything, { maxKeys: 1 })
  return fc
    .tuple(fc.record(fields, { requiredKeys: required.map(String).filter((name) => name in fields) }), others)
    .map(([known, more]) => ({ ...more, ...known }))
}

const isRight = (check: () => void): boolean => {
  try {
    check()
    return true
  } catch {
    return false
  }
}

describe('what is accepted as it is read', () => {
  it.each(operations)('is right by the compiled checks: bodies and answers of $id', (operation) => {
    for (const [status, pointer] of operation.answerPointers) {
      const schema = standingAt(document, pointer)
      fc.assert(
        fc.property(valuesOf(schema), (value) => {
          if (accepts(schema, value)) {
            expect(
              isRight(() => checks.answer(operation, Number(status) || 599, value)),
              JSON.stringify(value),
            ).toBe(true)
          }
        }),
        { numRuns: 30 },
      )
    }
    const { bodyPointer } = operation
    if (bodyPointer === undefined) return
    const schema = standingAt(document, bodyPointer)
    // Checks are kept by the id: another test may have had those of its parameters compiled.
    const plain = { ...operation, id: `${operation.id} without parameters`, parameters: [] }
    fc.assert(
      fc.property(valuesOf(schema), (body) => {
        if (body != null && accepts(schema, body)) {
          expect(
            isRight(() => checks.request(plain, { params: {}, query: {}, body })),
            JSON.stringify(body),
          ).toBe(true)
        }
      }),
      { numRuns: 30 },
    )
  })

  it.each(operations)('has the types that the compiled checks give: parameters of $id', (operation) => {
    for (const place of ['path', 'query'] as const) {
      const names = operation.parameters.filter((one) => one.in === place).map(({ name }) => name)
      const choices = operation.parameters
        .flatMap(({ pointer }) => list(standingAt(document, pointer).enum))
        .map(String)
      const value = fc.oneof(
        texts,
        fc.constantFrom('5', 'true', '10', ...choices),
        fc.array(texts, { maxLength: 2 }),
      )
      const given = fc.dictionary(fc.constantFrom('other', ...names), value)
      const others = operation.parameters.filter((one) => one.in === place)
      fc.assert(
        fc.property(given, (asked) => {
          const typed = typedParameters({ document, accepts }, operation, place, asked)
          if (typed === undefined) return
          const part = { ...asked }
          const request = place === 'path' ? { params: part, query: {} } : { params: {}, query: part }
          expect(
            isRight(() =>
              checks.request(
                { ...operation, id: `${operation.id} ${place}`, parameters: others, bodyPointer: undefined },
                { ...request, body: undefined },
              ),
            ),
          ).toBe(true)
          expect(part).toEqual(typed)
        }),
        { numRuns: 60 },
      )
    }
  })

  it('is most of what is right', () => {
    let right = 0
    let accepted = 0
    for (const operation of operations) {
      for (const [status, pointer] of operation.answerPointers) {
        if (status === 'default') continue
        const schema = standingAt(document, pointer)
        for (const value of fc.sample(valuesOf(schema), 20)) {
          const isUsual = !JSON.stringify(value)?.includes('+01:00')
          if (!isUsual || !isRight(() => checks.answer(operation, Number(status), value))) continue
          right++
          if (accepts(schema, value)) accepted++
        }
      }
    }
    expect(right).toBeGreaterThan(200)
    expect(accepted / right).toBeGreaterThan(0.95)
  })

  it.each([
    ['a keyword that is not read', { type: 'string', not: { const: 'a' } }, 'b'],
    ['a format that is not read', { format: 'email' }, 'me@example.com'],
    ['a day that there is not', { format: 'date' }, '2026-02-30'],
    ['a list that is equal to no constant by itself', { const: [] }, []],
  ])('is never %s', (_, schema, value) => {
    expect(accepts(schema, value)).toBe(false)
  })
})
