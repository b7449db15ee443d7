import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import openapi from '../../src/contract/generated/openapi.json' with { type: 'json' }
import { createToken } from '../../src/host/apiTokens.ts'
import { verifyStoredAudit } from '../../src/host/audit.ts'
import { serve } from '../../src/host/serve.ts'
import { isWrite } from '../../src/server/looks.ts'
import { readOperations } from '../../src/server/operations.ts'
import type { Parts } from '../../src/services/parts.ts'
import {
  modelId,
  type TestHost,
  type TestHostOptions,
  temporaryWorkspace,
  testHost,
  testSettings,
  writeFeatureCsv,
} from './testHost.ts'

interface Row {
  seq: number
  status: number
  action: string
  lineage: Record<string, unknown> | null
  payload: {
    body?: Record<string, unknown>
    changed?: Record<string, { before: unknown; after: unknown }>
    truncated?: boolean
    body_bytes?: number
    error?: string
  }
}

async function opened(options: TestHostOptions = {}): Promise<TestHost> {
  const host = await testHost(options)
  onTestFinished(() => host.close())
  return host
}

/** In the order in which they were added. */
async function rowsOf(host: Pick<TestHost, 'get'>): Promise<Row[]> {
  const { text } = await host.get('/audit?limit=200')
  const { rows }: { rows: Row[] } = JSON.parse(text)
  return rows.toSorted((a, b) => a.seq - b.seq)
}

const policy = (slippage: number) => ({ risk: {}, execution: { slippage_bps: slippage }, alerting: {} })
const put = (host: TestHost, slippage: number, headers?: Record<string, string>) =>
  host.call('PUT', '/policy', { model_id: modelId, policy: policy(slippage) }, headers)

describe('the operations that leave a row', () => {
  const operations = readOperations(openapi)

  it('are all but those that read', () => {
    const reads = operations.filter((one) => one.method !== 'get' && !isWrite(one, {})).map(({ id }) => id)
    expect(reads.sort()).toEqual([
      'calibrateBrackets',
      'calibrateThresholds',
      'computeIndicator',
      'planSweep',
      'predictScores',
      'previewMatrix',
      'previewMatrixNow',
      'queryAssistant',
      'runDiagnostics',
      'verifyArtifacts',
    ])
  })

  it('are none by GET, but those that are to keep what they draw', () => {
    const gets = operations.filter(({ method }) => method === 'get')
    expect(gets.filter((one) => isWrite(one, {}) || isWrite(one, { keep: 'false' }))).toEqual([])
    expect(gets.every((one) => isWrite(one, { keep: 'true' }))).toBe(true)
  })
})

describe('a write', () => {
  it('leaves one row: who, what, when, by which request, what it changed and made', async () => {
    const host = await opened({ change: () => ({ now: () => new Date('2024-05-01T12:00:00.000Z') }) })
    await put(host, 1)
    const second = await put(host, 2, { 'X-Request-ID': 'the-second' })
    expect(second.status, second.text).toBe(200)
    const rows = await rowsOf(host)
    expect(rows).toHaveLength(2)
    expect(rows[1]).toMatchObject({
      seq: 2,
      at: '2024-05-01T12:00:00.000Z',
      user_id: 'local',
      client: null,
      method: 'PUT',
      path: '/policy',
      action: 'putPolicy',
      status: 200,
      request_id: 'the-second',
      model_id: modelId,
      lineage: { version: 2, policy_sha: expect.stringMatching(/^[0-9a-f]{64}$/) },
      payload: {
        body: { model_id: modelId, policy: policy(2) },
        changed: {
          version: { before: 1, after: 2 },
          'policy.execution.slippage_bps': { before: 1, after: 2 },
        },
      },
    })
    expect(rows[1].payload.changed).not.toHaveProperty('policy.execution.size_by_conf')
  })

  it('leaves one when it fails too, whatever it fails by', async () => {
    const host = await opened()
    await host.call('DELETE', '/selections/none')
    await host.post('/train', { rounds: 'many' })
    await host.post('/train', { model_id: 'nobody_has_it' })
    await host.call('PATCH', '/admin/flags', { key: 'x', enabled: true })
    expect(await rowsOf(host)).toMatchObject([
      { action: 'deleteSelection', path: '/selections/none', status: 404, payload: { error: 'NOT_FOUND' } },
      { action: 'trainModel', status: 400, payload: { error: 'INVALID_PARAM', body: { rounds: 'many' } } },
      { action: 'trainModel', status: 404, payload: { error: 'NOT_FOUND' } },
      { action: 'updateFlag', payload: { body: { key: 'x', enabled: true } } },
    ])
  })

  it('leaves one that names the run that it made, or found again', async () => {
    const host = await opened()
    writeFeatureCsv(host.workspace)
    const training = { csv: 'features.csv', columns: { return: 'ret_fwd' }, hyperparams: { rounds: 2 } }
    const first = await host.post('/train', training)
    const again = await host.post('/train', training)
    expect(first.status, first.text).toBe(200)
    const { run_id } = first.body
    const made = { run_id, model_sha: first.body.model_sha, matrix_sha: expect.any(String) }
    expect(await rowsOf(host)).toMatchObject([
      { lineage: { ...made, deduplicated: false } },
      { lineage: { ...made, deduplicated: true } },
    ])
    expect(again.body.run_id).toBe(run_id)
  })

  it('tells the files that it made', async () => {
    const host = await opened()
    const { text } = await host.post('/models', {
      ticker: 'XLE',
      asset_type: 'eq',
      horizon: 'swing',
      cadence: 'daily',
    })
    const [created] = await rowsOf(host)
    expect(created, text).toMatchObject({
      action: 'createModel',
      status: 200,
      payload: { changed: { files: { before: null, after: expect.arrayContaining([expect.any(String)]) } } },
    })
  })

  it('leaves none when it reads', async () => {
    const host = await opened()
    writeFeatureCsv(host.workspace)
    await host.get('/models')
    await host.post('/indicators/compute', { name: 'rsi', csv: 'features.csv' })
    await host.post('/preview_matrix', { csv: 'features.csv', columns: { return: 'ret_fwd' } })
    await host.post('/artifacts/verify')
    expect(await rowsOf(host)).toEqual([])
  })

  it('leaves one when a report is drawn to be kept, and none when it is not', async () => {
    const host = await opened()
    writeFeatureCsv(host.workspace)
    const training = { csv: 'features.csv', columns: { return: 'ret_fwd' }, hyperparams: { rounds: 2 } }
    const { run_id } = (await host.post('/train', training)).body
    expect((await host.get(`/reports/${run_id}?format=svg`)).status).toBe(200)
    expect((await host.get(`/reports/${run_id}?format=svg&keep=true`)).status).toBe(200)
    expect((await rowsOf(host)).slice(1)).toMatchObject([
      {
        action: 'getReport',
        method: 'GET',
        status: 200,
        payload: {
          query: { format: 'svg', keep: 'true' },
          changed: { report: { before: null, after: expect.any(String) } },
        },
      },
    ])
  })

  it('leaves one when it is sent again with its idempotency key', async () => {
    const host = await opened()
    const key = { 'Idempotency-Key': 'once' }
    await host.post('/sweeps/none/cancel', undefined, key)
    await host.post('/sweeps/none/cancel', undefined, key)
    expect(await rowsOf(host)).toHaveLength(1)
  })

  it('shows no secret of what was sent', async () => {
    const host = await opened()
    const token = `sigma_${'a1'.repeat(22)}`
    const answer = await host.post(`/train?api_key=${token}`, {
      model_id: modelId,
      tag: `for ${token}`,
      nested: [{ accessKey: 'hunter2', note: 'postgres://ann:hunter2@db/x', key: 'AKIAABCDEFGHIJKLMNOP' }],
    })
    expect(answer.status).toBe(400)
    const [row] = await rowsOf(host)
    expect(row.payload).toMatchObject({
      query: { api_key: '********' },
      body: {
        model_id: modelId,
        tag: 'for ********',
        nested: [{ accessKey: '********', note: 'postgres://********@db/x', key: '********' }],
      },
    })
    expect(JSON.stringify(row)).not.toMatch(/hunter2|a1a1|AKIA/)
  })

  it('keeps of a large body what is readable, and says how large it was', async () => {
    const host = await opened()
    const body = {
      model_id: modelId,
      tag: 'x'.repeat(20_000),
      list: Array.from({ length: 9_000 }, () => 'ab'),
    }
    expect((await host.post('/train', body)).status).toBe(400)
    const [{ payload }] = await rowsOf(host)
    expect(payload.truncated).toBe(true)
    expect(payload.body_bytes).toBe(Buffer.byteLength(JSON.stringify(body)))
    expect(payload.body).toMatchObject({
      model_id: modelId,
      tag: expect.stringContaining('… (20000 characters)'),
      list: expect.arrayContaining(['ab']),
    })
    expect(Buffer.byteLength(JSON.stringify(payload))).toBeLessThan(17_000)
  })

  it('is not answered as done when its row can not be added, and the log has the row', async () => {
    const bugs: string[] = []
    let parts: Parts | undefined
    const host = await opened({
      change: (all) => {
        parts = all
        return { reportBug: (error, where) => bugs.push(`${where} ${error}`) }
      },
    })
    if (!parts) throw new Error('the host has parts')
    await sql`create trigger broken before insert on audit_logs begin select raise(abort, 'no room'); end`.execute(
      parts.db,
    )
    const answer = await put(host, 3)
    expect(answer).toMatchObject({
      status: 503,
      body: {
        error: { code: 'UNAVAILABLE', message: expect.stringContaining('putPolicy was done, but its row') },
      },
    })
    expect(bugs).toEqual([
      expect.stringMatching(/lacks this row.*"action":"putPolicy".*slippage_bps.*no room/),
    ])
    expect((await host.call('DELETE', '/selections/none')).status, 'a failure is told as it is').toBe(404)
    expect(bugs).toHaveLength(2)
    await sql`drop trigger broken`.execute(parts.db)
    expect((await put(host, 4)).status).toBe(200)
    expect(await rowsOf(host)).toMatchObject([{ seq: 1, action: 'putPolicy' }])
  })

  it('has its row when the host is closed while it goes on', async () => {
    const workspace = temporaryWorkspace()
    writeFeatureCsv(workspace)
    const host = await testHost({ workspace })
    const training = { csv: 'features.csv', columns: { return: 'ret_fwd' }, hyperparams: { rounds: 2_000 } }
    const going = host.post('/train', training).catch(() => undefined)
    while (JSON.parse((await host.get('/train/jobs')).text).total === 0)
      await new Promise((resolve) => setTimeout(resolve, 5))
    await host.close()
    await going
    const next = await opened({ workspace })
    expect(await rowsOf(next)).toMatchObject([{ action: 'trainModel' }])
  })
})

describe('a server with tokens', () => {
  const workspace = temporaryWorkspace()
  let url = ''
  let stop = async (): Promise<boolean> => true
  let token: Awaited<ReturnType<typeof createToken>>
  beforeAll(async () => {
    const settings = await testSettings(workspace, { auth: true })
    token = await createToken(workspace, settings, { name: 'desk', scopes: ['admin'], userId: 'ann' })
    ;({ url, stop } = await serve({ workspace, settings, threads: 1, host: '127.0.0.1', port: 0 }))
  })
  afterAll(async () => void (await stop()))

  const ask = async (method: string, path: string, body?: object, sent = token.token) => {
    const headers = { authorization: `Bearer ${sent}`, 'content-type': 'application/json' }
    const answer = await fetch(url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) })
    const content: { rows: object[]; total: number } = JSON.parse(await answer.text())
    return { status: answer.status, id: answer.headers.get('x-request-id'), body: content }
  }

  it('tells whose token it was, from where, and of the token itself only its id', async () => {
    const done = await ask('PUT', '/policy', { model_id: modelId, policy: policy(2) })
    expect(done.status).toBe(200)
    const { body } = await ask('GET', '/admin/audit?user=ann')
    expect(body.rows).toMatchObject([
      {
        action: 'putPolicy',
        user_id: 'ann',
        client: '127.0.0.1',
        request_id: done.id,
        details: { token_id: token.id, changed: { 'policy.execution.slippage_bps': expect.anything() } },
      },
    ])
    expect(JSON.stringify(body)).not.toContain(token.token)
  })

  it('adds no row for whom it does not know', async () => {
    const before = (await ask('GET', '/audit')).body.total
    expect((await ask('PUT', '/policy', { model_id: modelId, policy: {} }, 'guessed')).status).toBe(401)
    expect((await ask('GET', '/audit')).body.total).toBe(before)
  })

  it('has the row of the command that made the token, without it', async () => {
    const { body } = await ask('GET', '/audit?method=COMMAND')
    expect(body.rows).toMatchObject([
      {
        action: 'createApiToken',
        path: 'sigma admin tokens create',
        status: 200,
        user_id: 'local',
        lineage: { token_id: token.id },
        payload: { body: { name: 'desk', user_id: 'ann', scopes: ['admin'] } },
      },
    ])
  })

  it('shows the audit to administrators alone', async () => {
    const settings = await testSettings(workspace, { auth: true })
    const { token: reader } = await createToken(workspace, settings, { name: 'r', scopes: ['read'] })
    expect((await ask('GET', '/audit', undefined, reader)).status).toBe(403)
    expect((await ask('GET', '/admin/audit', undefined, reader)).status).toBe(403)
  })

  it('keeps one chain with the commands that write beside it', async () => {
    const settings = await testSettings(workspace, { auth: true })
    const names = Array.from({ length: 6 }, (_, index) => `beside-${index}`)
    await Promise.all([
      ...names.map((name) => createToken(workspace, settings, { name, scopes: ['read'] })),
      ...names.map((_, index) => ask('PUT', '/policy', { model_id: modelId, policy: policy(index) })),
    ])
    const verified = await verifyStoredAudit(workspace, settings, {})
    expect(verified).toMatchObject({ intact: true, fault: null })
    expect(verified.rows).toBeGreaterThan(12)
  })
})
