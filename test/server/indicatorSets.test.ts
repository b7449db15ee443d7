import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Parts } from '../../src/services/parts.ts'
import { temporaryFolder } from '../temporaryFolder.ts'
import { auditOf } from './confirmed.ts'
import { done, modelId, type TestHost, testHost } from './testHost.ts'

async function opened(own: Partial<Parts> = {}): Promise<{ host: TestHost; parts: Parts }> {
  let parts: Parts | undefined
  const host = await testHost({
    // Without sets of its own.
    workspace: temporaryFolder(),
    change: (all) => {
      parts = all
      return own
    },
  })
  onTestFinished(() => host.close())
  if (!parts) throw new Error('there are no parts')
  return { host, parts }
}

const mine = { pack_id: 'swingsigma', scope: 'pack', name: 'mine', indicators: ['rsi__period=14'] }
const path = 'packs/swingsigma/indicator_sets/mine.yaml'

const setOf = async (host: TestHost, query = 'name=mine') =>
  JSON.parse((await host.get(`/indicator_set?pack_id=swingsigma&${query}`)).text).data

const put = (host: TestHost, indicators: unknown[], more: object = {}) =>
  host.call('PUT', '/indicator_set', {
    ...{ pack_id: 'swingsigma', scope: 'pack', name: 'mine', data: { indicators } },
    ...more,
  })

const storedSets = (parts: Parts) =>
  parts.db.selectFrom('indicator_sets').select(['name', 'version', 'data']).orderBy('version').execute()

describe('indicator sets', () => {
  it('are listed by pack, with what is in them', async () => {
    const { host } = await opened()
    const all = JSON.parse((await host.get('/indicator_sets?limit=200')).text)
    const own = JSON.parse((await host.get('/indicator_sets?pack_id=swingsigma')).text)
    expect(own.total).toBeGreaterThan(5)
    expect(all.total).toBeGreaterThan(own.total)
    expect(own.rows).toContainEqual({
      pack_id: 'swingsigma',
      name: modelId,
      scope: 'model',
      model_id: modelId,
      version: 1,
      indicators: expect.any(Number),
    })
    const { group, indicators } = own.groups.find((one: { group: string }) => one.group === modelId)
    expect([group, indicators]).toEqual([modelId, expect.arrayContaining(['rsi', 'dist_to_ema'])])
    const admin = JSON.parse((await host.get('/admin/indicator_sets?pack=swingsigma&limit=2')).text)
    expect(admin.sets).toEqual(own.rows.slice(0, 2))
    expect((await host.get('/indicator_sets?pack_id=none')).status).toBe(404)
  })

  it('are written after a check, by version, which the store keeps', async () => {
    const { host, parts } = await opened()
    const indicators = [...mine.indicators, { indicator: 'ema', params: { window: 20 } }]
    const made = JSON.parse((await host.post('/indicator_sets', { ...mine, indicators })).text)
    expect(made).toEqual({ ok: true, count: 2, message: 'written', path, version: 1 })
    expect(readFileSync(join(host.workspace, path), 'utf8')).toContain('name: mine\nversion: 1\n')
    expect((await host.post('/indicator_sets', mine)).status).toBe(409)
    expect((await setOf(host)).indicators).toMatchObject([{}, { name: 'ema', window: 20 }])
    const data = { name: 'mine', description: 'ours', indicators: [{ name: 'rsi', period: 7 }] }
    const put = (more: object = {}) =>
      host.call('PUT', '/indicator_set', { pack_id: 'swingsigma', scope: 'pack', data, ...more })
    expect(await done(put())).toMatchObject({ version: 2 })
    expect(await done(put())).toMatchObject({ version: 2 })
    expect(await setOf(host)).toMatchObject({ version: 2, description: 'ours' })
    expect((await put({ version: 2 })).status).toBe(409)
    expect(await done(put({ version: 5 }))).toMatchObject({ version: 5 })
    const kept = await parts.db
      .selectFrom('indicator_sets')
      .select(['name', 'version'])
      .orderBy('version')
      .execute()
    expect(kept).toEqual([1, 2, 5].map((version) => ({ name: 'mine', version })))
    expect(await auditOf(host, 'putIndicatorSet')).toMatchObject([
      { lineage: { version: 5 } },
      // The same once more, which changed nothing.
      { lineage: { version: 2 } },
      {
        lineage: { version: 2 },
        details: { changed: { indicators: { before: [{}, { name: 'ema' }], after: [{ name: 'rsi' }] } } },
      },
    ])
  })

  it('are neither written nor stored where the audit can not keep it', async () => {
    const { host, parts } = await opened({ reportBug: () => undefined })
    await done(host.post('/indicator_sets', mine))
    const written = readFileSync(join(host.workspace, path), 'utf8')
    const stored = await storedSets(parts)
    await sql`create trigger broken before insert on audit_logs begin select raise(abort, 'no room'); end`.execute(
      parts.db,
    )
    expect((await put(host, ['ema'])).status).toBe(500)
    expect((await host.post('/indicator_sets', { ...mine, name: 'other' })).status).toBe(500)
    expect(readFileSync(join(host.workspace, path), 'utf8')).toBe(written)
    expect(existsSync(join(host.workspace, path.replace('mine', 'other')))).toBe(false)
    expect(await storedSets(parts)).toEqual(stored)
    await sql`drop trigger broken`.execute(parts.db)
    expect(await done(put(host, ['ema']))).toMatchObject({ version: 2 })
    expect(await storedSets(parts)).toMatchObject([{ version: 1 }, { version: 2 }])
  })

  it('are stored before they are written, and written when that is asked for again', async () => {
    const { host, parts } = await opened()
    // A folder in the place of a file can't be replaced by one.
    const blocked = join(host.workspace, path)
    mkdirSync(join(blocked, 'in'), { recursive: true })
    const refused = await host.post('/indicator_sets', mine)
    expect(refused).toMatchObject({
      status: 503,
      body: {
        error: {
          message: expect.stringMatching(
            /^version 1 of mine is stored, but its file packs.*mine\.yaml was not written: /,
          ),
          next: expect.stringContaining('repeat the request'),
        },
      },
    })
    expect(await storedSets(parts)).toMatchObject([{ version: 1 }])
    expect(await auditOf(host, 'createIndicatorSet')).toMatchObject([{ lineage: { version: 1 } }])
    rmSync(blocked, { recursive: true })
    expect(await done(host.post('/indicator_sets', mine))).toMatchObject({ version: 1 })
    expect(readFileSync(blocked, 'utf8')).toContain('version: 1\n')
    expect(await storedSets(parts)).toHaveLength(1)
  })

  it('become the version after the one that is stored, where the file is behind', async () => {
    const { host, parts } = await opened()
    await done(host.post('/indicator_sets', mine))
    const first = readFileSync(join(host.workspace, path), 'utf8')
    await done(put(host, ['ema']))
    const second = readFileSync(join(host.workspace, path), 'utf8')
    writeFileSync(join(host.workspace, path), first)
    expect(await done(put(host, ['ema']))).toMatchObject({ version: 2 })
    expect(readFileSync(join(host.workspace, path), 'utf8')).toBe(second)
    writeFileSync(join(host.workspace, path), first)
    expect((await put(host, ['atr'], { version: 2 })).status).toBe(409)
    expect(await done(put(host, ['atr']))).toMatchObject({ version: 3 })
    expect((await setOf(host)).indicators).toMatchObject([{ name: 'atr' }])
    expect(await storedSets(parts)).toMatchObject([{ version: 1 }, { version: 2 }, { version: 3 }])
  })

  it('are stored where they are in force, but were not', async () => {
    const { host, parts } = await opened()
    await done(host.post('/indicator_sets', mine))
    const written = readFileSync(join(host.workspace, path), 'utf8')
    await parts.db.deleteFrom('indicator_sets').execute()
    expect(await done(put(host, mine.indicators))).toMatchObject({ version: 1 })
    expect(await storedSets(parts)).toMatchObject([{ version: 1 }])
    expect(readFileSync(join(host.workspace, path), 'utf8')).toBe(written)
  })

  it('of a model stand under its id, over those that come with Sigma', async () => {
    const { host } = await opened()
    const set = { ...mine, scope: 'model', model_id: modelId }
    expect((await host.post('/indicator_sets', set)).status, 'it has one').toBe(409)
    const data = { indicators: ['rsi'] }
    const put = { pack_id: 'swingsigma', scope: 'model', model_id: modelId, data }
    expect(await done(host.call('PUT', '/indicator_set', put))).toMatchObject({ version: 2 })
    expect(await setOf(host, `model_id=${modelId}`)).toMatchObject({ indicators: [{ name: 'rsi' }] })
    const detail = JSON.parse((await host.get(`/model_detail?model_id=${modelId}`)).text)
    expect(JSON.stringify(detail)).toContain('"indicators":[{"name":"rsi"')
  })

  it.each([
    ['an unknown indicator', { indicators: ['rsj'] }, 'indicators.0', 'rsi'],
    [
      'a parameter that is none',
      { indicators: ['rsi', { name: 'rsi', perid: 3 }] },
      'indicators.1',
      'period',
    ],
    ['a name that is no id', { name: '../evil' }, 'name', 'letters'],
    ['a model as a set of the pack', { name: modelId }, 'scope', 'is a model'],
    ['a set of no model', { scope: 'model' }, 'model_id', 'is missing'],
  ])('are refused with %s', async (_, change, field, issue) => {
    const { host } = await opened()
    expect(await host.post('/indicator_sets', { ...mine, ...change })).toMatchObject({
      status: 400,
      body: { error: { details: { field_errors: [{ field, issue: expect.stringContaining(issue) }] } } },
    })
    expect(existsSync(join(host.workspace, path))).toBe(false)
  })

  it('are refused for what is not there, and where a link leads out', async () => {
    const { host } = await opened()
    expect((await host.post('/indicator_sets', { ...mine, pack_id: 'none' })).status).toBe(404)
    const other = { ...mine, scope: 'model', model_id: 'none' }
    expect((await host.post('/indicator_sets', other)).status).toBe(404)
    mkdirSync(join(host.workspace, 'packs', 'swingsigma'), { recursive: true })
    const outside = temporaryFolder()
    symlinkSync(outside, join(host.workspace, 'packs', 'swingsigma', 'indicator_sets'))
    expect((await host.post('/indicator_sets', mine)).status).toBe(400)
    expect(existsSync(join(outside, 'mine.yaml'))).toBe(false)
    expect(await auditOf(host, 'createIndicatorSet')).toEqual([])
  })
})
