import { cpSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Parts } from '../../src/services/parts.ts'
import { insertPolicySnapshot } from '../../src/store/policies.ts'
import { temporaryFolder } from '../temporaryFolder.ts'
import { auditOf } from './confirmed.ts'
import { done, type TestHost, testHost } from './testHost.ts'

let host: TestHost
let parts: Pick<Parts, 'db'>
beforeAll(async () => {
  host = await testHost({
    change(all) {
      parts = all
      return { reportBug: () => undefined }
    },
  })
})
afterAll(() => host.close())

/** A model of its own for each test, and what is asked of it. */
async function made(variant: string) {
  const body = { ticker: 'QQQ', asset_type: 'eq', horizon: 'swing', cadence: 'daily', variant }
  const { model_id: id } = await done(host.post('/models', body))
  const path = `packs/swingsigma/model_configs/${id}.yaml`
  const answer = async (asked: ReturnType<TestHost['call']>) => {
    const { status, text } = await asked
    return { status, body: JSON.parse(text) }
  }
  return {
    id,
    path,
    file: () => readFileSync(join(host.workspace, path), 'utf8'),
    patch: (fields: object) => answer(host.call('PATCH', `/models/${id}`, fields)),
    put: (fields: object) => answer(host.call('PUT', '/model_config', { model_id: id, ...fields })),
    config: async (query = '') => (await answer(host.get(`/model_config?model_id=${id}${query}`))).body,
    versions: async () => (await answer(host.get(`/model_config/versions?model_id=${id}`))).body,
  }
}

describe("a model's config", () => {
  it('takes a patch one level deep, tells what differs, and keeps the version of before', async () => {
    const { patch, config, versions, path, id } = await made('patched')
    const before = await config()
    expect(before).toMatchObject({
      path,
      version: 1,
      config: { hyperparams: { n_estimators: 200, max_depth: 4 } },
    })
    const fields = { hyperparams: { n_estimators: 150 }, labels: { kind: 'fwd_ret_5d' }, notes: 'ours' }
    const { status, body } = await patch({ config: fields, expected_sha: before.config_sha })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      ...{ ok: true, model_id: id, pack_id: 'swingsigma', path, version: 2, policy: null },
      config: { hyperparams: { n_estimators: 150, max_depth: 4 }, labels: { kind: 'fwd_ret_5d' } },
      changes: [
        { field: 'hyperparams.n_estimators', from: 200, to: 150 },
        { field: 'labels.kind', from: 'fwd_ret_20d', to: 'fwd_ret_5d' },
        { field: 'notes', to: 'ours' },
      ],
    })
    expect(await config()).toMatchObject({ config: body.config, config_sha: body.config_sha, version: 2 })
    expect(await config('&version=1')).toEqual(before)
    expect(await versions()).toMatchObject({
      total: 2,
      rows: [
        { version: 2, in_force: true, created_by: 'local', changes: body.changes },
        { version: 1, in_force: false, created_by: 'local', changes: [], config_sha: before.config_sha },
      ],
    })
    const [row] = await auditOf(host, 'updateModel')
    expect(row).toMatchObject({
      model_id: id,
      lineage: { version: 2, config_sha: body.config_sha },
      details: { changed: { 'config.hyperparams.n_estimators': { before: 200, after: 150 } } },
    })
  })

  it('is left alone by a patch that says the same', async () => {
    const { patch, file, versions } = await made('same')
    const text = file()
    expect((await patch({ config: { hyperparams: { max_depth: 4 } } })).body).toMatchObject({
      version: 1,
      changes: [],
    })
    expect(file()).toBe(text)
    expect((await versions()).total).toBe(1)
  })

  it('is put back from a version, byte by byte', async () => {
    const { put, config, versions, file } = await made('restored')
    const first = file()
    const own = `# ours\n${first.replace('max_depth: 4', 'max_depth: 3 # shallow')}`
    expect((await put({ config_yaml: own })).body.changes).toEqual([
      { field: 'hyperparams.max_depth', from: 4, to: 3 },
    ])
    expect(file()).toBe(own)
    const { config_yaml: text, config_sha: sha } = await config('&version=1')
    expect((await put({ config_yaml: text })).body).toMatchObject({ version: 3, config_sha: sha })
    expect(file()).toBe(first)
    expect((await versions()).rows.map(({ in_force }: { in_force: boolean }) => in_force)).toEqual([
      true,
      false,
      false,
    ])
  })

  it('keeps the comments of what stays, whatever is put in its place as fields', async () => {
    const { put, patch, config, file } = await made('comments')
    await put({ config_yaml: `# ours\n${file().replace('max_depth: 4', 'max_depth: 4 # deep enough')}` })
    await patch({ config: { hyperparams: { n_estimators: 50 } } })
    expect(file()).toMatch(/^# ours\n[\s\S]*n_estimators: 50\n {2}max_depth: 4 # deep enough\n/)
    const { notes: _, hyperparams: __, ...rest } = (await config()).config
    expect((await put({ config: rest })).body.changes.map(({ field }: { field: string }) => field)).toEqual(
      ['colsample_bytree', 'learning_rate', 'max_depth', 'n_estimators', 'subsample'].map(
        (name) => `hyperparams.${name}`,
      ),
    )
    expect(file()).toMatch(/^# ours\n/)
  })

  it('that was edited by hand is kept before it is changed', async () => {
    const { patch, versions, path, file } = await made('by_hand')
    writeFileSync(join(host.workspace, path), file().replace('max_depth: 4', 'max_depth: 5'))
    expect((await versions()).rows).toMatchObject([{ version: 1, in_force: false }])
    await patch({ config: { notes: 'ours' } })
    expect((await versions()).rows).toMatchObject([
      { version: 3, created_by: 'local', in_force: true },
      { version: 2, created_by: null, changes: [{ field: 'hyperparams.max_depth', from: 4, to: 5 }] },
      { version: 1, created_by: 'local' },
    ])
  })

  it('of a built-in model is written into the workspace, and nowhere else', async () => {
    const builtin = join(import.meta.dirname, '../../packs/longsigma/model_configs/spy_eq_long_daily.yaml')
    const text = readFileSync(builtin, 'utf8')
    const { body } = await host.call('PATCH', '/models/spy_eq_long_daily', { config: { notes: 'ours' } })
    expect(body.version).toBe(2)
    expect(readFileSync(builtin, 'utf8')).toBe(text)
    const own = readFileSync(
      join(host.workspace, 'packs/longsigma/model_configs/spy_eq_long_daily.yaml'),
      'utf8',
    )
    expect(own).toContain('notes: ours')
  })

  it('is compared and checked, and left as it is, by a dry run', async () => {
    const { patch, put, config, versions, file, id } = await made('dry')
    const before = await config()
    const fields = { config: { notes: 'ours' }, policy_patch: { execution: { slippage_bps: 4 } } }
    expect((await patch({ ...fields, dry_run: true })).body).toMatchObject({
      ...{ ok: true, version: 2, changes: [{ field: 'notes', to: 'ours' }] },
      policy: {
        version: 1,
        changes: expect.arrayContaining([{ field: 'execution.slippage_bps', from: 1, to: 4 }]),
      },
    })
    expect((await put({ config_yaml: 'a: 1', dry_run: true })).status).toBe(400)
    expect([file(), (await versions()).total]).toEqual([before.config_yaml, 1])
    expect(JSON.parse((await host.get(`/policy?model_id=${id}`)).text)).toMatchObject({ source: 'pack' })
    const [row] = await auditOf(host, 'updateModel')
    expect(row.details.changed).toBeUndefined()
  })

  it('changed by another since it was looked at is a conflict, and so is one of two at once', async () => {
    const { patch, put, config, file, versions } = await made('stale')
    const { config_sha: expected_sha } = await config()
    const both = await Promise.all(
      [1, 2].map((max_depth) => patch({ config: { hyperparams: { max_depth } }, expected_sha })),
    )
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
    const text = file()
    const { status, body } = await put({ config_yaml: text.replace('gbm', 'xgb'), expected_sha })
    expect([status, body.error.code, file()]).toEqual([409, 'CONFLICT', text])
    expect((await versions()).total).toBe(2)
  })

  it('is refused with every fault and its line, and nothing of it is kept', async () => {
    const { patch, put, file, versions, path } = await made('faulty')
    const text = file()
    const wrong = text.replace('max_depth: 4', 'max_depth: deep').replace('task:', 'tsak:')
    const { status, body } = await put({ config_yaml: wrong })
    expect(status).toBe(400)
    const line = (part: string) => wrong.split('\n').findIndex((each) => each.includes(part)) + 1
    expect(body.error.details.field_errors).toEqual([
      { file: path, line: line('deep'), field: 'hyperparams.max_depth', issue: expect.any(String) },
      { file: path, line: line('tsak'), field: 'tsak', issue: expect.stringContaining('"task"') },
    ])
    const refused = [
      put({ config_yaml: 'a: [1' }),
      put({ config_yaml: '- 1' }),
      put({ config_yaml: text, config: {} }),
      put({}),
      patch({}),
      patch({ config: { indicator_set: 'none' } }),
      patch({ config: { ticker: 'SPY' } }),
      patch({ config: { hyperparams: { n_estimators: -1 } } }),
      patch({ config: { notes: 'ours' }, policy_patch: { execution: { slippage_bps: 'much' } } }),
    ]
    for (const answer of await Promise.all(refused))
      expect(answer.status, JSON.stringify(answer.body)).toBe(400)
    expect((await host.call('PATCH', '/models/nobody', { config: { notes: '' } })).status).toBe(404)
    expect((await host.call('PATCH', '/models/..%2F..%2Fx', { config: { notes: '' } })).status).toBe(400)
    expect((await host.get('/model_config?model_id=qqq_eq_swing_daily_faulty&version=9')).status).toBe(404)
    expect(file()).toBe(text)
    expect((await versions()).total).toBe(1)
  })

  it('takes fields of its policy along, as a new version of that', async () => {
    const { patch, id } = await made('policy')
    const { body } = await patch({
      config: { notes: 'ours' },
      policy_patch: { execution: { slippage_bps: 3 } },
    })
    expect(body).toMatchObject({
      version: 2,
      changes: [{ field: 'notes', to: 'ours' }],
      policy: {
        version: 1,
        changes: expect.arrayContaining([{ field: 'execution.slippage_bps', from: 1, to: 3 }]),
      },
    })
    expect((await patch({ policy_patch: { execution: { conf_cap: 0.5 } } })).body).toMatchObject({
      version: 2,
      changes: [],
      policy: { version: 2, changes: [{ field: 'execution.conf_cap', from: 1, to: 0.5 }] },
    })
    expect((await patch({ policy_patch: { execution: { conf_cap: 0.5 } } })).body.policy).toBeNull()
    expect(JSON.parse((await host.get(`/policy?model_id=${id}`)).text).policy.execution).toMatchObject({
      slippage_bps: 3,
      conf_cap: 0.5,
    })
  })

  it('has earlier policies read by their version or their sha, which outlives a version', async () => {
    const { patch, id } = await made('earlier')
    const set = async (slippage_bps: number) =>
      (await patch({ policy_patch: { execution: { slippage_bps } } })).body.policy
    const read = async (query: string) => {
      const { status, text } = await host.get(`/policy?model_id=${id}&${query}`)
      const { version, policy, error } = JSON.parse(text)
      return [status, version, policy?.execution.slippage_bps ?? error.message]
    }
    expect((await read('version=1'))[2]).toContain('no stored version of its policy')
    const [first, second] = [await set(3), await set(4)]
    expect(await read('')).toEqual([200, second.version, 4])
    expect(await read('version=1')).toEqual([200, 1, 3])
    expect(await read(`policy_sha=${first.policy_sha}`)).toEqual([200, 1, 3])
    expect(await read('version=9')).toEqual([404, undefined, expect.stringContaining('the latest is 2')])
    expect((await read(`policy_sha=${'0'.repeat(64)}`))[0]).toBe(404)
    expect((await read(`version=1&policy_sha=${first.policy_sha}`))[0]).toBe(400)
    // What a run began with was a file here, which no version is of.
    const ofFile = { risk: {}, execution: { slippage_bps: 7 }, alerting: {} }
    await insertPolicySnapshot(parts.db, 'f'.repeat(64), ofFile)
    expect(await read(`policy_sha=${'f'.repeat(64)}`)).toEqual([200, null, 7])
  })

  it('refuses a policy that no run could be carried out by', async () => {
    const { patch, id } = await made('senseless')
    const senseless = { slippage_bps: -1, options: { selection: { target_delta: 2 } } }
    const document = { risk: {}, execution: senseless, alerting: {} }
    const refused = [
      await patch({ config: { notes: 'ours' }, policy_patch: { execution: senseless } }),
      await host.call('PUT', '/policy', { model_id: id, policy: document }),
    ]
    for (const { status, body } of refused) {
      expect([status, body.error.code]).toEqual([400, 'INVALID_PARAM'])
      expect(body.error.message).toContain("slippage_bps must be 0 or more, got -1: a cost can't pay")
      expect(body.error.message).toContain('target_delta')
    }
    expect(JSON.parse((await host.get(`/policy?model_id=${id}`)).text).source).toBe('pack')
  })

  it('is not changed where the audit, the store or its folder refuses', async () => {
    const { patch, path, versions, config } = await made('blocked')
    const before = await config()
    const change = () => patch({ config: { notes: 'ours' } })
    const run = (statement: string) => sql.raw(statement).execute(parts.db)
    await run("create trigger broken before insert on audit_logs begin select raise(abort, 'no room'); end")
    expect((await change()).status).toBe(500)
    await run('drop trigger broken')
    // What only the commit finds out comes after the file was written.
    await run('create table kept (id integer primary key)')
    await run('create table kept_by (id integer references kept deferrable initially deferred)')
    await run(
      'create trigger broken after insert on model_config_versions begin insert into kept_by values (1); end',
    )
    expect((await change()).status).toBe(500)
    await run('drop trigger broken')
    expect(await config()).toEqual(before)
    const outside = temporaryFolder()
    const folder = dirname(join(host.workspace, path))
    cpSync(folder, outside, { recursive: true })
    renameSync(folder, `${folder}_kept`)
    symlinkSync(outside, folder)
    const { status, body } = await change()
    expect([status, body.error.message]).toEqual([400, expect.stringContaining('leads out of')])
    expect(await config()).toEqual(before)
    expect((await versions()).total).toBe(1)
    rmSync(folder)
    renameSync(`${folder}_kept`, folder)
  })
})
