import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { operations } from '../../src/contract/generated/operations.ts'
import { createToken } from '../../src/host/apiTokens.ts'
import { type Served, serve } from '../../src/host/serve.ts'
import { temporaryWorkspace, testSettings } from './testHost.ts'

let server: Served
const tokens: Record<string, string> = {}

beforeAll(async () => {
  const workspace = temporaryWorkspace()
  const settings = await testSettings(workspace, { auth: true })
  const makes = { lower: ['read', 'write', 'train'], admin: ['admin'] }
  for (const [name, scopes] of Object.entries(makes))
    tokens[name] = (await createToken(workspace, settings, { name, scopes, userId: name })).token
  server = await serve({ workspace, settings, threads: 1, host: '127.0.0.1', port: 0 })
})
afterAll(() => server.stop())

const routes = Object.entries(operations)
  .filter(([, { path }]) => path.startsWith('/admin/'))
  .map(([id, { method, path }]) => ({ id, method, path: path.replaceAll(/\{\w+\}/g, 'none') }))

async function ask(method: string, path: string, token?: string): Promise<{ status: number; code?: string }> {
  const hasBody = method === 'PATCH' || method === 'POST'
  const answer = await fetch(server.url + path, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(hasBody && { 'content-type': 'application/json' }),
    },
    ...(hasBody && { body: '{}' }),
  })
  const { error }: { error?: { code: string } } = JSON.parse(await answer.text())
  return { status: answer.status, code: error?.code }
}

describe('a route of administration', () => {
  it('is one of many', () => {
    expect(routes.length).toBeGreaterThanOrEqual(23)
  })

  it.each(routes)('is for administrators alone: $method $path', async ({ method, path }) => {
    expect(await ask(method, path)).toEqual({ status: 401, code: 'UNAUTHORIZED' })
    expect(await ask(method, path, tokens.lower)).toEqual({ status: 403, code: 'FORBIDDEN' })
    const { status } = await ask(method, path, tokens.admin)
    expect([200, 400, 404, 409]).toContain(status)
  })
})
