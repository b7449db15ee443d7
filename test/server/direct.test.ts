import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openHost } from '../../src/host/host.ts'
import { temporaryFolder } from '../temporaryFolder.ts'
import { modelId, testSettings } from './testHost.ts'

let host: Awaited<ReturnType<typeof openHost>>
beforeAll(async () => {
  const workspace = temporaryFolder()
  host = await openHost({ workspace, settings: await testSettings(workspace), threads: 1 })
})
afterAll(() => host.close())

interface Asked {
  method?: string
  url: string
  body?: string
  headers?: Record<string, string>
}

const id = { 'x-request-id': 'asked' }
const json = (body: unknown) => ({
  method: 'POST',
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
})

async function directly({ method = 'GET', url, body, headers }: Asked) {
  const answer = await host.direct({ method, url, body, headers: { ...id, ...headers } })
  if (answer === undefined) return undefined
  const isStream = answer.body instanceof Readable
  return { ...answer, body: isStream ? 'a stream' : String(answer.body) }
}

/** As the whole server answers, without what only a connection has. */
async function byServer({ method = 'GET', url, body, headers }: Asked) {
  const app = await host.app()
  const answer = await app.inject({
    method: method as 'GET',
    url,
    payload: body,
    headers: { ...id, ...headers },
  })
  const { date: _, connection: __, 'keep-alive': ___, ...kept } = answer.headers
  const texts = Object.fromEntries(Object.entries(kept).map(([name, value]) => [name, String(value)]))
  return { status: answer.statusCode, headers: texts, body: answer.body }
}

const model = `model_id=${modelId}`

describe('a plain request', () => {
  it.each<[string, Asked]>([
    ['a list', { url: '/models' }],
    ['a page of it', { url: '/models?limit=2&offset=1&pack_id=swingsigma' }],
    ['a detail', { url: `/model_detail?${model}` }],
    ['a path with a parameter', { url: '/packs/swingsigma' }],
    ['a path with a parameter that is written in percents', { url: '/packs/swing%73igma/templates' }],
    ['a blank as a plus', { url: '/models?search=a+b' }],
    ['an empty field', { url: '/models?search=' }],
    ['a field without a value', { url: '/models?search' }],
    ['a page of text', { url: '/docs' }],
    ['the document', { url: '/openapi.json' }],
    ['a body', { url: '/selections', ...json({ items: [{ backtest_id: 'none' }] }) }],
    ['a body that is faulty', { url: '/backtest', ...json({ model: 1, splits: 'many' }) }],
    ['a body that is missing', { url: '/backtest', method: 'POST' }],
    ['a body that is a list', { url: '/backtest', ...json([1]) }],
    ['deep nesting', { url: '/backtest', ...json(JSON.parse('['.repeat(70) + ']'.repeat(70))) }],
    ['an unknown field', { url: '/models?limt=2' }],
    ['a faulty field', { url: '/models?limit=many' }],
    ['a field that is given twice', { url: '/models?limit=1&limit=2' }],
    ['a NUL character', { url: '/models?search=a%00b' }],
    ['an id that is none', { url: '/backtests/none' }],
    ['a model that is none', { url: '/model_detail?model_id=none' }],
    ['an operation that is not served', { url: '/signals' }],
    ['what only a server has', { url: '/metrics' }],
    [
      'a write without its confirmation',
      { url: '/admin/quotas', ...json({ user_id: 'a', limits: {} }), method: 'PATCH' },
    ],
    ['a delete', { url: '/selections/none', method: 'DELETE' }],
  ])('is answered as by the server: %s', async (_, asked) => {
    const direct = await directly(asked)
    expect(direct).toBeDefined()
    expect(direct).toEqual(await byServer(asked))
  })

  it('takes the id of the request, or makes one', async () => {
    expect(
      (await host.direct({ method: 'GET', url: '/livez', headers: id, body: undefined }))?.headers,
    ).toMatchObject({
      'x-request-id': 'asked',
      'x-sigma-instance': host.instance,
    })
    const made = await host.direct({ method: 'GET', url: '/livez', headers: {}, body: undefined })
    expect(made?.headers['x-request-id']).toMatch(/^[\da-f-]{36}$/)
  })
})

describe('another request', () => {
  it.each<[string, Asked]>([
    ['an alias', { url: '/api/models' }],
    ['a slash at the end', { url: '/models/' }],
    ['no route', { url: '/modles' }],
    ['another method', { url: '/models', method: 'DELETE' }],
    ['a page', { url: '/ui' }],
    ['a part of a path that is too long', { url: `/packs/${'a'.repeat(101)}` }],
    ['an address that cannot be read', { url: '/packs/%ff' }],
    ['a body that is no JSON', { url: '/backtest', ...json(1), body: '{' }],
    [
      'a body of another kind',
      { url: '/backtest', method: 'POST', body: 'a', headers: { 'content-type': 'text/csv' } },
    ],
    ['a body that is too long', { url: '/backtest', ...json('a'.repeat(1_000_000)) }],
    ['a key that would change a prototype', { url: '/backtest', ...json(1), body: '{"__proto__": {}}' }],
    [
      'a request that may be repeated',
      { url: '/selections', ...json({}), headers: { 'idempotency-key': 'a' } },
    ],
  ])('is left to the server: %s', async (_, asked) => {
    expect(await directly(asked)).toBeUndefined()
    expect((await byServer(asked)).status).toBeGreaterThan(0)
  })
})
