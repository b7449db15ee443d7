import { join } from 'node:path'
import Libsql from 'libsql'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { temporaryWorkspace } from '../server/testHost.ts'
import { runSigma } from './runSigma.ts'

let workspace: string
beforeEach(() => {
  workspace = temporaryWorkspace()
  vi.stubEnv('XDG_CONFIG_HOME', workspace)
  // The test runner sets one of its own.
  vi.stubEnv('BASE_URL', undefined)
  return () => vi.unstubAllEnvs()
})

const admin = async (...words: string[]) => runSigma('admin', ...words, '--workspace', workspace)

async function json(...words: string[]) {
  const { code, stdout, stderr } = await admin(...words, '--json')
  expect(code, stderr + stdout).toBe(0)
  return JSON.parse(stdout)
}

describe('sigma admin tokens', () => {
  it('makes a token, prints it alone and once, and lists it without it', async () => {
    const { code, stdout, stderr } = await admin(
      'tokens',
      'create',
      'desk',
      '--scopes',
      'write,read',
      '--user',
      'ann',
    )
    expect(code).toBe(0)
    const token = stdout.trim()
    expect(token).toMatch(/^sigma_[\w-]{43}$/)
    expect(stderr).toContain('desk may read, write, for ann')
    const listed = await json('tokens')
    expect(listed.rows).toMatchObject([
      { name: 'desk', user_id: 'ann', scopes: ['read', 'write'], state: 'good', last_used_at: null },
    ])
    expect(JSON.stringify(listed)).not.toContain(token)
    expect((await admin('tokens')).stdout).toContain('read,write')
  })

  it('lets a token look only unless more is asked for, and end by itself', async () => {
    const made = await json('tokens', 'create', 'ci', '--expires-in-days', '30')
    expect(made).toMatchObject({ scopes: ['read'], user_id: 'local', state: 'good' })
    expect(Date.parse(made.expires_at) - Date.parse(made.created_at)).toBe(30 * 86_400_000)
  })

  it('gives it another text, then ends it for good', async () => {
    const made = await json('tokens', 'create', 'ci')
    const next = await json('tokens', 'rotate', made.id)
    expect(next).toMatchObject({ id: made.id, name: 'ci', token: expect.stringMatching(/^sigma_/) })
    expect(next.token).not.toBe(made.token)
    expect(await json('tokens', 'revoke', made.id)).toMatchObject({ state: 'revoked' })
    const again = await admin('tokens', 'rotate', made.id)
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('is revoked')])
  })

  it('says what is wrong with a request', async () => {
    const unknown = await admin('tokens', 'create', 'ci', '--scopes', 'read,fly')
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('fly')])
    const none = await admin('tokens', 'revoke', 'none')
    expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('sigma admin tokens list')])
    expect((await admin('tokens', 'create', ' ')).code).toBe(2)
    expect((await admin('tokens', 'create', 'ci', '--expires-in-days', '4000')).code).toBe(2)
  })
})

describe('sigma admin quotas', () => {
  it('changes what is confirmed alone, and the audit says who did', async () => {
    const set = ['quotas', 'set', 'local', '--sweeps-per-day', '50']
    const refused = await admin(...set)
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('add --yes')])
    expect((await json('quotas', 'show')).limits).toMatchObject({ sweeps_per_day: 10 })
    expect((await admin(...set, '--yes')).code).toBe(0)
    expect((await json('quotas', 'show')).limits).toMatchObject({ sweeps_per_day: 50, train_per_day: 20 })
    expect((await admin('quotas', 'show')).stdout).toMatch(/sweeps a day +0 of 50/)
    const { rows } = await json('audit')
    expect(rows).toMatchObject([
      { user_id: 'local', action: 'updateQuotas', status: 200 },
      // Those that asked for the confirmation.
      { user_id: 'local', action: 'updateQuotas', status: 409 },
      { user_id: 'local', action: 'updateQuotas', status: 409 },
    ])
    const table = (await admin('audit', 'list')).stdout
    expect(table).toContain('{"sweeps_per_day":{"before":10,"after":50}}')
    expect((await json('audit', '--user', 'ann')).rows).toEqual([])
  })

  it('changes them for a time, with a reason', async () => {
    const until = new Date(Date.now() + 86_400_000).toISOString()
    const set = ['quotas', 'set', 'ann', '--train-per-day', '99', '--expires-at', until, '--yes']
    expect((await admin(...set)).stderr).toContain('an override needs a reason')
    expect((await admin(...set, '--reason', 'the yearly report')).code).toBe(0)
    const { stdout } = await admin('quotas', 'show', '--user', 'ann')
    expect(stdout).toContain(`train_per_day is 99 until ${until}: the yearly report`)
  })

  it('asks for a limit, and tells what it would send', async () => {
    expect((await admin('quotas', 'set', 'ann')).code).toBe(2)
    expect(await json('quotas', 'set', 'ann', '--train-concurrent', '0', '--dry-run')).toMatchObject({
      request: { method: 'PATCH', body: { user_id: 'ann', limits: { train_concurrent: 0 } } },
    })
  })
})

it('the parts of sigma admin that are still to come say so', async () => {
  const { code, stderr } = await admin('risk-profiles')
  expect([code, stderr]).toEqual([1, expect.stringContaining('sigma admin risk-profiles is not there yet')])
})

describe('sigma admin audit verify', () => {
  it('says that nothing was changed, how many rows there are, and the head to note', async () => {
    const token = await json('tokens', 'create', 'ci')
    await json('tokens', 'revoke', token.id)
    const { head, rows } = await json('audit', 'verify')
    expect([rows, head.seq]).toEqual([2, 2])
    const { code, stdout } = await admin('audit', 'verify', '--head', head.hash)
    expect(code).toBe(0)
    expect(stdout).toContain('nothing was changed, removed or inserted; 2 rows follow each other')
    expect(stdout).toContain(`head: ${head.hash} (row 2, `)
    const listed = await json('audit')
    expect(listed.rows).toMatchObject([
      { action: 'revokeApiToken', hash: head.hash, lineage: { token_id: token.id } },
      { action: 'createApiToken', seq: 1 },
    ])
    expect(JSON.stringify(listed)).not.toContain(token.token)
  })

  it('ends with 4 where a row was changed, or a head is there no more, and with 2 for what is no hash', async () => {
    await json('tokens', 'create', 'ci')
    const { head } = await json('audit', 'verify')
    const store = new Libsql(join(workspace, '.sigma', 'sigma.db'))
    store.exec('drop trigger audit_logs_keep_fields')
    store.exec("update audit_logs set user_id = 'nobody'")
    store.close()
    const changed = await admin('audit', 'verify')
    expect(changed.code).toBe(4)
    expect(changed.stdout).toMatch(/something is wrong.*\nchanged: row 1 \(\S+\): its hash is not that/)
    const told = await admin('audit', 'verify', '--json')
    expect(JSON.parse(told.stdout)).toMatchObject({
      ok: true,
      intact: false,
      fault: { kind: 'changed', seq: 1 },
    })
    workspace = temporaryWorkspace()
    await json('tokens', 'create', 'ci')
    const other = await admin('audit', 'verify', '--head', head.hash)
    expect([other.code, other.stdout]).toEqual([4, expect.stringContaining('head: row 1')])
    expect((await admin('audit', 'verify', '--head', 'abc')).code).toBe(2)
  })

  it('changes no store that is older than the chain', async () => {
    const answer = await admin('audit', 'verify')
    expect([answer.code, answer.stderr]).toEqual([1, expect.stringContaining('sigma db migrate')])
  })
})
