import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Parts } from '../../src/services/parts.ts'
import { done, modelId, quick, type TestHost, testHost, writeFeatureCsv } from './testHost.ts'

interface Node {
  kind: string
  id: string
  name: string | null
  detail: string | null
  status: string | null
  kept: boolean | null
}
interface Chain {
  self: Node
  made_of: Node[]
  made: Node[]
  made_total: number
}

let host: TestHost
let parts: Parts
const ids: Record<'build' | 'training' | 'backtest' | 'sweep' | 'matrix', string> = {
  build: '',
  training: '',
  backtest: '',
  sweep: '',
  matrix: '',
}

beforeAll(async () => {
  host = await testHost({
    change(given) {
      parts = given
      return {}
    },
  })
  const built = await done(host.post('/build_matrix', { model_id: modelId, start: '2012-01-01' }))
  ids.build = built.run_id
  ids.matrix = built.matrix_sha
  const on = { ...quick, matrix_sha: built.matrix_sha }
  ids.training = (await done(host.post('/train', on))).run_id
  ids.backtest = (await done(host.post('/backtest', { ...on, splits: 2 }))).run_id
  ids.sweep = (
    await done(host.post('/backtest_sweep', { ...on, splits: 2, top_pct_variants: [0.1, 0.2] }))
  ).sweep_id
}, 120_000)
afterAll(() => host.close())

async function chain(id: string): Promise<Chain> {
  const { status, text } = await host.get(`/lineage/${id}`)
  expect(status, text.slice(0, 500)).toBe(200)
  return JSON.parse(text)
}

const kinds = (nodes: Node[]): string[] => nodes.map(({ kind }) => kind)
const idOf = (nodes: Node[], kind: string): string | undefined => nodes.find((node) => node.kind === kind)?.id

describe('the lineage of a run', () => {
  it('goes from a backtest back to the data, by the hashes that the run itself tells', async () => {
    const { self, made_of: madeOf, made, made_total: total } = await chain(ids.backtest)
    expect(self).toMatchObject({ kind: 'backtest', id: ids.backtest, status: 'completed' })
    expect(kinds(madeOf)).toEqual([
      'source',
      'matrix',
      'build',
      'pack',
      'indicator_set',
      'model_config',
      'policy',
      'risk',
      'parameters',
      'engine',
      'ledger',
      'trial',
    ])
    const run = await done(host.get(`/backtests/${ids.backtest}`))
    const { lineage } = run
    expect(idOf(madeOf, 'matrix')).toBe(ids.matrix)
    expect(idOf(madeOf, 'build')).toBe(ids.build)
    expect(idOf(madeOf, 'pack')).toBe(lineage.pack_sha)
    expect(idOf(madeOf, 'model_config')).toBe(lineage.model_config_sha)
    expect(idOf(madeOf, 'indicator_set')).toBe(lineage.indicator_set_sha)
    expect(madeOf.find(({ kind }) => kind === 'policy')).toMatchObject({ id: lineage.policy_sha, kept: true })
    expect(madeOf.find(({ kind }) => kind === 'risk')).toMatchObject({
      id: lineage.risk_sha,
      name: lineage.risk_profile,
    })
    const [source, matrix] = madeOf
    expect(source).toMatchObject({ name: 'sample' })
    expect(matrix).toMatchObject({
      detail: expect.stringMatching(/^\d+ rows of \d+ features, 2012-\d\d-\d\d to \d{4}-/),
    })
    expect(made.map(({ id }) => id).sort()).toEqual(run.artifacts.map(({ uri }) => uri).sort())
    expect(total).toBe(made.length)
  })

  it('goes from a build, and from its matrix, to all that was made of them, without the variants of sweeps', async () => {
    const fromBuild = await chain(ids.build)
    const runs = [
      ['training', ids.training],
      ['sweep', ids.sweep],
      ['backtest', ids.backtest],
    ]
    const files = fromBuild.made.filter(({ kind }) => kind === 'file')
    expect(files.map(({ name }) => name).sort()).toEqual(['matrix', 'other', 'other'])
    expect(fromBuild.made.slice(files.length).map(({ kind, id }) => [kind, id])).toEqual(runs)
    expect(fromBuild.made_total).toBe(6)
    expect(kinds(fromBuild.made_of)).not.toContain('build')

    const fromMatrix = await chain(ids.matrix)
    expect(fromMatrix.self).toMatchObject({ kind: 'matrix', id: ids.matrix, kept: true })
    expect(fromMatrix.made.map(({ kind, id }) => [kind, id])).toEqual(runs)
    expect(kinds(fromMatrix.made_of)).toEqual(['source', 'build'])
  })

  it('goes from a sweep to its variants, and from each back to the sweep', async () => {
    const { made, made_total: total } = await chain(ids.sweep)
    expect(total).toBe(2)
    expect(kinds(made)).toEqual(['backtest', 'backtest'])
    expect(idOf((await chain(made[0].id)).made_of, 'sweep')).toBe(ids.sweep)
  })

  it('names the model that a training stored, and says when it is gone', async () => {
    const { made } = await chain(ids.training)
    expect(made).toMatchObject([{ kind: 'file', name: 'model', kept: true }])
    rmSync(join(host.workspace, made[0].id.replace('file:', '')))
    expect((await chain(ids.training)).made).toMatchObject([{ name: 'model', kept: false }])
  })

  it('names the file that a run without a model read, of which no rows are kept', async () => {
    const csv = writeFeatureCsv(host.workspace)
    const fit = { csv, hyperparams: quick.hyperparams }
    const { run_id } = await done(host.post('/train', fit))
    const { sweep_id } = await done(
      host.post('/backtest_sweep', { ...fit, splits: 2, top_pct_variants: [0.1, 0.2] }),
    )
    for (const id of [run_id, sweep_id]) {
      const { made_of: madeOf } = await chain(id)
      expect(kinds(madeOf)).toEqual(expect.arrayContaining(['source', 'matrix', 'pack', 'risk']))
      expect(kinds(madeOf)).not.toContain('policy')
      expect(madeOf[0]).toMatchObject({ kind: 'source', id: csv })
      expect(madeOf[1]).toMatchObject({ kind: 'matrix', kept: false })
    }
  })

  it('is not told of what is unknown', async () => {
    const { status, body } = await host.get('/lineage/nothing')
    expect(status).toBe(404)
    expect(body.error).toMatchObject({ code: 'NOT_FOUND', next: expect.stringContaining('sigma sweep list') })
  })
})

it('each run refers to the snapshot of the policy that its lineage names', async () => {
  for (const table of ['build_runs', 'training_runs', 'backtest_runs', 'backtest_sweeps'] as const) {
    const rows = await parts.db
      .selectFrom(table)
      .innerJoin('policy_snapshots', 'policy_snapshots.sha', 'policy_snapshot_sha')
      .select(['lineage', 'policy_snapshots.sha'])
      .where('pack_id', '=', 'swingsigma')
      .execute()
    expect(rows.length, table).toBeGreaterThan(0)
    for (const { lineage, sha } of rows) expect(JSON.parse(lineage ?? '{}').policy_sha).toBe(sha)
  }
})
