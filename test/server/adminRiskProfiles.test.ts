import { describe, expect, it, onTestFinished } from 'vitest'
import { auditOf, confirmed } from './confirmed.ts'
import { done, modelId, quick, type TestHost, testHost } from './testHost.ts'

async function opened(): Promise<TestHost> {
  const host = await testHost()
  onTestFinished(() => host.close())
  return host
}

const path = '/admin/risk-profiles'
const swing = { pack_id: 'swingsigma', profile: 'balanced' }

async function profilesOf(host: TestHost, query = '?pack_id=swingsigma') {
  const { status, text } = await host.get(`${path}${query}`)
  expect(status, text).toBe(200)
  return JSON.parse(text).profiles
}

async function balanced(host: TestHost) {
  return (await profilesOf(host)).find(({ profile }: { profile: string }) => profile === 'balanced')
}

describe('risk profiles', () => {
  it('are those of the files, in version 1, until somebody sets limits', async () => {
    const host = await opened()
    const profiles = await profilesOf(host)
    expect(profiles.map(({ profile }: { profile: string }) => profile)).toEqual([
      'conservative',
      'balanced',
      'aggressive',
    ])
    for (const each of profiles) {
      expect(each).toMatchObject({ pack_id: 'swingsigma', version: 1, set: {}, history: [] })
      expect(each.risk_sha).toMatch(/^[0-9a-f]{64}$/)
    }
    const all = await profilesOf(host, '')
    expect(all.length).toBeGreaterThan(profiles.length)
    expect(all).toEqual(expect.arrayContaining(profiles))
    expect(await host.get(`${path}?pack_id=swingsgma`)).toMatchObject({
      status: 404,
      body: { error: { message: expect.stringContaining('swingsigma') } },
    })
  })

  it('change by version, limit by limit, and go back to the files', async () => {
    const host = await opened()
    const files = await balanced(host)
    const first = await confirmed(host, 'PATCH', path, { ...swing, risk_budget: { max_drawdown_pct: 0.11 } })
    expect(first).toMatchObject({ status: 200, body: { ok: true, version: 2 } })
    const { before, after } = JSON.parse(first.text)
    expect(before).toEqual({ version: 1, risk_sha: files.risk_sha, risk_budget: files.risk_budget })
    expect(after.risk_budget).toEqual({ ...files.risk_budget, max_drawdown_pct: 0.11 })
    expect(after.risk_sha).not.toBe(files.risk_sha)
    const { meta } = JSON.parse((await host.get('/packs/swingsigma')).text).pack
    expect(meta.profiles.balanced.risk_budget).toMatchObject({ max_drawdown_pct: 0.11, sharpe_min: 1 })
    const second = { min_trades: 7, allowed_hours: '15,14', daily_loss_cap_R: 3 }
    await confirmed(host, 'PATCH', path, { ...swing, profile: 'Balanced', risk_budget: second })
    expect(await balanced(host)).toMatchObject({
      version: 3,
      risk_budget: { max_drawdown_pct: 0.11, min_trades: 7, allowed_hours: '14,15', daily_loss_cap_R: 3 },
      set: { max_drawdown_pct: 0.11, ...second },
      history: [
        { version: 3, created_by: 'local' },
        { version: 2, set: { max_drawdown_pct: 0.11 }, risk_sha: after.risk_sha },
      ],
    })
    const back = Object.fromEntries(
      Object.keys({ max_drawdown_pct: 0, ...second }).map((name) => [name, null]),
    )
    await confirmed(host, 'PATCH', path, { ...swing, risk_budget: back })
    expect(await balanced(host)).toMatchObject({ ...files, version: 4, history: expect.anything() })
    const again = await confirmed(host, 'PATCH', path, { ...swing, risk_budget: { min_trades: null } })
    expect(again.body.version).toBe(4)
    expect((await profilesOf(host)).map(({ version }: { version: number }) => version)).toEqual([1, 4, 1])
  })

  it('hold later runs alone, which have another risk_sha', async () => {
    const host = await opened()
    await done(host.post('/build_matrix', { model_id: modelId, start: '2012-01-03' }))
    const before = await done(host.post('/backtest', quick))
    const gateOf = async (id: string) => {
      const { gate, lineage } = (await host.get(`/backtests/${id}`)).body
      return { gate, sha: lineage.risk_sha }
    }
    const kept = await gateOf(before.run_id)
    expect(kept.gate.reasons).not.toContain('trades_below_min')
    await confirmed(host, 'PATCH', path, { ...swing, risk_budget: { min_trades: 1_000_000 } })
    const after = await done(host.post('/backtest', quick))
    expect(after).toMatchObject({ deduplicated: false })
    const held = await gateOf(after.run_id)
    expect(held.gate).toMatchObject({ pass: false })
    expect(held.gate.reasons.join()).toMatch(/trades/)
    expect(held.sha).not.toBe(kept.sha)
    expect(await gateOf(before.run_id)).toEqual(kept)
    expect((await host.get(`/policy/explain?model_id=${modelId}`)).text).toContain('1000000')
    await confirmed(host, 'PATCH', path, { ...swing, risk_budget: { min_trades: null } })
    expect(await done(host.post('/backtest', quick))).toMatchObject({
      run_id: before.run_id,
      deduplicated: true,
    })
  })

  it('leave an audit row with what is changed of the budget, which is nothing the second time', async () => {
    const host = await opened()
    const change = { ...swing, risk_budget: { pbo_max: 0.25 } }
    await confirmed(host, 'PATCH', path, change)
    await confirmed(host, 'PATCH', path, change)
    const rows = await auditOf(host, 'updateRiskProfile')
    expect(rows).toMatchObject([
      { details: { body: change } },
      {
        user_id: 'local',
        lineage: { version: 2, risk_sha: expect.any(String) },
        details: {
          changed: { version: { before: 1, after: 2 }, risk_budget: { after: { pbo_max: 0.25 } } },
        },
      },
    ])
    expect(rows[0].details).not.toHaveProperty('changed')
  })

  it.each([
    ['nothing', { ...swing, risk_budget: {} }, 'risk_budget', 'at least one'],
    [
      'a share above 1',
      { ...swing, risk_budget: { max_drawdown_pct: 1.5 } },
      'risk_budget.max_drawdown_pct',
      '0 to 1',
    ],
    [
      'a number below 0',
      { ...swing, risk_budget: { min_trades: -1 } },
      'risk_budget.min_trades',
      '0 or more',
    ],
    [
      'hours that are none',
      { ...swing, risk_budget: { allowed_hours: '25' } },
      'risk_budget.allowed_hours',
      '0 to 23',
    ],
    ['an unknown limit', { ...swing, risk_budget: { max_draw: 1 } }, 'risk_budget.max_draw', ''],
    [
      'an unknown profile',
      { ...swing, profile: 'bold', risk_budget: { min_trades: 1 } },
      'profile',
      'balanced',
    ],
  ])('refuse %s, with the field', async (_, body, field, issue) => {
    const host = await opened()
    expect(await host.call('PATCH', path, body)).toMatchObject({
      status: 400,
      body: { error: { details: { field_errors: [{ field, issue: expect.stringContaining(issue) }] } } },
    })
    expect(await balanced(host)).toMatchObject({ version: 1 })
  })

  it('refuse an unknown pack', async () => {
    const host = await opened()
    const body = { ...swing, pack_id: 'none', risk_budget: { min_trades: 1 } }
    expect((await host.call('PATCH', path, body)).status).toBe(404)
  })
})
