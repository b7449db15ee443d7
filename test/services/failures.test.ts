import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { SigmaError } from '../../src/core/errors.ts'
import type { Parts } from '../../src/services/parts.ts'
import { done, modelId, quick, type TestHost, testHost, writeFeatureCsv } from '../server/testHost.ts'

let host: TestHost | undefined
afterEach(async () => {
  vi.restoreAllMocks()
  await host?.close()
  host = undefined
})

const foreign = {
  csv: 'features.csv',
  columns: { time: 'date', return: 'ret_fwd' },
  hyperparams: quick.hyperparams,
}

/** A host whose files can't be stored, and what it reported as bugs. */
async function hostThatFails(error: Error): Promise<{ failing: TestHost; reported: [unknown, string][] }> {
  const reported: [unknown, string][] = []
  host = await testHost({
    change: ({ artifacts }: Parts) => ({
      artifacts: { ...artifacts, put: () => Promise.reject(error) },
      reportBug: (bug, where) => reported.push([bug, where]),
    }),
  })
  writeFeatureCsv(host.workspace)
  return { failing: host, reported }
}

describe('a result that cannot be saved', () => {
  const work: [string, string, object, string][] = [
    ['a build', '/build_matrix', { model_id: modelId, start: '2018-01-02' }, '/build_runs'],
    ['a training', '/train', foreign, '/training_runs'],
    ['a backtest', '/backtest', foreign, '/backtests'],
  ]

  it.each(work)('fails %s with the error, on its row and in its answer', async (_, path, body, list) => {
    const full = Object.assign(new Error('ENOSPC: no space left on device'), {
      syscall: 'write',
      code: 'ENOSPC',
    })
    const { failing, reported } = await hostThatFails(full)
    const answer = await failing.post(path, body)
    expect(answer.status, answer.text).toBe(503)
    expect(answer.body.error.message).toContain('no space left')
    const { rows } = await done(failing.get(list))
    expect(rows).toMatchObject([{ status: 'failed', error: { code: 'UNAVAILABLE' } }])
    expect((await done(failing.get('/artifacts'))).total, 'a row stands for a file that is there').toBe(0)
    expect((await done(failing.get('/leaderboard'))).total).toBe(0)
    expect(reported, "the disk is the user's to mend").toEqual([])
    const again = await failing.post(path, body)
    expect(again.body.error.message, 'a failed run is no answer to an equal request').toContain(
      'no space left',
    )
  })

  it('is reported with its stack when it is a bug, and told without its inner text', async () => {
    const bug = new Error('secret inner text')
    const { failing, reported } = await hostThatFails(bug)
    const answer = await failing.post('/train', foreign)
    expect(answer.status).toBe(500)
    expect(answer.text).not.toContain('secret')
    const { rows } = await done(failing.get('/training_runs'))
    expect(rows).toMatchObject([{ status: 'failed', error: { code: 'INTERNAL' } }])
    expect(reported).toEqual([[bug, `run ${rows[0].id}`]])
  })

  it('leaves the variants of a sweep that were done as they are', async () => {
    const { failing } = await hostThatFails(new SigmaError('UNAVAILABLE', 'the store is gone'))
    const sweep = await failing.post('/backtest_sweep', { ...foreign, top_pct_variants: [0.1, 0.2] })
    expect(sweep.status, 'a sweep stores no files').toBe(200)
    expect(sweep.body.total).toBe(2)
  })
})

describe('a bug', () => {
  it('reaches standard error with its stack, in a run and in a request', async () => {
    const lines: string[] = []
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      lines.push(String(text))
      return true
    })
    host = await testHost({
      change: ({ fits, sample }) => ({
        fits: { ...fits, run: () => Promise.reject(new TypeError('a part of the fit broke')) },
        sample: { ...sample, load: () => Promise.reject(new TypeError('a part of the source broke')) },
      }),
    })
    writeFeatureCsv(host.workspace)
    const run = await host.post('/backtest', foreign)
    expect(run.status).toBe(500)
    const request = await host.post('/matrix/build', { model_id: modelId })
    expect(request.status).toBe(500)
    expect(request.body.error.message).toContain(request.body.request_id)
    const log = lines.join('')
    expect(log).toMatch(/run [0-9a-f-]{36}: TypeError: a part of the fit broke\n\s+at /)
    expect(log).toMatch(/POST \/matrix\/build: TypeError: a part of the source broke\n\s+at /)
    expect(log.match(/broke/g), 'each once').toHaveLength(2)
  })
})

describe('the folder of artifacts', () => {
  it('in whose place a file stands fails the run, and says so', async () => {
    host = await testHost()
    rmSync(join(host.workspace, '.sigma', 'artifacts'), { recursive: true, force: true })
    writeFileSync(join(host.workspace, '.sigma', 'artifacts'), 'in the way')
    const answer = await host.post('/build_matrix', { model_id: modelId, start: '2018-01-02' })
    expect(answer.status, answer.text).toBe(503)
    expect((await done(host.get('/build_runs'))).rows).toMatchObject([{ status: 'failed' }])
  })

  it('that leads out of the workspace is not followed', async () => {
    host = await testHost()
    const elsewhere = join(host.workspace, '..', `${host.workspace.split('/').at(-1)}-elsewhere`)
    mkdirSync(elsewhere)
    symlinkSync(elsewhere, join(host.workspace, '.sigma', 'artifacts'))
    const answer = await host.post('/build_matrix', { model_id: modelId, start: '2018-01-02' })
    const written = readdirSync(elsewhere)
    rmSync(elsewhere, { recursive: true })
    expect(answer.status, answer.text).toBe(400)
    expect(answer.body.error.message).toContain('outside the workspace')
    expect(written).toEqual([])
  })

  it('whose files were changed or removed is noticed by who reads them', async () => {
    host = await testHost()
    const built = await done(host.post('/build_matrix', { model_id: modelId, start: '2018-01-02' }))
    const { rows } = await done(host.get('/artifacts?kind=matrix'))
    const file = join(host.workspace, rows[0].uri.replace('file:', ''))
    rmSync(file, { force: true })
    const missing = await host.post('/train', { ...quick, matrix_sha: built.matrix_sha })
    expect(missing.status).toBe(404)
    writeFileSync(file, 'something else')
    const changed = await host.post('/train', { ...quick, matrix_sha: built.matrix_sha })
    expect(changed.status).toBe(503)
    expect(changed.body.error.next).toContain('--force')
    await done(host.post('/build_matrix', { model_id: modelId, start: '2018-01-02', force: true }))
    expect((await host.post('/train', { ...quick, matrix_sha: built.matrix_sha })).status, 'mended').toBe(200)
  })
})
