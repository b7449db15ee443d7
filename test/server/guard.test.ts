import { request as send } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import Fastify from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { operations } from '../../src/contract/generated/operations.ts'
import { createToken } from '../../src/host/apiTokens.ts'
import { openParts } from '../../src/host/openParts.ts'
import { type Served, serve } from '../../src/host/serve.ts'
import { buildApp } from '../../src/server/app.ts'
import { addressesOf } from '../../src/server/guard/addresses.ts'
import { addGuard } from '../../src/server/guard/guard.ts'
import { limitStreams } from '../../src/server/guard/rateLimit.ts'
import { scopeOf } from '../../src/server/guard/scopes.ts'
import { createApiToken, revokeApiToken, rotateApiToken } from '../../src/services/apiTokens.ts'
import type { Parts } from '../../src/services/parts.ts'
import { openingSettings, temporaryWorkspace, testSettings } from './testHost.ts'

interface Got {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: string
}

/** Sends the headers as they are: `fetch` would set Host and Origin itself. */
function ask(
  url: string,
  headers: Record<string, string> = {},
  { method = 'GET', body }: { method?: string; body?: string } = {},
): Promise<Got> {
  return new Promise((resolve, reject) => {
    const sent = send(url, { method, headers }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          body: Buffer.concat(chunks).toString('utf8'),
        }),
      )
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

const codeOf = ({ body }: Got): string => JSON.parse(body).error.code

async function served(flags: Record<string, unknown>, workspace = temporaryWorkspace()): Promise<Served> {
  return serve({
    workspace,
    settings: await openingSettings(workspace, flags),
    threads: 1,
    host: '127.0.0.1',
    port: 0,
  })
}

describe('a server on loopback', () => {
  let server: Served
  beforeAll(async () => {
    server = await served({ origins: ['https://desk.example'], hosts: ['research.local'] })
  })
  afterAll(() => server.stop())

  it('answers who calls it by its address, without a token', async () => {
    const { port } = new URL(server.url)
    for (const host of [
      `127.0.0.1:${port}`,
      `localhost:${port}`,
      `LOCALHOST:${port}`,
      '[::1]',
      'research.local',
    ])
      expect((await ask(`${server.url}/models`, { host })).status, host).toBe(200)
  })

  it.each(['evil.example', '127.0.0.1.evil.example:8001', 'localhost.evil.example', 'evil', '192.168.1.4'])(
    'refuses a name that leads to it from elsewhere: %s',
    async (host) => {
      const answer = await ask(`${server.url}/models`, { host })
      expect(answer.status).toBe(403)
      expect(codeOf(answer)).toBe('FORBIDDEN')
      expect(JSON.parse(answer.body).error.next).toContain('server.hosts')
    },
  )

  it.each([
    ['https://evil.example', 'POST'],
    ['https://evil.example', 'GET'],
    ['null', 'POST'],
    ['http://localhost:3000', 'POST'],
  ])('refuses a page of another origin: %s, %s', async (origin, method) => {
    const isRead = method === 'GET'
    const answer = await ask(
      server.url + (isRead ? '/models' : '/build_matrix'),
      { origin, ...(!isRead && { 'content-type': 'application/json', 'content-length': '2' }) },
      { method, ...(!isRead && { body: '{}' }) },
    )
    expect(answer.status).toBe(403)
    expect(answer.headers['access-control-allow-origin']).toBeUndefined()
  })

  it('refuses a form of another site that sends no origin, and lets a link be followed', async () => {
    const foreign = { 'sec-fetch-site': 'cross-site' }
    expect((await ask(`${server.url}/artifacts/gc`, foreign, { method: 'POST' })).status).toBe(403)
    expect((await ask(`${server.url}/ui`, foreign)).status).toBe(200)
  })

  it('lets its own pages and those of a named origin ask, and answers what a browser asks before', async () => {
    expect((await ask(`${server.url}/models`, { origin: server.url })).status).toBe(200)
    const named = await ask(`${server.url}/models`, { origin: 'https://desk.example' })
    expect(named.status).toBe(200)
    expect(named.headers['access-control-allow-origin']).toBe('https://desk.example')
    const preflight = await ask(
      `${server.url}/backtests`,
      {
        origin: 'https://desk.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,authorization',
      },
      { method: 'OPTIONS' },
    )
    expect(preflight.status).toBe(204)
    expect(preflight.headers['access-control-allow-headers']).toContain('Authorization')
    const foreign = await ask(
      `${server.url}/backtests`,
      { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
      { method: 'OPTIONS' },
    )
    expect(foreign.headers['access-control-allow-origin']).toBeUndefined()
  })

  it('refuses what is no address in the form of all failures', async () => {
    const answer = await ask(`${server.url}/%E0%A4%A`)
    expect([answer.status, codeOf(answer)]).toEqual([400, 'INVALID_PARAM'])
    expect(answer.headers['x-request-id']).toBe(JSON.parse(answer.body).request_id)
  })

  it('lets a report have its styles and run nothing, and stores none for a page of another site', async () => {
    const json = { 'content-type': 'application/json' }
    const post = async (path: string, body: object) =>
      JSON.parse((await ask(server.url + path, json, { method: 'POST', body: JSON.stringify(body) })).body)
    const model = { model_id: 'spx_eq_swing_daily' }
    await post('/build_matrix', { ...model, start: '2014-01-02' })
    const { run_id } = await post('/backtest', { ...model, splits: 2, hyperparams: { rounds: 3, depth: 2 } })
    const page = `${server.url}/reports/${run_id}?format=html`
    const policy = "default-src 'none'; frame-ancestors 'none'; style-src 'unsafe-inline'; img-src data:"
    expect((await ask(page)).headers['content-security-policy']).toBe(policy)
    const kept = (await ask(`${page}&keep=true`)).headers['content-security-policy']
    expect(kept).toBe(policy)
    const [file] = JSON.parse((await ask(`${server.url}/artifacts?kind=report`)).body).rows
    const stored = await ask(`${server.url}/artifacts/${file.sha256}`)
    expect(stored.headers['content-security-policy']).toBe(policy)
    const foreign = { 'sec-fetch-site': 'cross-site' }
    expect((await ask(`${page}&keep=true`, foreign)).status).toBe(403)
    expect((await ask(page, foreign)).status).toBe(200)
  })

  it('answers by the address that it is bound to', async () => {
    const workspace = temporaryWorkspace()
    const settings = await testSettings(workspace, { hosts: ['research.local'] })
    const other = await serve({ workspace, settings, threads: 1, host: '127.0.0.2', port: 0 })
    try {
      expect((await ask(`${other.url}/models`)).status).toBe(200)
    } finally {
      await other.stop()
    }
    expect([...(addressesOf('::1', { hosts: [], origins: [] }).hosts ?? [])]).toContain('[::1]')
    expect(addressesOf('0.0.0.0', { hosts: [], origins: [] }).hosts).toBeNull()
    expect([...(addressesOf('10.0.0.5', { hosts: ['desk'], origins: [] }).hosts ?? [])]).toContain('10.0.0.5')
  })

  it('tells a browser to run nothing of an answer, and to show it in no frame', async () => {
    const answer = await ask(`${server.url}/models`)
    expect(answer.headers).toMatchObject({
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    })
    const page = await ask(`${server.url}/ui`)
    expect(page.headers['content-security-policy']).toContain("script-src 'self'")
    expect(page.headers['content-security-policy']).toContain("frame-ancestors 'none'")
  })
})

describe('a server that asks for tokens', () => {
  const adminToken = 'an-admin-token-of-the-old-kind'
  let server: Served
  let parts: Parts
  let close: () => Promise<void>
  const tokens: Record<string, string> = {}
  const ids: Record<string, string> = {}
  const bearer = (name: string) => ({ authorization: `Bearer ${tokens[name]}` })

  beforeAll(async () => {
    const workspace = temporaryWorkspace()
    const opened = await openParts({ workspace, settings: await testSettings(workspace), threads: 1 })
    parts = opened.parts
    close = opened.close
    for (const scope of ['read', 'write', 'train', 'admin'] as const) {
      const made = await createApiToken(parts, { userId: 'ann', name: scope, scopes: [scope] })
      tokens[scope] = made.token
      ids[scope] = made.id
    }
    server = await served({ auth: true, admin_token: adminToken }, workspace)
  })
  afterAll(async () => {
    await server.stop()
    await close()
  })

  it('refuses who has none, and one that it does not know, and says how to get one', async () => {
    for (const authorization of [undefined, 'Bearer sigma_made-up', 'Bearer']) {
      const answer = await ask(`${server.url}/models`, authorization === undefined ? {} : { authorization })
      expect(answer.status).toBe(401)
      expect(codeOf(answer)).toBe('UNAUTHORIZED')
      expect(answer.headers['www-authenticate']).toBe('Basic realm="Sigma", Bearer realm="Sigma"')
      expect(answer.body).not.toContain('made-up')
    }
    expect((await ask(`${server.url}/no_such_route`)).status, 'also what is not there').toBe(401)
  })

  it('answers who watches it', async () => {
    for (const path of ['/livez', '/readyz']) expect((await ask(server.url + path)).status).toBe(200)
  })

  it.each([
    ['read', 'GET', '/leaderboard', 200],
    ['read', 'POST', '/matrix/preview', 400],
    ['read', 'POST', '/backtests', 403],
    ['read', 'POST', '/train', 403],
    ['read', 'GET', '/admin/quotas', 403],
    ['write', 'GET', '/leaderboard', 200],
    ['write', 'POST', '/backtests', 400],
    ['write', 'POST', '/train', 403],
    ['train', 'POST', '/train', 400],
    ['train', 'POST', '/backtests', 403],
    ['train', 'POST', '/artifacts/verify', 403],
    ['admin', 'GET', '/admin/quotas', 200],
    ['admin', 'POST', '/backtests', 400],
    ['admin', 'POST', '/train', 400],
  ])('with a token to %s answers %s %s with %i', async (scope, method, path, status) => {
    const json = { ...bearer(scope), 'content-type': 'application/json' }
    const body = method === 'GET' ? undefined : '{"no_such_field":1}'
    const answer = await ask(server.url + path, json, { method, ...(body && { body }) })
    expect(answer.status, answer.body).toBe(status)
    if (status === 403) expect(JSON.parse(answer.body).error.message).toContain(`the token may ${scope}`)
  })

  it('takes the token of an administrator, in both headers', async () => {
    const sent: Record<string, string>[] = [
      { authorization: `Bearer ${adminToken}` },
      { 'x-admin-token': adminToken },
    ]
    for (const headers of sent) expect((await ask(`${server.url}/admin/quotas`, headers)).status).toBe(200)
    expect((await ask(`${server.url}/admin/quotas`, { 'x-admin-token': `${adminToken}x` })).status).toBe(401)
  })

  it('asks a browser for a password, which is the token, and lets it look only', async () => {
    const asked = await ask(`${server.url}/ui`)
    expect(asked.status).toBe(401)
    expect(asked.headers['www-authenticate']).toContain('Basic realm="Sigma"')
    for (const path of ['/reports/none', '/docs', '/backtests/none/events'])
      expect((await ask(server.url + path)).headers['www-authenticate'], path).toContain('Basic')
    const started = await ask(`${server.url}/backtests`, {}, { method: 'POST' })
    expect(started.headers['www-authenticate']).toBe('Bearer realm="Sigma"')
    expect(asked.headers['content-type']).toContain('text/html')
    const basic = (token: string) => ({
      authorization: `Basic ${Buffer.from(`ann:${token}`).toString('base64')}`,
    })
    expect((await ask(`${server.url}/ui/leaderboard`, basic(tokens.read))).status).toBe(200)
    expect((await ask(`${server.url}/ui/leaderboard`, basic('sigma_no'))).status).toBe(401)
    expect((await ask(`${server.url}/reports/none?keep=true`, basic(tokens.admin))).status).toBe(401)
    expect((await ask(`${server.url}/reports/none?keep=true`, bearer('read'))).status).toBe(403)
    expect((await ask(`${server.url}/reports/none?keep=true`, bearer('write'))).status).toBe(404)
    const json = { ...basic(tokens.admin), 'content-type': 'application/json' }
    expect((await ask(`${server.url}/artifacts/gc`, json, { method: 'POST', body: '{}' })).status).toBe(401)
  })

  it('answers nobody what another user was answered for the same key', async () => {
    const { token } = await createApiToken(parts, { userId: 'ben', name: 'ben', scopes: ['write'] })
    const send = (authorization: string, tag: string) =>
      ask(
        `${server.url}/backtests`,
        { authorization, 'content-type': 'application/json', 'idempotency-key': 'k1' },
        { method: 'POST', body: JSON.stringify({ no_such_field: tag }) },
      )
    const mine = await send(`Bearer ${tokens.write}`, 'mine')
    const theirs = await send(`Bearer ${token}`, 'theirs')
    expect([mine.status, theirs.status], 'not CONFLICT, as of one user').toEqual([400, 400])
    expect((await send(`Bearer ${token}`, 'other')).status).toBe(409)
    expect((await send(`Bearer ${tokens.write}`, 'mine')).body).toBe(mine.body)
  })

  it('takes no new work once it stops, and still tells how things are', async () => {
    const ending = { ...parts, closing: AbortSignal.abort() }
    const app = buildApp({ parts: ending })
    const limits = { perMinute: null, streamsAtOnce: 1 }
    const own = { bound: '127.0.0.1', hosts: [], origins: [], required: false, adminToken: undefined, limits }
    await addGuard(app, ending, own)
    const url = await app.listen({ host: '127.0.0.1', port: 0 })
    try {
      const json = { 'content-type': 'application/json' }
      const refused = await ask(`${url}/backtests`, json, { method: 'POST', body: '{}' })
      expect([refused.status, codeOf(refused), refused.headers.connection]).toEqual([
        503,
        'UNAVAILABLE',
        'close',
      ])
      expect((await ask(`${url}/leaderboard`)).status).toBe(200)
    } finally {
      await app.close()
    }
  })

  it('counts what a user asks for to that user', async () => {
    const { token } = await createApiToken(parts, { userId: 'cai', name: 'cai', scopes: ['write', 'train'] })
    const json = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const post = (path: string, body: object) =>
      ask(server.url + path, json, { method: 'POST', body: JSON.stringify(body) })
    const model = { model_id: 'spx_eq_swing_daily', hyperparams: { rounds: 3, depth: 2 } }
    expect(
      (await post('/build_matrix', { ...model, hyperparams: undefined, start: '2014-01-02' })).status,
    ).toBe(200)
    const sweep = await post('/backtest_sweep', { ...model, splits: 2, thresholds_variants: ['0.5'] })
    expect(sweep.status, sweep.body).toBe(200)
    expect((await post('/train', model)).status).toBe(200)
    const usageOf = async (user: string) =>
      JSON.parse((await ask(`${server.url}/admin/quotas?user=${user}`, bearer('admin'))).body).usage
    expect(await usageOf('cai')).toMatchObject({ sweeps_today: 1, train_today: 1 })
    expect(await usageOf('ann')).toMatchObject({ sweeps_today: 0, train_today: 0 })
    expect(await usageOf('local')).toMatchObject({ sweeps_today: 0, train_today: 0 })
  })

  it('keeps when a token was used, and who changed something', async () => {
    const json = { ...bearer('admin'), 'content-type': 'application/json' }
    const body = '{"user_id":"ann","limits":{"sweeps_per_day":50}}'
    const first = await ask(`${server.url}/admin/quotas`, json, { method: 'PATCH', body })
    const { confirmation } = JSON.parse(first.body).error.details
    const headers = { ...json, 'x-confirmation': confirmation }
    expect((await ask(`${server.url}/admin/quotas`, headers, { method: 'PATCH', body })).status).toBe(200)
    const { rows } = JSON.parse((await ask(`${server.url}/admin/audit`, bearer('admin'))).body)
    expect(rows[0]).toMatchObject({ user_id: 'ann', action: 'updateQuotas' })
    const stored = await parts.db
      .selectFrom('api_tokens')
      .selectAll()
      .where('id', '=', ids.admin)
      .executeTakeFirst()
    expect(stored?.last_used_at).toMatch(/:00\.000Z$/)
    expect(JSON.stringify(stored)).not.toContain(tokens.admin)
  })

  it('knows a token no more that was revoked, replaced or is past its time', async () => {
    const { id, token } = await createApiToken(parts, { userId: 'ann', name: 'old', scopes: ['read'] })
    const statusOf = async (sent: string) =>
      (await ask(`${server.url}/models`, { authorization: `Bearer ${sent}` })).status
    expect(await statusOf(token)).toBe(200)
    const next = await rotateApiToken(parts, id)
    await expect.poll(() => statusOf(token), { timeout: 10_000 }).toBe(401)
    expect(await statusOf(next.token)).toBe(200)
    await revokeApiToken(parts, id)
    await expect.poll(() => statusOf(next.token), { timeout: 10_000 }).toBe(401)
    await expect(rotateApiToken(parts, id)).rejects.toMatchObject({ code: 'CONFLICT' })
    const short = await createApiToken(parts, {
      userId: 'ann',
      name: 'short',
      scopes: ['read'],
      expiresInDays: 1e-9,
    })
    expect(await statusOf(short.token)).toBe(401)
    await expect(rotateApiToken(parts, short.id)).rejects.toMatchObject({ code: 'CONFLICT' })
  })
})

describe('a server that asks for none, of which administration has a token', () => {
  it('asks for it there alone', async () => {
    const server = await served({ admin_token: 'sixteen-characters-and-more' })
    try {
      expect((await ask(`${server.url}/models`)).status).toBe(200)
      expect((await ask(`${server.url}/admin/quotas`)).status).toBe(401)
      const headers = { 'x-admin-token': 'sixteen-characters-and-more' }
      expect((await ask(`${server.url}/admin/quotas`, headers)).status).toBe(200)
    } finally {
      await server.stop()
    }
  })
})

describe('a server that limits requests', () => {
  it('tells how many are left, refuses those above, and counts each token by itself', async () => {
    const workspace = temporaryWorkspace()
    const settings = await testSettings(workspace)
    const made = await createToken(workspace, settings, { name: 'desk', scopes: ['read'] })
    const server = await served({ rate_limit: true, rate_limit_per_minute: 5 }, workspace)
    try {
      // Within one minute of the clock, which counts that are shared are by.
      const left = 60_000 - (Date.now() % 60_000)
      if (left < 5_000) await new Promise((resolve) => setTimeout(resolve, left))
      for (let sent = 1; sent <= 5; sent++) {
        const { status, headers } = await ask(`${server.url}/packs`)
        expect([status, headers['x-ratelimit-limit'], headers['x-ratelimit-remaining']]).toEqual([
          200,
          '5',
          String(5 - sent),
        ])
      }
      const refused = await ask(`${server.url}/no_such_route`)
      expect(refused.status).toBe(429)
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
      expect(JSON.parse(refused.body).error).toMatchObject({
        code: 'RATE_LIMITED',
        next: expect.stringMatching(/^wait \d+ seconds$/),
        details: { limit: 5, window_sec: 60 },
      })
      expect((await ask(`${server.url}/livez`)).status, 'whoever watches is not counted').toBe(200)
      const guess = await ask(`${server.url}/packs`, { authorization: 'Bearer sigma_guess' })
      expect(guess.status, 'guesses are').toBe(429)
      const bearer = { authorization: `Bearer ${made.token}` }
      const named = await ask(`${server.url}/packs`, bearer)
      expect([named.status, named.headers['x-ratelimit-remaining']]).toEqual([200, '4'])
      const page = await ask(`${server.url}/ui/leaderboard`, bearer)
      expect([page.status, page.headers['x-ratelimit-remaining']], 'a page counts once').toEqual([200, '3'])
    } finally {
      await server.stop()
    }
  }, 30_000)

  it('limits how many streams are open at once, and counts those alone that still are', async () => {
    const workspace = temporaryWorkspace()
    const server = await served({ streams_at_once: 2 }, workspace)
    try {
      const json = { 'content-type': 'application/json' }
      const build = '{"model_id":"spx_eq_swing_daily","start":"2015-01-02"}'
      await ask(`${server.url}/build_matrix`, json, { method: 'POST', body: build })
      const long = '{"model_id":"spx_eq_swing_daily","hyperparams":{"rounds":5000,"depth":6}}'
      const { run_id } = JSON.parse(
        (await ask(`${server.url}/backtests`, json, { method: 'POST', body: long })).body,
      )
      const url = `${server.url}/backtests/${run_id}/events`
      const leaving = [new AbortController(), new AbortController()]
      for (const { signal } of leaving) expect((await fetch(url, { signal })).status).toBe(200)
      const refused = await ask(url)
      expect([refused.status, codeOf(refused)]).toEqual([429, 'RATE_LIMITED'])
      leaving[0].abort()
      await expect
        .poll(async () => {
          const again = new AbortController()
          const { status } = await fetch(url, { signal: again.signal })
          again.abort()
          return status
        })
        .toBe(200)
      leaving[1].abort()
    } finally {
      await server.stop()
    }
  }, 30_000)
})

it('an answer of the assistant counts to the streams that a caller may hold open', async () => {
  const app = Fastify({ forceCloseConnections: true })
  app.decorateRequest('caller', null)
  limitStreams(app, 1)
  // It begins, and comes to no end.
  app.post('/', { config: { operation: 'queryAssistant' } }, (_request, reply) => {
    reply.raw.writeHead(200).flushHeaders()
  })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const leaving = new AbortController()
  try {
    const ask = () => fetch(url, { method: 'POST', signal: leaving.signal })
    expect((await ask()).status).toBe(200)
    const second = await ask()
    expect([second.status, second.headers.get('retry-after')]).toEqual([500, '5'])
    expect(await second.text()).toContain('1 streams of events are open')
  } finally {
    leaving.abort()
    await app.close()
  }
})

it('a stream whose client leaves before it is counted is not counted', async () => {
  // A client that leaves may open its next connection at once, which the server would wait for.
  const app = Fastify({ forceCloseConnections: true })
  app.decorateRequest('caller', null)
  // By its token, since nobody knows the address of who has left.
  app.addHook('onRequest', async (request) => {
    request.caller = { userId: 'ann', tokenId: 'one', scopes: [] }
    await wait(150)
  })
  limitStreams(app, 1)
  // Who has left is told nothing, so that nothing of the answer is closed afterwards.
  app.get('/', { config: { operation: 'streamBacktest' } }, async (request, reply) =>
    request.raw.socket.destroyed ? reply.hijack() : 'told',
  )
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  try {
    for (let sent = 0; sent < 3; sent++) {
      const leaving = new AbortController()
      const asked = fetch(url, { signal: leaving.signal })
      await wait(50)
      leaving.abort()
      await expect(asked).rejects.toThrow()
    }
    await wait(300)
    expect((await fetch(url)).status).toBe(200)
  } finally {
    await app.close()
  }
})

it('every operation of the contract has a scope, and only those for whoever watches have none', () => {
  const scopes = Object.keys(operations).map((id) => [id, scopeOf(id)] as const)
  expect(scopes.filter(([, scope]) => scope === null).map(([id]) => id)).toEqual([
    'getLiveness',
    'getReadiness',
  ])
  const admin = scopes.filter(([, scope]) => scope === 'admin').map(([id]) => id)
  expect(admin).toEqual(
    expect.arrayContaining(['updateQuotas', 'listAdminAudit', 'collectArtifacts', 'listUsers']),
  )
  const written = Object.entries(operations).filter(
    ([, { method }]) => method === 'DELETE' || method === 'PUT',
  )
  for (const [id] of written) expect(scopeOf(id), id).toMatch(/^(write|admin)$/)
})
