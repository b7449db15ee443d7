import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BuildAnswer, BuildRunDetail, LeakageReport, MatrixPreview } from '../../src/contract/types.ts'
import { modelId, type TestHost, temporaryWorkspace, testHost, writeFeatureCsv } from './testHost.ts'

/** What a matrix is kept with. */
interface Kept {
  leakage: LeakageReport
  preview: MatrixPreview
}

let host: TestHost
beforeAll(async () => {
  // The built-in model, with all of its indicators.
  host = await testHost({ workspace: temporaryWorkspace() })
  writeFeatureCsv(host.workspace, 'features.csv', 2000)
})
afterAll(() => host.close())

async function answerOf<Answer>(method: string, path: string, body?: object): Promise<Answer> {
  const { status, text } = await host.call(method, path, body)
  expect(status, text.slice(0, 500)).toBe(200)
  return JSON.parse(text)
}

const preview = (body: object) => answerOf<MatrixPreview>('POST', '/matrix/preview', body)

/** The file with a column `leak` that is a function of the return to come. */
function withLeak(name: string, leak: (retFwd: number, row: number) => number): string {
  const [header, ...lines] = readFileSync(join(host.workspace, 'features.csv'), 'utf8').trim().split('\n')
  const leaked = lines.map((line, row) => `${line},${leak(Number(line.split(',')[3]), row)}`)
  writeFileSync(join(host.workspace, name), `${[`${header},leak`, ...leaked].join('\n')}\n`)
  return name
}

describe('POST /matrix/preview', () => {
  it('finds a target that was copied into a file, and one with noise', async () => {
    const clean = await preview({ csv: 'features.csv' })
    expect(clean.leakage_flags.map(({ column }) => column)).not.toContain('leak')
    const noise = (row: number) => Math.sin(row * row * 0.37 + row)
    for (const leak of [(r: number) => r, (r: number, row: number) => r + 0.008 * noise(row)]) {
      const { leakage } = await preview({ csv: withLeak('leaked.csv', leak) })
      expect(leakage?.verdict).toBe('red')
      expect(leakage?.findings).toContainEqual(
        expect.objectContaining({ column: 'leak', verdict: 'red', check: 'correlation', against: 'ret_fwd' }),
      )
    }
  })

  it('draws only when asked', async () => {
    expect(await preview({ csv: 'features.csv' })).not.toHaveProperty('plots')
    const { plots, correlation } = await preview({ csv: 'features.csv', plots: true })
    expect(Object.keys(plots ?? {})).toEqual(['correlation', 'missingness', 'drift'])
    expect(plots?.correlation).toContain('features.csv: ')
    expect(correlation?.columns).toEqual(['ret_fwd', 'signal', 'noise'])
  })
})

describe('a build', () => {
  it('keeps leakage and preview with its matrix', async () => {
    const built = await answerOf<BuildAnswer>('POST', '/build_matrix', {
      model_id: modelId,
      start: '2012-01-03',
    })
    expect(built).not.toHaveProperty('preview')
    const { matrix } = await answerOf<{ matrix: Kept }>('GET', `/matrix/${built.matrix_sha}`)
    expect(matrix.leakage).toMatchObject({ verdict: 'green', findings: [] })
    expect(matrix.leakage.checked).toContain('40 features were computed again')
    const looked = await preview({ model_id: modelId, start: '2012-01-03' })
    expect(matrix.preview).toEqual(looked)
  })

  it('answers its preview when asked, now and later', async () => {
    const request = { model_id: modelId, start: '2016-01-04', preview: true }
    const built = await answerOf<BuildAnswer>('POST', '/build_matrix', request)
    expect(built.preview?.features).toHaveLength(40)
    const detail = await answerOf<BuildRunDetail>('GET', `/build_runs/${built.run_id}`)
    expect(detail.preview).toEqual(built.preview)
  })

  it('draws nothing, and says what does', async () => {
    const { status, body } = await host.post('/matrix/build', { model_id: modelId, plots: true })
    expect(status).toBe(400)
    expect(body.error).toMatchObject({ details: { field_errors: [{ field: 'plots' }] } })
    expect(body.error.next).toContain('/matrix/preview')
  })
})
