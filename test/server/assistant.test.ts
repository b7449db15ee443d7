import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openParts } from '../../src/host/openParts.ts'
import { type Served, serve } from '../../src/host/serve.ts'
import { createApiToken, type Scope } from '../../src/services/apiTokens.ts'
import { offerConfirmation } from '../../src/services/confirmations.ts'
import type { Parts } from '../../src/services/parts.ts'
import { asUser } from '../../src/services/user.ts'
import { temporaryWorkspace, testSettings, writeFeatureCsv } from './testHost.ts'

const payload = {
  csv: 'features.csv',
  columns: { time: 'date', return: 'ret_fwd' },
  hyperparams: { rounds: 3, depth: 2 },
  sweep: { top_pct_variants: [0.1, 0.2] },
}

let server: Served
let parts: Parts
let close: () => Promise<void>

beforeAll(async () => {
  const workspace = temporaryWorkspace()
  writeFeatureCsv(workspace)
  const settings = await testSettings(workspace, { quotas_enforce: true, quotas_sweeps_per_day: 2 })
  server = await serve({ workspace, settings, threads: 1, host: '127.0.0.1', port: 0 })
  const opened = await openParts({ workspace, settings, threads: 1 })
  parts = opened.parts
  close = opened.close
})
afterAll(async () => {
  await server.stop()
  await close()
})

const flag = (enabled: boolean) =>
  parts.db
    .insertInto('feature_flags')
    .values({ key: 'assistant_execute', enabled: enabled ? 1 : 0, updated_at: parts.now().toISOString() })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ enabled: enabled ? 1 : 0 }))
    .execute()

async function tokenOf(userId: string, ...scopes: Scope[]): Promise<string> {
  return (await createApiToken(parts, { userId, name: userId, scopes })).token
}

/** What was proposed to a user, as it is confirmed. */
async function confirmationFor(userId: string, change: object = {}): Promise<string> {
  const offered = { kind: 'sweep' as const, payload: { ...payload, ...change } }
  return (await asUser(userId, () => offerConfirmation(parts, offered))).confirmation
}

interface Told {
  status: number
  events: { type: string; request_id: string; text: string; path: string; params: object; result: Result }[]
  error: { code: string; message: string }
}

interface Result {
  sweep_id: string
}

async function asked(body: object, token: string): Promise<Told> {
  const response = await fetch(`${server.url}/assistant/query`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'x-request-id': 'r-7' },
    body: JSON.stringify({ message: 'yes', ...body }),
  })
  const text = await response.text()
  const lines = [...text.matchAll(/^data: (.+)$/gm)].map(([, line]) => line)
  if (!response.ok) return { ...JSON.parse(text), status: response.status, events: [] }
  const events = lines.map((line) => JSON.parse(line))
  return { status: response.status, events, error: { code: '', message: '' } }
}

const sweepsOf = async (user: string) =>
  (await parts.db.selectFrom('backtest_sweeps').select('id').where('user_id', '=', user).execute()).length

describe('what the assistant proposed', () => {
  it('is carried out as a request of who confirms it: once, counted and audited', async () => {
    await flag(true)
    const token = await tokenOf('ann', 'read', 'write')
    const confirmation = await confirmationFor('ann')
    const { status, events } = await asked({ confirmation, allow_execute: true }, token)
    expect(status).toBe(200)
    expect(events.map(({ type }) => type)).toEqual(['tool_call', 'tool_result', 'token', 'citation', 'done'])
    expect(events.every(({ request_id }) => request_id === 'r-7')).toBe(true)
    expect(events[0].params).toEqual({ kind: 'sweep', payload })
    const { sweep_id } = events[1].result
    expect(events[2].text).toBe(`Started sweep ${sweep_id}. Watch it with: sigma sweep watch ${sweep_id}\n`)
    expect(events[3].path).toBe(`/sweeps/${sweep_id}`)
    expect(await sweepsOf('ann')).toBe(1)
    const audit = await parts.db
      .selectFrom('audit_logs')
      .select(['user_id', 'action', 'request_id'])
      .where('action', '=', 'startSweep')
      .execute()
    expect(audit).toEqual([{ user_id: 'ann', action: 'startSweep', request_id: 'r-7' }])

    const again = await asked({ confirmation, allow_execute: true }, token)
    expect([again.status, again.error.code]).toEqual([403, 'FORBIDDEN'])
    expect(again.error.message).toContain('is good once')
    expect(await sweepsOf('ann')).toBe(1)
  })

  it.each([
    ['without allow_execute', {}, 'a confirmation is sent with allow_execute: true'],
    [
      'with a made-up confirmation',
      { allow_execute: true, confirmation: 'x'.repeat(32) },
      'was not given to you',
    ],
  ])('is not carried out %s', async (_, body, why) => {
    await flag(true)
    const confirmation = await confirmationFor('ben')
    const token = await tokenOf('ben', 'read', 'write')
    const refused = await asked({ confirmation, ...body }, token)
    expect([refused.status, refused.error.code]).toEqual([403, 'FORBIDDEN'])
    expect(refused.error.message).toContain(why)
    expect(await sweepsOf('ben')).toBe(0)
  })

  it('is not carried out for somebody else', async () => {
    await flag(true)
    const confirmation = await confirmationFor('cai')
    const refused = await asked({ confirmation, allow_execute: true }, await tokenOf('dan', 'write'))
    expect([refused.status, refused.error.code]).toEqual([403, 'FORBIDDEN'])
    expect((await sweepsOf('cai')) + (await sweepsOf('dan'))).toBe(0)
  })

  it('is not carried out while the switch is off, however it was confirmed', async () => {
    await flag(false)
    const refused = await asked(
      { confirmation: await confirmationFor('eva'), allow_execute: true },
      await tokenOf('eva', 'write'),
    )
    expect([refused.status, refused.error.code]).toEqual([403, 'FORBIDDEN'])
    expect(refused.error.message).toContain('assistant_execute is off')
    expect(await sweepsOf('eva')).toBe(0)
  })

  it('is not carried out by a token that could not ask for it itself', async () => {
    await flag(true)
    const refused = await asked(
      { confirmation: await confirmationFor('fay'), allow_execute: true },
      await tokenOf('fay', 'read'),
    )
    expect([refused.status, refused.error.code]).toEqual([403, 'FORBIDDEN'])
    expect(refused.error.message).toContain('the token may read, and this needs write')
    expect(await sweepsOf('fay')).toBe(0)
  })

  it('counts to the quotas of who confirms it', async () => {
    await flag(true)
    const token = await tokenOf('gil', 'write')
    const confirmed = async (seed: number) =>
      asked({ confirmation: await confirmationFor('gil', { seed }), allow_execute: true }, token)
    expect([(await confirmed(1)).status, (await confirmed(2)).status]).toEqual([200, 200])
    const third = await confirmed(3)
    expect([third.status, third.error.code]).toEqual([403, 'QUOTA_EXCEEDED'])
    expect(await sweepsOf('gil')).toBe(2)
  })
})
