import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { done, type TestHost, testHost } from './testHost.ts'

let host: TestHost
beforeAll(async () => {
  host = await testHost()
  const sets = join(host.workspace, 'packs', 'swingsigma', 'indicator_sets')
  mkdirSync(sets, { recursive: true })
  writeFileSync(
    join(sets, 'mine.yaml'),
    'name: mine\nversion: 3\nindicators:\n  - name: rsi\n    params: { period: 14 }\n  - name: ret\n',
  )
  writeFileSync(join(sets, 'faulty.yaml'), 'name: faulty\nindicators: none\n')
})
afterAll(() => host.close())

describe('a row of packs', () => {
  it('tells where the pack was found', async () => {
    const { rows } = await done(host.get('/packs'))
    expect(rows).toContainEqual(expect.objectContaining({ id: 'swingsigma', source: 'built-in' }))
    const { body } = await host.get('/packs/swingsigma')
    expect(body).toMatchObject({ pack: { source: 'built-in' } })
  })
})

describe('a row of indicator sets', () => {
  it('tells its pack, how many indicators it has and its version', async () => {
    const { rows } = await done(host.get('/packs/swingsigma/indicator_sets'))
    expect(rows).toContainEqual({ name: 'mine', pack_id: 'swingsigma', indicators: 2, version: 3 })
    expect(rows.length).toBeGreaterThan(2)
    const { body } = await host.get('/packs/swingsigma')
    expect(body).toMatchObject({ pack: { indicator_sets: rows } })
  })

  it('is there though its file is faulty', async () => {
    const { rows } = await done(host.get('/packs/swingsigma/indicator_sets'))
    expect(rows).toContainEqual({ name: 'faulty', pack_id: 'swingsigma' })
  })
})
