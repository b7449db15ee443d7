import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Backfilled, backfillLineage } from '../../src/services/backfillLineage.ts'
import type { Parts } from '../../src/services/parts.ts'
import { findBacktest } from '../../src/store/backtests.ts'
import { findBuild } from '../../src/store/builds.ts'
import { fromJsonText } from '../../src/store/json.ts'
import { findTraining } from '../../src/store/trainings.ts'
import { done, quick, type TestHost, testHost } from '../server/testHost.ts'

let host: TestHost
let parts: Parts
const ids = { build: '', training: '', sweep: '' }
beforeAll(async () => {
  host = await testHost({
    change(all) {
      parts = all
      return {}
    },
  })
  const small = { model_id: quick.model_id, start: '2016-01-01' }
  ids.build = (await done(host.post('/build_matrix', small))).run_id
  ids.training = (await done(host.post('/train', { ...quick, ...small }))).run_id
  const sweep = { ...quick, ...small, splits: 2, sweep: { top_pct_variants: [0.1, 0.2] } }
  ids.sweep = (await done(host.post('/backtest_sweep', sweep))).sweep_id
})
afterAll(() => host.close())

const of = (all: readonly Backfilled[], kind: Backfilled['kind']) => all.find((one) => one.kind === kind)
const variants = async () =>
  (await parts.db.selectFrom('backtest_runs').select('id').where('sweep_id', '=', ids.sweep).execute()).map(
    ({ id }) => id,
  )

it('finds nothing to do where every run tells all', async () => {
  const all = await backfillLineage(parts, { dryRun: true })
  expect(all.map(({ runs, incomplete }) => ({ runs, incomplete }))).toEqual([
    { runs: 1, incomplete: 0 },
    { runs: 1, incomplete: 0 },
    { runs: 1, incomplete: 0 },
    { runs: 2, incomplete: 0 },
  ])
})

it('derives what columns, model files and sweeps tell, and marks the rest; a second time it changes nothing', async () => {
  const { db } = parts
  const before = {
    build: await findBuild(db, ids.build),
    training: await findTraining(db, ids.training),
    variants: await Promise.all((await variants()).map((id) => findBacktest(db, id))),
  }
  await sql`update build_runs set lineage = null`.execute(db)
  await sql`update training_runs set lineage = null, matrix_sha = null`.execute(db)
  await sql`update backtest_runs set lineage = null, risk_sha = null`.execute(db)

  const plan = await backfillLineage(parts, { dryRun: true })
  expect((await findBuild(db, ids.build))?.lineage).toBeNull()
  expect(of(plan, 'build')).toMatchObject({
    incomplete: 1,
    derived: { matrix_sha: 1, policy_sha: 1 },
    unknown: { pack_sha: 1, risk_sha: 1, engine_version: 1 },
  })
  expect(of(plan, 'training')).toMatchObject({ incomplete: 1, unknown: {} })

  // One run a batch, and stopped after the first two of them.
  const stopping = new AbortController()
  const stopped = backfillLineage(
    { ...parts, stopping: stopping.signal },
    {
      dryRun: false,
      batch: 1,
      onBatch: (kind) => kind === 'training' && stopping.abort(new Error('stopped')),
    },
  )
  await expect(stopped).rejects.toThrow('stopped')
  expect((await findBuild(db, ids.build))?.lineage).toMatchObject({ pack_sha: 'unknown' })
  expect(await backfillLineage(parts, { dryRun: false, batch: 1 })).toMatchObject([
    { kind: 'build', incomplete: 0 },
    { kind: 'training', incomplete: 0 },
    { kind: 'sweep', incomplete: 0 },
    { kind: 'backtest', incomplete: 2 },
  ])

  expect((await findBuild(db, ids.build))?.lineage).toMatchObject({
    matrix_sha: before.build?.lineage?.matrix_sha,
    policy_sha: before.build?.lineage?.policy_sha,
    engine_version: 'unknown',
  })
  expect(await findTraining(db, ids.training)).toEqual(before.training)
  // Of the sweep, and of its own columns.
  expect(await Promise.all((await variants()).map((id) => findBacktest(db, id)))).toEqual(before.variants)
  const again = await backfillLineage(parts, { dryRun: false })
  expect(again.map(({ incomplete }) => incomplete)).toEqual([0, 0, 0, 0])
})

it('marks the lineage of a training whose model file is damaged as unknown', async () => {
  const { db, workspace } = parts
  const training = await findTraining(db, ids.training)
  const uri = training?.modelOutUri
  if (typeof uri !== 'string') throw new Error('the training has no model')
  await sql`update training_runs set lineage = ${JSON.stringify({ engine_version: '0.1.0' })}`.execute(db)
  writeFileSync(join(workspace.root, uri.slice('file:'.length)), 'damaged')
  const [, trainings] = await backfillLineage(parts, { dryRun: false })
  expect(trainings.unknown).toMatchObject({ model_sha: 1, pack_sha: 1 })
  const { lineage } = await db.selectFrom('training_runs').select('lineage').executeTakeFirstOrThrow()
  expect(fromJsonText(lineage ?? '')).toMatchObject({ engine_version: '0.1.0', model_sha: 'unknown' })
})
