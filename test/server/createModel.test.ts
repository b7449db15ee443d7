import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { confirmed } from './confirmed.ts'
import { type TestHost, testHost } from './testHost.ts'

let host: TestHost
beforeAll(async () => {
  host = await testHost()
})
afterAll(() => host.close())

async function read(path: string) {
  const { status, text } = await host.get(path)
  expect(status, text.slice(0, 500)).toBe(200)
  return JSON.parse(text)
}

async function create(body: object) {
  const { status, text } = await host.post('/models', body)
  expect(status, text).toBe(200)
  return JSON.parse(text)
}

it('makes a valid model of every template of every pack, and tells what it is made of', async () => {
  const { packs } = await read('/packs')
  const { rows } = await read('/model_templates?limit=200')
  expect(new Set(rows.map(({ pack }: { pack: string }) => pack))).toEqual(
    new Set(packs.map(({ id }: { id: string }) => id)),
  )
  for (const { template_id, template_version, pack } of rows) {
    const made = await create({ template_id, name: `of ${template_id}`, pack_id: pack })
    const { model_id, lineage } = made
    expect(await read(`/validate_policy?model_id=${model_id}`), template_id).toMatchObject({
      ...{ valid: true, schema_errors: [], checks: { ok: true, errors: [], warnings: [] } },
    })
    const detail = await read(`/model_detail?model_id=${model_id}`)
    expect(detail).toMatchObject({
      ...{ pack_id: pack, policy_valid: true, indicator_set: model_id, lineage },
      config: { model_id, template_id, template_version },
    })
    const sha = (folder: string) =>
      createHash('sha256')
        .update(readFileSync(join(host.workspace, 'packs', pack, folder, `${model_id}.yaml`)))
        .digest('hex')
    expect(lineage).toEqual({
      pack_sha: expect.stringMatching(/^[0-9a-f]{64}$/),
      indicator_set_sha: sha('indicator_sets'),
      model_config_sha: sha('model_configs'),
      policy_sha: sha('policy_templates'),
      risk_profile: detail.risk_profile,
      risk_sha: expect.stringMatching(/^[0-9a-f]{64}$/),
      template_id,
      template_version,
    })
  }
})

it('makes a model of each kind that a pack is for, from its parts', async () => {
  const kinds = {
    zerosigma: { asset_type: 'opt', horizon: '0dte', cadence: 'hourly' },
    momentumsigma: { asset_type: 'eq', horizon: 'intraday', cadence: 'hourly' },
    swingsigma: { asset_type: 'eq', horizon: 'swing', cadence: 'daily' },
    longsigma: { asset_type: 'eq', horizon: 'long', cadence: 'daily' },
  }
  for (const [pack, kind] of Object.entries(kinds)) {
    const made = await create({ ticker: 'BRK.B', ...kind })
    const id = ['brkb', ...Object.values(kind)].join('_')
    expect(made).toMatchObject({ model_id: id, pack_id: pack, lineage: { template_id: null } })
    const { config } = await read(`/model_config?model_id=${id}`)
    expect(config).toMatchObject({ model_id: id, ticker: 'BRK.B', ...kind })
    expect((await read(`/validate_policy?model_id=${id}`)).valid, id).toBe(true)
  }
})

it('makes models of the version of a template that is in force, which earlier ones keep', async () => {
  const template = {
    ...{ template_id: 'mine_v1', pack: 'swingsigma', horizon: 'swing', cadence: 'daily' },
    indicator_set: { name: 'swing_eq_default', params: { rsi: { period: 7 } } },
    model: { ticker: 'QQQ', asset_type: 'eq', label: { kind: 'fwd_ret_5d' } },
  }
  await host.post('/admin/templates', { template })
  expect((await host.post('/models', { template_id: 'mine_v1', name: 'early' })).status).toBe(404)
  await confirmed(host, 'POST', '/admin/templates/mine_v1/publish')
  const first = await create({ template_id: 'mine_v1', name: 'one' })
  const change = { template: { model: { ...template.model, label: { kind: 'fwd_ret_20d' } } } }
  await host.call('PATCH', '/admin/templates/mine_v1', change)
  const drafted = await create({ template_id: 'mine_v1', name: 'two' })
  await confirmed(host, 'POST', '/admin/templates/mine_v1/publish')
  const third = await create({ template_id: 'mine_v1', name: 'three' })
  const versions = [first, drafted, third].map(({ lineage }) => lineage.template_version)
  expect(versions).toEqual([1, 1, 2])
  const labels = [first, drafted, third].map(async ({ model_id }) => {
    const { config, indicators } = await read(`/model_detail?model_id=${model_id}`)
    expect(indicators).toContainEqual({ name: 'rsi', params: expect.objectContaining({ period: 7 }) })
    return config.labels.kind
  })
  expect(await Promise.all(labels)).toEqual(['fwd_ret_5d', 'fwd_ret_5d', 'fwd_ret_20d'])
})
