import { sql } from 'kysely'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { createToken } from '../../src/host/apiTokens.ts'
import { serve } from '../../src/host/serve.ts'
import type { Parts } from '../../src/services/parts.ts'
import { auditOf, confirmed } from './confirmed.ts'
import { type Answer, calls, type TestHost, temporaryWorkspace, testHost, testSettings } from './testHost.ts'

interface Opened {
  host: TestHost
  parts: Parts
  /** Makes a token of a user. */
  token(user: string, ...scopes: string[]): Promise<string>
  /** A request over a socket, with a token. */
  as(token: string, method: string, path: string, body?: object): Promise<Answer>
  users(): Promise<Record<string, unknown>[]>
}

let opened: Opened
beforeEach(async () => {
  const workspace = temporaryWorkspace()
  let parts: Parts | undefined
  const host = await testHost({
    workspace,
    change: (all) => {
      parts = all
      return {}
    },
  })
  if (!parts) throw new Error('there are no parts')
  const settings = await testSettings(workspace, { auth: true })
  const first = await createToken(workspace, settings, { name: 'root', scopes: ['admin'], userId: 'root' })
  expect(first.token).toMatch(/^sigma_/)
  const server = await serve({ workspace, settings, threads: 1, host: '127.0.0.1', port: 0 })
  onTestFinished(async () => {
    await server.stop()
    await host.close()
  })
  const asked = calls(async (request) => {
    const { url, method, headers, body } = request
    const answer = await fetch(url, { method, headers, body })
    return answer
  }, server.url)
  opened = {
    host,
    parts,
    token: async (userId, ...scopes) => {
      const { token } = await createToken(workspace, settings, { name: userId, scopes, userId })
      return token
    },
    as: (token, method, path, body) => asked.call(method, path, body, { authorization: `Bearer ${token}` }),
    users: async () => JSON.parse((await host.get('/admin/users')).text).rows,
  }
})

describe('users', () => {
  it('are those who have had a token, with the role that it gives', async () => {
    const { token, users, host, as } = opened
    const ann = await token('ann@example.org', 'write')
    expect(await users()).toMatchObject([
      {
        id: 'ann@example.org',
        email: 'ann@example.org',
        role: 'user',
        last_active: null,
        tokens: 1,
        scopes: ['write'],
      },
      { id: 'root', email: null, role: 'admin', tokens: 1, scopes: ['admin'] },
    ])
    expect((await as(ann, 'GET', '/packs')).status).toBe(200)
    await token('ann@example.org', 'admin')
    const page = JSON.parse((await host.get('/admin/users?limit=1')).text)
    expect(page).toMatchObject({ total: 2, next_offset: 1 })
    expect(page.users).toEqual(page.rows)
    expect(page.rows).toMatchObject([{ role: 'admin', tokens: 2, last_active: expect.any(String) }])
  })

  it('lose what the role of a user does not let them, and get it back', async () => {
    const { token, host, as, users } = opened
    const [ann, both] = [await token('ann', 'admin'), await token('ann', 'read', 'admin')]
    expect(await confirmed(host, 'PATCH', '/admin/users/ann', { role: 'user' })).toMatchObject({
      status: 200,
    })
    for (const sent of [ann, both]) {
      const refused = await as(sent, 'GET', '/admin/users')
      expect([refused.status, refused.body.error.message]).toEqual([
        403,
        'the token may read, write, train, and this needs admin',
      ])
      expect((await as(sent, 'GET', '/packs')).status).toBe(200)
    }
    expect(await users()).toMatchObject([
      { id: 'ann', role: 'user', scopes: ['read', 'write', 'train'] },
      { id: 'root' },
    ])
    await expect(token('ann', 'admin')).rejects.toThrow('ann may not administer: the role is user')
    await confirmed(host, 'PATCH', '/admin/users/ann', { role: 'admin' })
    const again = await token('ann', 'admin')
    expect((await as(again, 'GET', '/admin/users')).status).toBe(200)
    expect(await auditOf(host, 'updateUser')).toMatchObject([
      { path: '/admin/users/ann', details: { changed: { role: { before: 'user', after: 'admin' } } } },
      { details: { changed: { role: { before: 'admin', after: 'user' } } } },
    ])
  })

  it('leave in the audit what role a token gave them', async () => {
    const { token, host } = opened
    for (const scope of ['write', 'admin', 'admin', 'read']) await token('ann', scope)
    const rows = await auditOf(host, 'createApiToken')
    const roles = rows.map(({ details }: { details: { changed: { role?: object } } }) => details.changed.role)
    // The last one is of the user whom each of these tests begins with.
    expect(roles.slice(0, -1)).toEqual([
      undefined,
      undefined,
      { before: 'user', after: 'admin' },
      { before: null, after: 'user' },
    ])
  })

  it('are reached by administration whatever their names are', async () => {
    const { token, host } = opened
    const longest = 'é/'.repeat(50)
    await token(longest, 'read')
    const path = `/admin/users/${encodeURIComponent(longest)}`
    expect((await confirmed(host, 'PATCH', path, { role: 'admin' })).status).toBe(200)
    for (const name of ['.', '..', ' .. ', 'x'.repeat(101)]) {
      await expect(token(name, 'read')).rejects.toMatchObject({
        code: 'INVALID_PARAM',
        details: {
          field_errors: [{ field: 'user', issue: 'expected 1 to 100 characters, and not . or ..' }],
        },
      })
    }
  })

  it('keep one who may administer', async () => {
    const { token, host } = opened
    const refused = await host.call('PATCH', '/admin/users/root', { role: 'user' })
    expect([refused.status, refused.body.error.message]).toEqual([409, 'root is the last who may administer'])
    await token('ann', 'write')
    expect((await host.call('PATCH', '/admin/users/root', { role: 'user' })).status).toBe(409)
    await confirmed(host, 'PATCH', '/admin/users/ann', { role: 'admin' })
    const unable = await host.call('PATCH', '/admin/users/root', { role: 'user' })
    expect(unable.body.error.message, 'a role without a token for it is not enough').toContain('the last')
    await token('bob', 'admin')
    expect((await confirmed(host, 'PATCH', '/admin/users/root', { role: 'user' })).status).toBe(200)
  })

  it('are refused where there is none, or no such role', async () => {
    const { host } = opened
    expect((await host.call('PATCH', '/admin/users/none', { role: 'user' })).status).toBe(404)
    expect((await host.call('PATCH', '/admin/users/root', { role: 'god' })).status).toBe(400)
    expect((await host.post('/admin/users/none/rotate_token')).status).toBe(404)
  })
})

describe('the rotation of the tokens of a user', () => {
  it('makes one in place of all, once, that may do what they could', async () => {
    const { token, host, as, parts } = opened
    const before = [await token('ann', 'write'), await token('ann', 'train')]
    const rotated = await confirmed(host, 'POST', '/admin/users/ann/rotate_token')
    const { token_once: made, ...rest } = JSON.parse(rotated.text)
    expect(rest).toEqual({ ok: true, scopes: ['write', 'train'], ended: 2 })
    expect(made).toMatch(/^sigma_[\w-]{43}$/)
    expect(rotated.headers.get('cache-control')).toBe('no-store')
    expect((await as(made, 'GET', '/packs')).status).toBe(200)
    for (const one of before) expect((await as(one, 'GET', '/packs')).status).toBe(401)
    const rows = await auditOf(host, 'rotateUserToken')
    expect(rows).toMatchObject([
      {
        lineage: { token_id: expect.any(String) },
        details: { changed: { scopes: { after: ['write', 'train'] } } },
      },
    ])
    for (const table of ['audit_logs', 'api_tokens', 'users', 'idempotency_keys'] as const) {
      const kept = await sql`select * from ${sql.table(table)}`.execute(parts.db)
      expect(JSON.stringify(kept.rows), table).not.toContain(made)
    }
  })

  it('gives administration to whom the role gives it, and to nobody else', async () => {
    const { token, host, as } = opened
    await token('ann', 'read')
    await confirmed(host, 'PATCH', '/admin/users/ann', { role: 'admin' })
    const promoted = JSON.parse((await confirmed(host, 'POST', '/admin/users/ann/rotate_token')).text)
    expect(promoted.scopes).toEqual(['read', 'admin'])
    expect((await as(promoted.token_once, 'GET', '/admin/users')).status).toBe(200)
    await confirmed(host, 'PATCH', '/admin/users/ann', { role: 'user' })
    const demoted = JSON.parse((await confirmed(host, 'POST', '/admin/users/ann/rotate_token')).text)
    expect(demoted.scopes).toEqual(['read', 'write', 'train'])
  })

  it('needs a token that is good, and is not answered twice by a key', async () => {
    const { host, token } = opened
    await token('ann', 'read')
    const keyed = await host.post('/admin/users/ann/rotate_token', undefined, { 'idempotency-key': 'one' })
    expect([keyed.status, keyed.body.error.details.field_errors[0].field]).toEqual([400, 'Idempotency-Key'])
    await host.call('GET', '/packs')
    const { parts } = opened
    await parts.db.updateTable('api_tokens').set({ revoked_at: '2024-01-01T00:00:00.000Z' }).execute()
    const none = await host.post('/admin/users/ann/rotate_token')
    expect([none.status, none.body.error.message]).toEqual([409, 'ann has no token that is good'])
  })
})
