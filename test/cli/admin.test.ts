import { writeFileSync } from 'node:fs'
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

describe('sigma admin users', () => {
  it('lists who has a token, says the role and ends the tokens', async () => {
    await json('tokens', 'create', 'desk', '--scopes', 'write', '--user', 'ann')
    await json('tokens', 'create', 'root', '--scopes', 'admin', '--user', 'root')
    expect((await admin('users')).stdout).toMatch(/ann\tuser\twrite/)
    const role = ['users', 'set-role', 'ann', 'admin']
    expect((await admin(...role)).code).toBe(1)
    expect((await admin(...role, '--yes')).stdout).toContain('ann has the role admin')
    expect((await json('users', 'list')).rows).toMatchObject([{ id: 'ann', role: 'admin' }, { id: 'root' }])
    const rotated = await admin('users', 'rotate-token', 'ann', '--yes')
    expect(rotated.stdout.trim()).toMatch(/^sigma_[\w-]{43}$/)
    expect(rotated.stderr).toContain('1 ended; the new one may write, admin')
    expect(await json(...role, '--dry-run')).toMatchObject({
      request: { method: 'PATCH', path: '/admin/users/ann', body: { role: 'admin' } },
    })
    expect((await admin('users', 'set-role', 'ann', 'god')).code).toBe(2)
    expect((await admin('users', 'rotate-token', 'none', '--yes')).stderr).toContain('there is no user none')
  })
})

describe('sigma admin risk-profiles', () => {
  const set = ['risk-profiles', 'set', 'swingsigma', 'balanced']

  it('changes limits when that is confirmed, and shows what was and what is', async () => {
    const change = [...set, 'max_drawdown_pct=0.11', 'allowed_hours=14,15']
    expect((await admin(...change)).stderr).toContain('add --yes')
    const changed = await admin(...change, '--yes')
    expect(changed.stdout).toMatch(/^version 2\n/)
    expect(changed.stdout).toMatch(/max_drawdown_pct: 0\.\d+ -> 0\.11/)
    expect(changed.stdout).toContain('allowed_hours: not set -> 14,15')
    const { rows } = await json('risk-profiles', '--pack', 'swingsigma')
    expect(rows).toHaveLength(3)
    expect(rows).toMatchObject([{ version: 1 }, { version: 2, risk_budget: { max_drawdown_pct: 0.11 } }, {}])
    expect((await admin('risk-profiles')).stdout).toContain('"max_drawdown_pct":0.11')
    expect((await admin(...change, '--yes')).stdout).toContain('version 2 says so already')
    expect((await admin(...set, '--reset', 'max_drawdown_pct,allowed_hours', '--yes')).stdout).toContain(
      'version 3',
    )
  })

  it('says what is wrong with a limit', async () => {
    expect((await admin(...set)).stderr).toContain('names no limit to change')
    expect((await admin(...set, 'min_trades')).stderr).toContain('expected NAME=VALUE, got min_trades')
    expect((await admin(...set, 'min_trades=many')).stderr).toContain('expected a number, got "many"')
    expect(await admin(...set, 'pbo_max=2', '--yes')).toMatchObject({ code: 2 })
  })
})

describe('sigma admin templates', () => {
  it('keeps a draft of a file, changes it and publishes it', async () => {
    const write = (name: string, text: string) => {
      writeFileSync(join(workspace, name), text)
      return join(workspace, name)
    }
    const mine = write('mine.yaml', 'template_id: mine_v1\npack: swingsigma\nname: Mine\nhorizon: swing\n')
    const drafted = await admin('templates', 'create', mine)
    expect(drafted.stdout).toContain('mine_v1 is a draft\n  to mend: ')
    expect((await admin('templates', 'publish', 'mine_v1', '--yes')).code).toBe(2)
    const rest = write('rest.yaml', 'cadence: daily\nindicator_set: { name: spx_eq_swing_daily }\n')
    expect((await admin('templates', 'edit', 'mine_v1', rest)).stderr).toContain('templates publish mine_v1')
    expect((await admin('templates', 'publish', 'mine_v1', '--yes')).stdout).toContain('as version 1')
    expect((await admin('templates')).stdout).toMatch(/mine_v1\tswingsigma\tpublished\t1\tstore/)
    const listed = await runSigma('templates', '--search', 'mine', '--workspace', workspace)
    expect(listed.stdout).toContain('mine_v1')
  })

  it('says what is wrong with a file', async () => {
    const bad = join(workspace, 'bad.yaml')
    expect((await admin('templates', 'create', bad)).stderr).toContain('there is no file')
    writeFileSync(bad, 'a: [\n')
    expect((await admin('templates', 'create', bad)).stderr).toContain('bad.yaml:')
    writeFileSync(bad, '- one\n')
    expect((await admin('templates', 'create', bad)).stderr).toContain('expected fields')
  })
})

describe('sigma admin flags', () => {
  it('lists switches, and sets one that is confirmed', async () => {
    expect((await admin('flags')).stdout).toMatch(/assistant_execute\tfalse/)
    const on = ['flags', 'set', 'assistant_execute', 'on']
    expect((await admin(...on)).code).toBe(1)
    expect((await admin(...on, '--yes')).stdout).toContain('assistant_execute is on')
    expect((await json('flags', 'list')).rows).toMatchObject([{ enabled: true, updated_by: 'local' }])
    expect((await admin('flags', 'set', 'assistant_execute', 'maybe')).code).toBe(2)
    expect((await admin('flags', 'set', 'assistant', 'on', '--yes')).code).toBe(2)
  })
})

describe('sigma admin jobs', () => {
  it('lists jobs of every kind, and says why one is not stopped or done again', async () => {
    expect((await admin('jobs')).stdout).toContain('No jobs.')
    await runSigma('build', 'spx_eq_swing_daily', '--start', '2015-01-02', '--workspace', workspace)
    const { rows } = await json('jobs', 'list', '--status', 'completed')
    expect(rows).toMatchObject([{ kind: 'build', model_id: 'spx_eq_swing_daily' }])
    const [{ job_id: id }] = rows
    expect((await admin('jobs')).stdout).toMatch(/build\tcompleted/)
    expect((await admin('jobs', 'cancel', id, '--yes')).stderr).toContain('has ended')
    expect((await admin('jobs', 'retry', id)).stderr).toContain('a build is not done again')
    expect(await json('jobs', 'cancel', id, '--dry-run')).toMatchObject({
      request: { path: `/admin/jobs/${id}/cancel` },
    })
    expect((await admin('jobs', '--status', 'asleep')).code).toBe(2)
  })
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
