import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openParts } from '../../src/host/openParts.ts'
import { keepReport } from '../../src/services/keepReport.ts'
import { done, modelId, quick, type TestHost, testHost, testSettings, writeFeatureCsv } from './testHost.ts'

let host: TestHost
beforeAll(async () => {
  host = await testHost()
  writeFeatureCsv(host.workspace)
  await done(host.post('/build_matrix', { model_id: modelId, start: '2010-01-04' }))
})
afterAll(() => host.close())

async function filesOf(runId: string) {
  const { rows } = (await host.get(`/artifacts?run_id=${runId}`)).body
  return rows.filter(({ kind }) => kind === 'plot' || kind === 'report')
}

async function bytesOf(sha: string): Promise<string> {
  const answer = await host.get(`/artifacts/${sha}`)
  expect(answer.status).toBe(200)
  return answer.text
}

describe('a report that is to be kept', () => {
  it('is stored as it was drawn, once, with the backtest that it is of', async () => {
    const run = await done(host.post('/backtest', { ...quick, seed: 3 }))
    const path = `/reports/${run.run_id}?format=html`
    await host.get(path)
    expect(await filesOf(run.run_id), 'reading one stores nothing').toEqual([])
    const { text } = await host.get(`${path}&keep=true`)
    await host.get(`${path}&keep=true`)
    const files = await filesOf(run.run_id)
    expect(files).toMatchObject([{ kind: 'report', backtest_run_id: run.run_id, sweep_id: null }])
    expect(files[0].uri).toMatch(/^file:.*\.html$/)
    expect(await bytesOf(files[0].sha256)).toBe(text)
    const { report, plots_uri } = (await host.get(`/backtests/${run.run_id}`)).body
    expect({ report, plots_uri }).toEqual({ report: files[0].uri, plots_uri: null })
  })

  it('is the newest one again when it says again what it once said', async () => {
    const run = await done(host.post('/backtest', { ...quick, seed: 8 }))
    const reported = async () => (await host.get(`/backtests/${run.run_id}`)).body.report
    const keep = () => host.get(`/reports/${run.run_id}?format=html&keep=true`)
    await keep()
    const first = await reported()
    // What is tried on the same data changes the verdict, and so the page.
    await done(host.post('/backtest', { ...quick, seed: 9 }))
    await keep()
    const second = await reported()
    expect(second).not.toBe(first)
    const { parts, close } = await openParts({
      workspace: host.workspace,
      settings: await testSettings(host.workspace),
      threads: 1,
    })
    const earlier = await parts.artifacts.get(first ?? '')
    await keepReport(parts, { kind: 'backtest', id: run.run_id }, 'html', earlier)
    await close()
    expect(await reported()).toBe(first)
    expect(await filesOf(run.run_id)).toHaveLength(2)
  })

  it('is a picture whose address the run tells', async () => {
    const run = await done(host.post('/backtest', { ...quick, seed: 4 }))
    const { text } = await host.get(`/reports/${run.run_id}?format=svg&keep=true`)
    const [file, ...others] = await filesOf(run.run_id)
    expect(others).toEqual([])
    expect(file.kind).toBe('plot')
    expect(await bytesOf(file.sha256)).toBe(text)
    expect((await host.get(`/backtests/${run.run_id}`)).body.plots_uri).toBe(file.uri)
  })

  it('belongs to its training, or to its sweep, and counts among what it made', async () => {
    const trained = await done(host.post('/train', quick))
    await host.get(`/reports/${trained.run_id}?format=html&keep=true`)
    expect(await filesOf(trained.run_id)).toMatchObject([{ kind: 'report', training_run_id: trained.run_id }])
    await host.get(`/training_runs/${trained.run_id}?plots=true`)
    expect(await filesOf(trained.run_id)).toHaveLength(1)
    const { plots } = (await host.get(`/training_runs/${trained.run_id}?plots=true&keep=true`)).body
    const pictures = (await filesOf(trained.run_id)).filter(({ kind }) => kind === 'plot')
    const stored = await Promise.all(pictures.map(({ sha256 }) => bytesOf(sha256)))
    expect(stored.sort()).toEqual(Object.values(plots).sort())
    expect(stored.length).toBeGreaterThan(0)
    const variants = { splits: 2, thresholds_variants: ['0.5', '0.55'] }
    const sweep = await done(host.post('/backtest_sweep', { ...quick, ...variants }))
    await host.get(`/reports/${sweep.sweep_id}?format=md&keep=true`)
    const files = await filesOf(sweep.sweep_id)
    expect(files).toMatchObject([{ kind: 'report', sweep_id: sweep.sweep_id, backtest_run_id: null }])
    const { made } = (await host.get(`/lineage/${sweep.sweep_id}`)).body
    expect(made.map(({ id }) => id)).toContain(files[0].uri)
    expect((await host.post('/artifacts/verify', {})).body).toMatchObject({ intact: true })
  })

  it('is no record, which is stored already', async () => {
    const run = await done(host.post('/backtest', quick))
    const answer = await host.get(`/reports/${run.run_id}?format=json&keep=true`)
    expect(answer.status).toBe(400)
    expect(answer.text).toContain('keep')
  })
})

describe('a backtest that asks for its report', () => {
  it('has its page and its picture stored when it answers', async () => {
    const run = await done(host.post('/backtest', { ...quick, seed: 5, report: true }))
    const files = await filesOf(run.run_id)
    expect(files.map(({ kind }) => kind).sort()).toEqual(['plot', 'report'])
    expect(run.report).toBe(files.find(({ kind }) => kind === 'report')?.uri)
    expect(run.plots_uri).toBe(files.find(({ kind }) => kind === 'plot')?.uri)
    const { text } = await host.get(`/reports/${run.run_id}`)
    expect(await bytesOf(files.find(({ kind }) => kind === 'report')?.sha256 ?? '')).toBe(text)
  })

  it('gets them soon after it is done where nobody waits for it, and when an equal one is done already', async () => {
    const { run_id } = (await host.post('/backtests', { ...quick, seed: 6 })).body
    const again = (await host.post('/backtests', { ...quick, seed: 6, report: true })).body
    expect(again).toMatchObject({ run_id, deduplicated: true })
    await expect.poll(async () => (await filesOf(run_id)).length, { timeout: 20_000 }).toBe(2)
  })

  it('stores none of a run that failed, and leaves one completed whose report cannot be stored', async () => {
    const bugs: string[] = []
    const refused = new Set<string>()
    const other = await testHost({
      change: ({ artifacts }) => ({
        artifacts: {
          ...artifacts,
          async put(bytes, options) {
            if (refused.has(options.extension))
              throw Object.assign(new Error('no space'), { syscall: 'write' })
            return artifacts.put(bytes, options)
          },
        },
        reportBug: (_error, where) => {
          bugs.push(where)
        },
      }),
    })
    try {
      await done(other.post('/build_matrix', { model_id: modelId, start: '2010-01-04' }))
      const statusOf = async (id: string) => (await other.get(`/backtests/${id}`)).body.status
      refused.add('csv')
      const failed = (await other.post('/backtests', { ...quick, report: true })).body.run_id
      await expect.poll(() => statusOf(failed), { timeout: 20_000 }).toBe('failed')
      refused.clear()
      refused.add('html')
      const unreported = (await other.post('/backtests', { ...quick, seed: 2, report: true })).body.run_id
      await expect.poll(() => bugs, { timeout: 20_000 }).toEqual([`the report of the backtest ${unreported}`])
      expect(await statusOf(unreported)).toBe('completed')
      const { rows } = (await other.get('/artifacts')).body
      const drawn = rows.filter(({ uri }) => /\.(svg|html)$/.test(uri))
      expect(drawn).toMatchObject([{ kind: 'plot', backtest_run_id: unreported }])
    } finally {
      await other.close()
    }
  })
})
