import { describe, expect, it } from 'vitest'
import { operations as generated } from '../../src/contract/generated/operations.ts'
import { compileAt, contract, escaped, faultsAt, type MediaType, operations, resolved } from './contract.ts'

const media = operations.flatMap(({ route, pointer, requestBody, responses }) => [
  ...mediaTypes(`${route} request`, `${pointer}/requestBody`, requestBody?.content),
  ...Object.entries(responses).flatMap(([status, response]) =>
    mediaTypes(`${route} ${status}`, `${pointer}/responses/${status}`, response.content),
  ),
])
const sharedMedia = Object.entries(contract.components.responses).flatMap(([name, { content }]) =>
  mediaTypes(name, `/components/responses/${name}`, content),
)
const schemas = Object.entries(contract.components.schemas)

function mediaTypes(title: string, pointer: string, content: Record<string, MediaType> = {}) {
  return Object.entries(content).map(([type, { example }]) => ({
    title: `${title} ${type}`,
    schema: `${pointer}/content/${escaped(type)}/schema`,
    example,
  }))
}

describe('the OpenAPI file', () => {
  it('is OpenAPI 3.1 with nothing but known parts', () => {
    expect(contract.openapi).toMatch(/^3\.1\.\d+$/)
    expect(Object.keys(contract)).toEqual([
      'openapi',
      'info',
      'servers',
      'security',
      'tags',
      'paths',
      'components',
    ])
  })

  it.each(schemas)('compiles %s', (name) => {
    expect(() => compileAt(`/components/schemas/${name}`)).not.toThrow()
  })

  it.each([...media, ...sharedMedia])('has an example that fits: $title', ({ schema, example }) => {
    expect(example).toBeDefined()
    expect(faultsAt(schema, example)).toBe('')
  })

  it('uses every part that it defines', () => {
    const text = JSON.stringify(contract)
    const unused = Object.entries(contract.components)
      .filter(([group]) => group !== 'securitySchemes')
      .flatMap(([group, parts]) => Object.keys(Object(parts)).map((name) => `#/components/${group}/${name}`))
      .filter((reference) => !text.includes(`"${reference}"`))
    expect(unused, 'only events stand alone: their stream is text').toEqual([
      '#/components/schemas/ScanEvent',
      '#/components/schemas/AssistantEvent',
    ])
  })
})

describe('its operations', () => {
  it('each have a name of their own, in camelCase', () => {
    const ids = operations.map(({ operationId }) => operationId)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.filter((id) => !/^[a-z]+([A-Z][a-z]*)*$/.test(id))).toEqual([])
  })

  it.each(operations)('say what they do and how they fail: $route', ({ tags, summary, responses }) => {
    expect(contract.tags.map(({ name }) => name)).toEqual(expect.arrayContaining(tags))
    expect(tags).toHaveLength(1)
    expect(summary).not.toBe('')
    expect(responses.default).toEqual({ $ref: '#/components/responses/Error' })
    expect(Object.keys(responses).filter((status) => /^20[02]$/.test(status))).not.toEqual([])
  })

  it.each(operations)('declare each parameter of their path: $route', ({ route, parameters = [] }) => {
    const named = [...route.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    const declared = parameters
      .map((parameter) => resolved(parameter, contract.components.parameters))
      .filter((parameter) => parameter.in === 'path')
    expect(declared.map(({ name }) => name)).toEqual(named)
  })

  const requests = operations.filter(({ requestBody }) => requestBody)
  it.each(requests)('refuse an unknown field: $route', ({ pointer, requestBody }) => {
    const body = requestBody?.content['application/json']
    const extended = { ...Object(body?.example), surely_unknown: 1 }
    expect(faultsAt(`${pointer}/requestBody/content/application~1json/schema`, extended)).toContain(
      'must NOT have additional properties',
    )
  })

  const lists = operations.filter(({ operationId }) => operationId.startsWith('list'))
  it.each(lists)('page a list: $route', ({ pointer, parameters = [], responses }) => {
    const own = parameters.map((parameter) => resolved(parameter, contract.components.parameters))
    const limit = own.find(({ name }) => name === 'limit')?.schema
    expect(limit).toMatchObject({ default: 50, minimum: 1 })
    expect([undefined, 200], 'an older route clamps instead').toContain(limit?.maximum)
    expect(own.find(({ name }) => name === 'offset')?.schema).toMatchObject({ default: 0, minimum: 0 })
    const answer = responses['200'].$ref?.slice(1) ?? `${pointer}/responses/200`
    const faults = faultsAt(`${answer}/content/application~1json/schema`, { ok: true })
    for (const field of ['rows', 'total', 'limit', 'offset', 'next_offset'])
      expect(faults).toContain(`'${field}'`)
  })
})

describe('the generated table of operations', () => {
  it('has every route', () => {
    const routes = Object.entries(generated).map(([id, { method, path }]) => `${id} ${method} ${path}`)
    expect(routes.sort()).toEqual(
      operations.map(({ operationId, route }) => `${operationId} ${route}`).sort(),
    )
  })
})
