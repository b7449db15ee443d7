import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { auditOf, confirmed } from './confirmed.ts'
import { done, type TestHost, testHost } from './testHost.ts'

async function opened(): Promise<TestHost> {
  const host = await testHost()
  onTestFinished(() => host.close())
  return host
}

const path = '/admin/templates'
const started = { template_id: 'mine_v1', pack: 'swingsigma', name: 'Mine' }
const rest = {
  horizon: 'swing',
  cadence: 'daily',
  indicator_set: { name: 'spx_eq_swing_daily' },
  model: { ticker: 'SPX', asset_type: 'eq', source: 'sample' },
}

const draft = async (host: TestHost, template: object = { ...started, ...rest }) =>
  JSON.parse((await host.post(path, { template })).text)

async function listed(host: TestHost, id = 'mine_v1') {
  const { rows, templates } = JSON.parse((await host.get(`${path}?limit=200`)).text)
  expect(templates).toEqual(rows)
  return rows.find(({ template_id }: { template_id: string }) => template_id === id)
}

async function templatesOf(host: TestHost, pack = 'swingsigma') {
  const { rows } = JSON.parse((await host.get(`/packs/${pack}/templates`)).text)
  return rows.filter(({ template_id }: { template_id: string }) => template_id === 'mine_v1')
}

describe('a template of the store', () => {
  it('is a draft, seen by administration alone, that tells what it lacks', async () => {
    const host = await opened()
    const { ok, template_id, faults } = await draft(host, started)
    expect([ok, template_id]).toEqual([true, 'mine_v1'])
    expect(faults.map(({ field }: { field: string }) => field).sort()).toEqual([
      'cadence',
      'horizon',
      'indicator_set',
    ])
    expect(await listed(host)).toMatchObject({
      pack: 'swingsigma',
      source: 'store',
      status: 'draft',
      template_version: null,
      versions: [],
      faults,
      draft: started,
      updated_by: 'local',
    })
    expect(await templatesOf(host)).toEqual([])
    const refused = await host.post(`${path}/mine_v1/publish`)
    expect(refused).toMatchObject({ status: 400, body: { error: { code: 'INVALID_PARAM' } } })
    expect(refused.body.error.details.field_errors.map(({ field }) => field)).toContain('template.horizon')
    const wrong = { ...rest, indicator_set: { name: 'none' } }
    const edited = await host.call('PATCH', `${path}/mine_v1`, { template: wrong })
    expect(JSON.parse(edited.text).faults).toMatchObject([
      { field: 'indicator_set.name', issue: expect.stringContaining('no set "none"') },
    ])
  })

  it('is published by version, and stands beside those of the files', async () => {
    const host = await opened()
    await draft(host)
    expect(await confirmed(host, 'POST', `${path}/mine_v1/publish`)).toMatchObject({
      status: 200,
      body: { ok: true, version: 1 },
    })
    expect(await templatesOf(host)).toMatchObject([{ name: 'Mine', template_version: 1, horizon: 'swing' }])
    expect((await host.get('/model_templates?q=mine')).body.rows).toHaveLength(1)
    expect(JSON.parse((await host.get('/packs/swingsigma')).text).pack.templates).toMatchObject(
      expect.arrayContaining([expect.objectContaining({ template_id: 'mine_v1' })]),
    )
    expect(await templatesOf(host, 'longsigma')).toEqual([])
    const again = await host.post(`${path}/mine_v1/publish`)
    expect(again).toMatchObject({
      status: 409,
      body: { error: { message: expect.stringContaining('no draft') } },
    })
    const change = { name: 'Mine, better', metadata: { tags: ['ours'] } }
    expect(await done(host.call('PATCH', `${path}/mine_v1`, { template: change }))).toMatchObject({
      ok: true,
    })
    expect(await listed(host)).toMatchObject({ status: 'edited', name: 'Mine', versions: [{ version: 1 }] })
    expect(await templatesOf(host)).toMatchObject([{ name: 'Mine', template_version: 1 }])
    expect((await confirmed(host, 'POST', `${path}/mine_v1/publish`)).body.version).toBe(2)
    expect(await templatesOf(host)).toMatchObject([
      { name: 'Mine, better', template_version: 2, tags: ['ours'] },
    ])
    expect(await listed(host)).toMatchObject({
      status: 'published',
      template_version: 2,
      draft: null,
      versions: [
        { version: 2, published_by: 'local' },
        { version: 1, published_by: 'local' },
      ],
    })
  })

  it('makes a model, which says of which version it is', async () => {
    const host = await opened()
    await draft(host)
    await confirmed(host, 'POST', `${path}/mine_v1/publish`)
    const made = await done(host.post('/models', { template_id: 'mine_v1', name: 'from mine' }))
    const config = JSON.parse((await host.get(`/model_config?model_id=${made.model_id}`)).text).config
    expect(config).toMatchObject({ template_id: 'mine_v1', template_version: 1, ticker: 'SPX' })
  })

  it('keeps its id and its pack, and loses a field by null', async () => {
    const host = await opened()
    await draft(host)
    const move = { template: { template_id: 'other', pack: 'longsigma' } }
    const moved = await host.call('PATCH', `${path}/mine_v1`, move)
    expect(moved.status).toBe(400)
    expect(moved.body.error.details.field_errors.map(({ field }) => field)).toEqual([
      'template.template_id',
      'template.pack',
    ])
    await done(host.call('PATCH', `${path}/mine_v1`, { template: { name: null } }))
    expect((await listed(host)).draft).not.toHaveProperty('name')
  })

  it('is refused without a name or a pack, under a name that is taken, and for a pack that is not there', async () => {
    const host = await opened()
    const post = (template: object) => host.post(path, { template })
    expect((await post({})).body.error.details.field_errors.map(({ field }) => field)).toEqual([
      'template.template_id',
      'template.pack',
    ])
    expect((await post({ ...started, template_id: '../evil' })).status).toBe(400)
    expect((await post({ ...started, pack: 'none' })).status).toBe(404)
    await draft(host)
    expect((await post(started)).status).toBe(409)
    const ofFile = (await host.get(`${path}?limit=200`)).text
    const { template_id } = JSON.parse(ofFile).rows.find(
      ({ source }: { source: string }) => source === 'file',
    )
    expect((await post({ ...started, template_id })).status).toBe(409)
    expect((await host.call('PATCH', `${path}/${template_id}`, { template: { name: 'x' } })).status).toBe(409)
    expect(
      (await host.call('PATCH', `${path}/mine_v2`, { template: { name: 'x' } })).body.error.message,
    ).toContain('mine_v1')
    expect((await host.post(`${path}/none/publish`)).status).toBe(404)
  })

  it('gives way to a file of its id', async () => {
    const host = await opened()
    await draft(host)
    await confirmed(host, 'POST', `${path}/mine_v1/publish`)
    const folder = join(host.workspace, 'packs', 'swingsigma', 'model_templates')
    mkdirSync(folder, { recursive: true })
    writeFileSync(
      join(folder, 'mine_v1.yaml'),
      'name: Of a file\nhorizon: swing\ncadence: daily\nindicator_set: { name: spx_eq_swing_daily }\n',
    )
    expect(await templatesOf(host)).toMatchObject([{ name: 'Of a file' }])
  })

  it('is left out once it is not valid any more, and no other template with it', async () => {
    const host = await opened()
    const set = { pack_id: 'swingsigma', scope: 'pack', name: 'ours', indicators: ['rsi'] }
    await done(host.post('/indicator_sets', set))
    await draft(host, { ...started, ...rest, indicator_set: { name: 'ours' } })
    await confirmed(host, 'POST', `${path}/mine_v1/publish`)
    rmSync(join(host.workspace, 'packs/swingsigma/indicator_sets/ours.yaml'))
    expect(await templatesOf(host)).toEqual([])
    const { rows } = JSON.parse((await host.get('/model_templates?limit=200')).text)
    const [{ template_id: other, pack }] = rows
    expect(rows.map((row: { template_id: string }) => row.template_id)).not.toContain('mine_v1')
    await done(host.post('/models', { template_id: other, pack_id: pack, name: 'of another' }))
    const fault = { field: 'indicator_set.name', issue: 'swingsigma has no set "ours"' }
    expect(await host.post('/models', { template_id: 'mine_v1', name: 'of mine' })).toMatchObject({
      status: 400,
      body: {
        error: {
          code: 'INVALID_PARAM',
          next: 'mend it with: sigma admin templates edit mine_v1',
          details: { field_errors: [fault] },
        },
      },
    })
    expect(await listed(host)).toMatchObject({ status: 'published', faults: [fault] })
  })

  it('leaves audit rows of each step', async () => {
    const host = await opened()
    await draft(host)
    await done(host.call('PATCH', `${path}/mine_v1`, { template: { name: 'Ours' } }))
    await confirmed(host, 'POST', `${path}/mine_v1/publish`)
    expect(await auditOf(host, 'createTemplate')).toMatchObject([
      {
        lineage: { template_id: 'mine_v1' },
        details: { changed: { name: { before: null, after: 'Mine' } } },
      },
    ])
    expect(await auditOf(host, 'updateTemplate')).toMatchObject([
      { details: { changed: { name: { before: 'Mine', after: 'Ours' } } } },
    ])
    expect(await auditOf(host, 'publishTemplate')).toMatchObject([
      {
        lineage: { template_id: 'mine_v1', version: 1 },
        details: { changed: { template_version: { before: null, after: 1 } } },
      },
    ])
  })
})

describe('metadata of a pack', () => {
  it('stands over its file, by version, and goes back to it', async () => {
    const host = await opened()
    const metaOf = async () => JSON.parse((await host.get('/packs/swingsigma')).text).pack.meta
    const file = await metaOf()
    const change = { metadata: { title: 'Swings', owner: 'ann', tags: ['a', 'b'] } }
    expect(await confirmed(host, 'PATCH', '/admin/packs/swingsigma', change)).toMatchObject({
      status: 200,
      body: { ok: true, version: 2, ...change },
    })
    expect(await metaOf()).toEqual({ ...file, ...change.metadata })
    const row = async () => {
      const { packs } = JSON.parse((await host.get('/admin/packs')).text)
      return packs.find(({ id }: { id: string }) => id === 'swingsigma')
    }
    expect(await row()).toMatchObject({
      meta: { title: 'Swings' },
      metadata_version: 2,
      updated_by: 'local',
      ...change,
    })
    const back = { metadata: { title: null, owner: null, tags: null } }
    expect((await confirmed(host, 'PATCH', '/admin/packs/swingsigma', back)).body.version).toBe(3)
    expect(await metaOf()).toEqual(file)
    expect(await row()).toMatchObject({ metadata: {}, metadata_version: 3 })
    expect(await auditOf(host, 'updatePack')).toMatchObject([
      {
        lineage: { version: 3 },
        details: { changed: { title: { before: change.metadata.title, after: null } } },
      },
      {
        lineage: { version: 2 },
        details: { changed: { title: { before: null, after: change.metadata.title } } },
      },
    ])
  })

  it.each([
    ['nothing', {}, 'metadata'],
    ['what runs are made of', { horizon: 'long' }, 'metadata.horizon'],
    ['limits', { profiles: {} }, 'metadata.profiles'],
    ['a title that is no text', { title: 3 }, 'metadata.title'],
    ['a map', { owner: { name: 'ann' } }, 'metadata.owner'],
    ['a text that is too long', { notes: 'x'.repeat(2001) }, 'metadata.notes'],
  ])('is refused for %s', async (_, metadata, field) => {
    const host = await opened()
    expect(await host.call('PATCH', '/admin/packs/swingsigma', { metadata })).toMatchObject({
      status: 400,
      body: { error: { details: { field_errors: [{ field }] } } },
    })
  })

  it('is refused for an unknown pack', async () => {
    const host = await opened()
    expect((await host.call('PATCH', '/admin/packs/none', { metadata: { title: 'x' } })).status).toBe(404)
  })
})
