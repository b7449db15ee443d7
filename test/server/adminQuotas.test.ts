import { v7 as uuid } from 'uuid'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type TestHost, type TestHostOptions, testHost, writeFeatureCsv } from './testHost.ts'

const noon = new Date('2024-05-01T12:00:00.000Z')

async function opened(options: TestHostOptions = {}) {
  const clock = { time: noon }
  const host = await testHost({ change: () => ({ now: () => clock.time }), ...options })
  onTestFinished(() => host.close())
  return { host, clock }
}

/** Changes limits, with the confirmation that the first answer asks for. */
async function change(host: TestHost, body: object) {
  const asked = await host.call('PATCH', '/admin/quotas', body)
  expect(asked.status, asked.text).toBe(409)
  return host.call('PATCH', '/admin/quotas', body, { 'X-Confirmation': confirmationOf(asked.text) })
}

function confirmationOf(text: string): string {
  return String(JSON.parse(text).error.details.confirmation)
}

const quotasOf = async (host: TestHost, user?: string) => {
  const { status, text } = await host.get(`/admin/quotas${user === undefined ? '' : `?user=${user}`}`)
  expect(status, text).toBe(200)
  return JSON.parse(text)
}

const defaults = { sweeps_per_day: 10, sweeps_concurrent: 2, train_per_day: 20, train_concurrent: 2 }
const override = {
  user_id: 'local',
  limits: { sweeps_per_day: 50 },
  expires_at: '2024-05-01T16:00:00+02:00',
  reason: 'the yearly report',
}

describe('the quotas of a user', () => {
  it('are those of the settings, and not enforced, unless it was said otherwise', async () => {
    const { host } = await opened()
    expect(await quotasOf(host)).toEqual({
      ok: true,
      user_id: 'local',
      enforced: false,
      limits: defaults,
      standing: defaults,
      overrides: null,
      usage: { sweeps_today: 0, sweeps_running: 0, train_today: 0, train_running: 0 },
    })
    const set = await opened({ flags: { quotas_enforce: true, quotas_train_per_day: 3 } })
    expect(await quotasOf(set.host)).toMatchObject({ enforced: true, limits: { train_per_day: 3 } })
  })

  it('are changed for good, each user apart', async () => {
    const { host } = await opened()
    const limits = { sweeps_per_day: 0, train_concurrent: 5 }
    expect(await change(host, { user_id: 'local', limits })).toMatchObject({
      status: 200,
      body: { ok: true },
    })
    expect(await change(host, { user_id: 'local', limits: { train_per_day: 7 } })).toMatchObject({
      status: 200,
    })
    const after = { ...defaults, ...limits, train_per_day: 7 }
    expect(await quotasOf(host)).toMatchObject({ limits: after, standing: after, overrides: null })
    expect(await quotasOf(host, 'ann')).toMatchObject({ user_id: 'ann', limits: defaults })
  })

  it('count what was asked for today, and what runs', async () => {
    const { host, clock } = await opened()
    writeFeatureCsv(host.workspace)
    const training = { csv: 'features.csv', columns: { return: 'ret_fwd' }, hyperparams: { rounds: 2 } }
    expect((await host.post('/train', training)).status).toBe(200)
    const usage = { sweeps_today: 0, sweeps_running: 0, train_today: 1, train_running: 0 }
    expect(JSON.parse((await host.get('/admin/quotas/usage')).text)).toEqual({ ok: true, usage })
    clock.time = new Date('2024-05-02T00:00:00.000Z')
    expect(await quotasOf(host)).toMatchObject({ usage: { train_today: 0 } })
  })
})

describe('an override', () => {
  it('holds until its time, and says why, then the standing limits hold again', async () => {
    const { host, clock } = await opened()
    expect((await change(host, override)).status).toBe(200)
    clock.time = new Date('2024-05-01T13:59:59.999Z')
    expect(await quotasOf(host)).toMatchObject({
      limits: { ...defaults, sweeps_per_day: 50 },
      standing: defaults,
      overrides: {
        sweeps_per_day: {
          limit: 50,
          expires_at: '2024-05-01T14:00:00.000Z',
          reason: 'the yearly report',
          created_by: 'local',
          created_at: noon.toISOString(),
        },
      },
    })
    clock.time = new Date('2024-05-01T14:00:00.000Z')
    expect(await quotasOf(host)).toMatchObject({ limits: defaults, overrides: null })
  })

  it('gives way, limit by limit, to a later one, and comes back when that has ended', async () => {
    const { host, clock } = await opened()
    await change(host, { ...override, limits: { sweeps_per_day: 50, train_per_day: 60 } })
    clock.time = new Date('2024-05-01T12:00:01.000Z')
    const later = { limits: { sweeps_per_day: 5 }, expires_at: '2024-05-01T13:00:00Z', reason: 'too many' }
    await change(host, { ...override, ...later })
    expect(await quotasOf(host)).toMatchObject({
      limits: { sweeps_per_day: 5, train_per_day: 60 },
      overrides: { sweeps_per_day: { reason: 'too many' }, train_per_day: { reason: 'the yearly report' } },
    })
    clock.time = new Date('2024-05-01T13:00:00.000Z')
    expect(await quotasOf(host)).toMatchObject({ limits: { sweeps_per_day: 50, train_per_day: 60 } })
  })

  it('lets work through while it holds', async () => {
    const { host, clock } = await opened({ flags: { quotas_enforce: true, quotas_train_per_day: 0 } })
    writeFeatureCsv(host.workspace)
    const training = (seed: number) =>
      host.post('/train', {
        csv: 'features.csv',
        columns: { return: 'ret_fwd' },
        hyperparams: { rounds: 2 },
        seed,
      })
    expect((await training(1)).status).toBe(403)
    await change(host, { ...override, limits: { train_per_day: 1 } })
    expect((await training(1)).status).toBe(200)
    expect((await training(2)).status).toBe(403)
    await change(host, { ...override, limits: { train_per_day: 9 } })
    clock.time = new Date('2024-05-01T14:00:00.000Z')
    expect((await training(2)).status).toBe(403)
  })
})

describe('a change', () => {
  it.each([
    ['of nothing', { user_id: 'local', limits: {} }, 'limits', 'at least one limit'],
    ['that is past', { ...override, expires_at: noon.toISOString() }, 'expires_at', 'a time to come'],
    ['of no time', { ...override, expires_at: '2024-12-31T23:59:60Z' }, 'expires_at', 'a time to come'],
    ['that holds for too long', { ...override, expires_at: '2024-07-31T00:00:00Z' }, 'expires_at', '90 days'],
    ['without a reason', { ...override, reason: undefined }, 'reason', 'needs a reason'],
    ['with an empty reason', { ...override, reason: '  ' }, 'reason', 'needs a reason'],
    ['below 0', { user_id: 'local', limits: { train_per_day: -1 } }, 'limits.train_per_day', '>= 0'],
    ['of no limit', { user_id: 'local', limits: { builds_per_day: 1 } }, 'limits.builds_per_day', ''],
  ])('%s is refused, with the field', async (_, body, field, issue) => {
    const { host } = await opened()
    expect(await host.call('PATCH', '/admin/quotas', body)).toMatchObject({
      status: 400,
      body: { error: { details: { field_errors: [{ field, issue: expect.stringContaining(issue) }] } } },
    })
    expect(await quotasOf(host)).toMatchObject({ limits: defaults })
  })

  it('needs its own confirmation, and no other', async () => {
    const { host } = await opened()
    const asked = await host.call('PATCH', '/admin/quotas', override)
    expect(asked.body.error).toMatchObject({
      code: 'CONFLICT',
      message: 'a change of the quotas of local has to be confirmed',
      next: expect.stringContaining('X-Confirmation: '),
    })
    const confirmed = { 'X-Confirmation': confirmationOf(asked.text) }
    const more = { ...override, limits: { sweeps_per_day: 51 } }
    expect((await host.call('PATCH', '/admin/quotas', more, confirmed)).status).toBe(409)
    expect(await quotasOf(host)).toMatchObject({ limits: defaults })
    expect((await host.call('PATCH', '/admin/quotas', override, confirmed)).status).toBe(200)
  })

  it('leaves one audit row, and the refused one that asked for a confirmation another', async () => {
    const { host, clock } = await opened()
    await change(host, { user_id: 'local', limits: { sweeps_per_day: 20 } })
    clock.time = new Date('2024-05-01T12:00:01.000Z')
    await change(host, override)
    const { text } = await host.get('/admin/audit?action=updateQuotas&user=local')
    const { rows, events, total } = JSON.parse(text)
    expect(total).toBe(4)
    expect(events).toEqual(rows)
    const [firstRefused, first, laterRefused, later] = rows.toSorted(
      (a: { seq: number }, b: { seq: number }) => a.seq - b.seq,
    )
    expect(later).toMatchObject({
      at: '2024-05-01T12:00:01.000Z',
      user_id: 'local',
      client: null,
      method: 'PATCH',
      path: '/admin/quotas',
      status: 200,
      action: 'updateQuotas',
      details: { body: override, changed: { sweeps_per_day: { before: 20, after: 50 } } },
    })
    expect(first).toMatchObject({
      at: noon.toISOString(),
      status: 200,
      details: {
        body: { user_id: 'local', limits: { sweeps_per_day: 20 } },
        changed: { sweeps_per_day: { before: defaults.sweeps_per_day, after: 20 } },
      },
    })
    for (const refused of [laterRefused, firstRefused]) {
      expect(refused).toMatchObject({ status: 409, details: { error: 'CONFLICT' } })
      expect(refused.details).not.toHaveProperty('changed')
    }
    expect((await host.get('/admin/audit?action=updateFlag')).body).toMatchObject({ rows: [], total: 0 })
    expect((await host.get('/admin/audit?user=ann')).body).toMatchObject({ total: 0 })
  })

  it('is not kept when its audit row is not', async () => {
    const bugs: unknown[] = []
    let ids = (): string => uuid()
    const { host } = await opened({
      change: () => ({
        now: () => noon,
        newId: () => ids(),
        reportBug: (error) => bugs.push(error),
      }),
    })
    const limits = { sweeps_per_day: 1 }
    expect((await change(host, { user_id: 'local', limits })).status).toBe(200)
    const body = { user_id: 'local', limits: { sweeps_per_day: 2 } }
    const asked = await host.call('PATCH', '/admin/quotas', body)
    const { rows } = JSON.parse((await host.get('/admin/audit')).text)
    ids = () => rows[0].id
    const confirmed = { 'X-Confirmation': confirmationOf(asked.text) }
    expect((await host.call('PATCH', '/admin/quotas', body, confirmed)).status).toBe(500)
    expect(bugs.length).toBeGreaterThan(0)
    expect(await quotasOf(host)).toMatchObject({ standing: limits })
  })
})
