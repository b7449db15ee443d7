import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { reportsSearch } from '../../src/assistant/tools/reportsSearch.ts'
import { temporaryFolder } from '../temporaryFolder.ts'
import { type TestContext, testContext } from './context.ts'
import { fillWorkspace } from './escapes.ts'

let context: TestContext
beforeAll(async () => {
  context = await testContext()
  fillWorkspace(context.workspace, temporaryFolder())
  const date = (name: string, day: string): void => {
    const at = new Date(`${day}T00:00:00Z`)
    utimesSync(join(context.workspace, name), at, at)
  }
  date('reports/a.csv', '2026-03-03')
  date('reports/deep/b.csv', '2026-03-02')
  date('static/c.csv', '2026-03-04')
  date('matrices/m.csv', '2026-03-01')
  date('.sigma/artifacts/0f/x.csv', '2026-02-01')
  writeFileSync(join(context.workspace, '.sigma/artifacts/0f/.00000000-0000.part'), 'half')
})
afterAll(() => context.close())

const search = (params: Record<string, unknown>) => reportsSearch.call(params, context)
const pathsOf = async (params: Record<string, unknown>): Promise<unknown> => {
  const { result } = await search(params)
  const { files } = result
  return Array.isArray(files) ? files.map(({ path }) => path) : files
}

describe('reports.search', () => {
  it('lists the files below the folders, newest first, without links and what is hidden', async () => {
    expect(await pathsOf({})).toEqual([
      'static/c.csv',
      'reports/a.csv',
      'reports/deep/b.csv',
      'matrices/m.csv',
      '.sigma/artifacts/0f/x.csv',
    ])
  })

  it('tells size and time, and how many there are beyond those that it lists', async () => {
    const { result, citations } = await search({ glob: 'reports/**/*.csv', limit: 1 })
    expect(result).toEqual({
      files: [{ path: 'reports/a.csv', size: 19, modified_at: '2026-03-03T00:00:00.000Z' }],
      total: 2,
    })
    expect(citations).toEqual([{ path: 'reports/a.csv', title: 'reports/a.csv' }])
  })

  it('finds nothing outside, whatever the pattern', async () => {
    expect(await pathsOf({ glob: '**/there.csv' })).toEqual([])
    expect(await pathsOf({ glob: 'reports/*/*.csv' })).toEqual(['reports/deep/b.csv'])
    expect(await pathsOf({ glob: '.sigma/*' })).toEqual([])
    expect(await pathsOf({ glob: '**/sigma.*' })).toEqual([])
    for (const glob of ['../**', '/etc/*', 'reports/../../**']) {
      await expect(search({ glob })).rejects.toMatchObject({
        code: 'INVALID_PARAM',
        message: expect.stringContaining('only files below reports/'),
      })
    }
  })

  it('refuses limits beyond 200, and other parameters', async () => {
    for (const params of [{ limit: 0 }, { limit: 201 }, { limit: 1.5 }, { glob: '' }, { path: '/' }]) {
      await expect(search(params)).rejects.toMatchObject({ code: 'INVALID_PARAM' })
    }
  })

  it('lists nothing in a workspace without these folders, nor below links in their place', async () => {
    const empty = await testContext()
    try {
      expect((await reportsSearch.call({}, empty)).result).toEqual({ files: [], total: 0 })
      const elsewhere = temporaryFolder()
      mkdirSync(join(elsewhere, 'inner'))
      writeFileSync(join(elsewhere, 'inner', 'x.csv'), 'x')
      symlinkSync(elsewhere, join(empty.workspace, 'reports'))
      expect((await reportsSearch.call({}, empty)).result).toEqual({ files: [], total: 0 })
    } finally {
      await empty.close()
    }
  })

  it('gives up when nobody waits any more', async () => {
    const signal = AbortSignal.abort(new Error('gone'))
    await expect(reportsSearch.call({}, { ...context, signal })).rejects.toThrow('gone')
  })
})
