import { sql } from 'kysely'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Parts } from '../../src/services/parts.ts'
import { auditOf, confirmed } from './confirmed.ts'
import { done, modelId, quick, type TestHost, testHost, writeFeatureCsv } from './testHost.ts'

async function opened(): Promise<{ host: TestHost; parts: Parts }> {
  let parts: Parts | undefined
  const host = await testHost({
    change: (all) => {
      parts = all
      return {}
    },
  })
  onTestFinished(() => host.close())
  if (!parts) throw new Error('there are no parts')
  return { host, parts }
}

const json = async (host: TestHost, path: string) => {
  const { status, text } = await host.get(path)
  expect(status, text).toBe(200)
  return JSON.parse(text)
}

const training = (seed: number) => ({
  csv: 'features.csv',
  columns: { return: 'ret_fwd' },
  hyperparams: { rounds: 2 },
  seed,
})

describe('jobs of a server', () => {
  it('are of every kind, newest first, by page and by status, and the variants of a sweep are none', async () => {
    const { host } = await opened()
    const build = await done(host.post('/build_matrix', { model_id: modelId, start: '2012-01-03' }))
    const fit = await done(host.post('/train', quick))
    const backtest = await done(host.post('/backtest', quick))
    const variants = { thresholds_variants: [[0.5], [0.55]] }
    const sweep = await done(host.post('/backtest_sweep', { ...quick, sweep: variants }))
    const { rows, total } = await json(host, '/admin/jobs')
    const ids = [sweep.sweep_id, backtest.run_id, fit.run_id, build.run_id]
    expect(rows.map(({ job_id }: { job_id: string }) => job_id)).toEqual(ids)
    expect(total).toBe(4)
    expect(rows).toMatchObject([
      { kind: 'sweep', run_id: null, user_id: 'local', progress: 100, attempts: 1 },
      { kind: 'backtest', run_id: ids[1], user_id: null, progress: 100 },
      { kind: 'train', user_id: 'local', attempts: 1, model_id: modelId, pack_id: 'swingsigma' },
      { kind: 'build', status: 'completed', error: null },
    ])
    const page = await json(host, '/admin/jobs?limit=2&offset=1&status=completed')
    expect(page).toMatchObject({ total: 4, next_offset: 3, rows: [rows[1], rows[2]] })
    expect(await json(host, '/admin/jobs?status=failed')).toMatchObject({ total: 0, rows: [] })
    expect((await host.get('/admin/jobs?status=asleep')).status).toBe(400)
    for (const id of ids) {
      expect((await host.post(`/admin/jobs/${id}/cancel`)).body.error.message).toContain('has ended')
      expect((await host.post(`/admin/jobs/${id}/retry`)).status).toBe(409)
    }
  })

  it('are stopped when that is confirmed, and done again', async () => {
    const { host, parts } = await opened()
    writeFeatureCsv(host.workspace)
    const { job_id: id } = (await host.post('/train', training(1), { prefer: 'respond-async' })).body
    await parts.queue.finished(id)
    // As one that a process left when it was stopped.
    await parts.db
      .updateTable('training_runs')
      .set({ status: 'queued', finished_at: null, owner: null })
      .where('id', '=', id)
      .execute()
    expect(await json(host, '/admin/jobs?status=queued')).toMatchObject({
      rows: [{ job_id: id, kind: 'train' }],
    })
    const asked = await host.post(`/admin/jobs/${id}/cancel`)
    expect(asked.body.error).toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('confirmed'),
    })
    expect(await auditOf(host, 'cancelJob')).toEqual([])
    expect((await confirmed(host, 'POST', `/admin/jobs/${id}/cancel`)).status).toBe(200)
    // Nobody works on it who would have to be asked.
    expect(await json(host, '/admin/jobs')).toMatchObject({ rows: [{ status: 'canceled' }] })
    expect(await done(host.post(`/admin/jobs/${id}/retry`))).toMatchObject({ ok: true })
    await parts.queue.finished(id)
    expect(await json(host, '/admin/jobs')).toMatchObject({ rows: [{ status: 'completed', attempts: 2 }] })
    expect(await auditOf(host, 'cancelJob')).toMatchObject([
      { path: `/admin/jobs/${id}/cancel`, details: { changed: { status: { before: 'queued' } } } },
    ])
    expect(await auditOf(host, 'retryJob')).toMatchObject([
      { details: { changed: { status: { before: 'canceled' } } } },
    ])
  })

  it('that a process left are ended', async () => {
    const { host, parts } = await opened()
    const { run_id: id } = await done(host.post('/build_matrix', { model_id: modelId, start: '2012-01-03' }))
    const left = { status: 'running', owner: parts.owner, finished_at: null } as const
    await parts.db.updateTable('build_runs').set(left).where('id', '=', id).execute()
    expect((await confirmed(host, 'POST', `/admin/jobs/${id}/cancel`)).status).toBe(200)
    expect(await json(host, '/admin/jobs')).toMatchObject({ rows: [{ status: 'canceled' }] })
    const again = await host.post(`/admin/jobs/${id}/retry`)
    expect([again.status, again.body.error.message]).toEqual([409, expect.stringContaining('a build is not')])
  })

  it('that are not there are not found', async () => {
    const { host } = await opened()
    expect((await host.post('/admin/jobs/none/cancel')).status).toBe(404)
    expect((await host.post('/admin/jobs/none/retry')).status).toBe(404)
  })
})

describe('flags', () => {
  it('are off until they are set, which is confirmed and kept in the audit', async () => {
    const { host } = await opened()
    const { flags, rows } = await json(host, '/admin/flags')
    expect(flags).toEqual(rows)
    expect(rows).toMatchObject([
      { key: 'assistant_execute', enabled: false, updated_at: null, updated_by: null },
    ])
    const on = { key: 'assistant_execute', enabled: true }
    expect((await confirmed(host, 'PATCH', '/admin/flags', on)).status).toBe(200)
    expect(await json(host, '/admin/flags')).toMatchObject({
      rows: [{ ...on, updated_at: expect.stringMatching(/Z$/), updated_by: 'local' }],
    })
    await confirmed(host, 'PATCH', '/admin/flags', { ...on, enabled: false })
    expect(await json(host, '/admin/flags')).toMatchObject({ rows: [{ enabled: false }] })
    expect(await auditOf(host, 'updateFlag')).toMatchObject([
      {
        details: { body: { key: 'assistant_execute' }, changed: { enabled: { before: true, after: false } } },
      },
      { details: { changed: { enabled: { before: false, after: true } } } },
    ])
  })

  it('of another name are refused', async () => {
    const { host } = await opened()
    const refused = await host.call('PATCH', '/admin/flags', { key: 'assistant_exec', enabled: true })
    expect([refused.status, refused.body.error.details.field_errors[0].field]).toEqual([400, 'key'])
    expect((await host.call('PATCH', '/admin/flags', { key: 'assistant_execute' })).status).toBe(400)
  })
})

describe('the health of a server', () => {
  it('is told by its parts', async () => {
    const { host, parts } = await opened()
    const before = await json(host, '/admin/health')
    expect(before).toMatchObject({
      db: 'ok',
      migrations: { pending: 0 },
      cache: { matrices: 0 },
      workers: { threads: 1, busy: 0, idle: 1 },
      queue: { build: { queued: 0, running: 0 }, train: { queued: 0, running: 0 } },
    })
    expect(before.migrations.applied).toBeGreaterThan(20)
    expect(before.disk.free_bytes).toBeGreaterThan(0)
    expect(before.disk.total_bytes).toBeGreaterThan(before.disk.free_bytes)
    const { run_id: id } = await done(host.post('/build_matrix', { model_id: modelId, start: '2012-01-03' }))
    await parts.db
      .updateTable('build_runs')
      .set({ status: 'queued', finished_at: null })
      .where('id', '=', id)
      .execute()
    expect(await json(host, '/admin/health')).toMatchObject({
      cache: { matrices: 1 },
      queue: { build: { queued: 1, running: 0 } },
    })
  })

  it('warns of a database that is behind or ahead, and says when it does not answer', async () => {
    const { host, parts } = await opened()
    await sql`delete from schema_migrations where id = 28`.execute(parts.db)
    expect(await json(host, '/admin/health')).toMatchObject({ db: 'warn', migrations: { pending: 1 } })
    await sql`insert into schema_migrations (id, name, checksum) values (9028, '9028_later', '')`.execute(
      parts.db,
    )
    expect(await json(host, '/admin/health')).toMatchObject({ db: 'warn' })
    await sql`drop table schema_migrations`.execute(parts.db)
    expect(await json(host, '/admin/health')).toMatchObject({
      db: 'err',
      migrations: { pending: null },
      queue: null,
    })
  })
})

describe('the diagnostics of a server', () => {
  it('are those of /healthz and of the doctor, but for the port that it has itself', async () => {
    const { host } = await opened()
    const { healthy, checks, errors } = await json(host, '/healthz')
    const found = JSON.parse((await host.post('/admin/diagnostics/run')).text)
    expect(found).toMatchObject({
      ok: true,
      healthy,
      errors,
      checks: { ...checks, db_ok: expect.anything() },
    })
    const names = ['node', 'workspace', 'disk', 'database', 'migrations', 'clock', 'polygon_key', 's3']
    for (const name of names) expect(found.checks[name], name).toMatchObject({ status: 'ok' })
    expect(found.checks).not.toHaveProperty('port')
  })

  it('tell what is wrong, and what to do', async () => {
    const { parts } = await opened()
    const gone = { name: 'disk', status: 'error', message: 'full', next: 'free some' } as const
    const host = await testHost({ change: () => ({ examine: async () => [gone] }) })
    onTestFinished(() => host.close())
    expect(await parts.examine()).not.toContainEqual(gone)
    expect(JSON.parse((await host.post('/admin/diagnostics/run')).text)).toMatchObject({
      healthy: false,
      checks: { disk: { status: 'error', message: 'full', next: 'free some' } },
      errors: { disk: 'full' },
    })
  })
})
