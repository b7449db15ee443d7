import { expect, it } from 'vitest'
import { insertArtifact } from '../../src/store/artifacts.ts'
import { findReferred, listReferredFiles, moveUri, type ReferredFile } from '../../src/store/artifactUris.ts'
import { insertBacktest, updateBacktest } from '../../src/store/backtests.ts'
import { insertMatrix } from '../../src/store/matrices.ts'
import { insertSweepResults } from '../../src/store/sweepResults.ts'
import { insertSweep } from '../../src/store/sweeps.ts'
import { insertTraining } from '../../src/store/trainings.ts'
import { at, temporaryDatabase, work } from './temporary.ts'

async function all(files: AsyncIterable<ReferredFile>): Promise<ReferredFile[]> {
  const found: ReferredFile[] = []
  for await (const file of files) found.push(file)
  return found
}

it('knows every column that holds the address of a file', async () => {
  const db = await temporaryDatabase()
  const tables = (await db.introspection.getTables()).filter(({ isView }) => !isView)
  const columns = tables.flatMap(({ name, columns }) => columns.map((column) => `${name}.${column.name}`))
  // Where a copy was written that the user asked for is no address of the store.
  const addresses = columns.filter((name) => name.endsWith('uri') && name !== 'build_runs.out_csv_uri')
  // On PostgreSQL there are several schemas with the same tables.
  expect([...new Set(addresses)].sort()).toEqual([
    'artifacts.uri',
    'backtest_runs.data_csv_uri',
    'backtest_runs.plots_uri',
    'matrices.bars_uri',
    'matrices.checkpoint_uri',
    'matrices.matrix_uri',
    'matrix_partitions.matrix_uri',
    'sweep_results.csv_uri',
    'training_runs.model_out_uri',
  ])

  const growth = { family: 'f', bars: 1, barsSha: 'b', checkpointUri: 'file:checkpoint' }
  await insertMatrix(db, {
    sha: 'm',
    meta: {},
    matrixUris: ['file:matrix', 'file:partition'],
    barsUri: 'file:bars',
    createdAt: at(0),
    growth,
  })
  const training = { ...work(1), config: {}, modelOutUri: 'file:model' }
  await insertTraining(db, training)
  const backtest = { ...work(2), config: {}, dataCsvUri: 'file:data', plotsUri: 'file:plots' }
  await insertBacktest(db, backtest)
  const sweep = { ...work(3), spec: {} }
  await insertSweep(db, sweep)
  await insertSweepResults(db, sweep.id, [
    {
      position: 0,
      kind: 'other',
      status: 'completed',
      trialSha: 't',
      params: {},
      runId: backtest.id,
      createdAt: at(3),
    },
  ])
  await db.updateTable('sweep_results').set({ csv_uri: 'file:csv' }).execute()
  const artifact = {
    id: 'a',
    kind: 'report',
    uri: 'file:report',
    sha256: 'r',
    size: 1,
    createdAt: at(4),
  } as const
  await insertArtifact(db, { ...artifact, backtestRunId: backtest.id })
  await insertArtifact(db, { ...artifact, id: 'b', uri: 'file:heat', sweepId: sweep.id })

  const files = await all(listReferredFiles(db))
  expect(Object.fromEntries(files.map(({ uri, runId }) => [uri, runId]))).toEqual({
    'file:report': backtest.id,
    'file:heat': sweep.id,
    'file:matrix': null,
    'file:partition': null,
    'file:bars': null,
    'file:checkpoint': null,
    'file:model': training.id,
    'file:data': backtest.id,
    'file:plots': backtest.id,
    'file:csv': backtest.id,
  })
  const uris = files.map(({ uri }) => uri)
  // The first file of the matrix is named twice: by its row, and among its files.
  expect(uris).toHaveLength(11)
  expect(await findReferred(db, [...uris, 'file:nobody'])).toEqual(new Set(uris))
  expect(await findReferred(db, [])).toEqual(new Set())

  await updateBacktest(db, backtest.id, { dataCsvUri: null })
  expect(await findReferred(db, ['file:data'])).toEqual(new Set())

  for (const uri of uris) await moveUri(db, uri, uri.replace('file:', 's3://'))
  const moved = (await all(listReferredFiles(db))).map(({ uri }) => uri)
  expect(moved.sort()).toEqual(
    uris
      .filter((uri) => uri !== 'file:data')
      .map((uri) => uri.replace('file:', 's3://'))
      .sort(),
  )
})

it('moves a file in the rows of all who share it, and no other', async () => {
  const db = await temporaryDatabase()
  for (const [id, uri] of ['file:shared', 'file:shared', 'file:other'].entries()) {
    await insertArtifact(db, { id: `${id}`, kind: 'csv', uri, sha256: uri, size: 1, createdAt: at(id) })
  }
  await moveUri(db, 'file:shared', 's3://shared')
  const rows = await db.selectFrom('artifacts').select('uri').orderBy('id').execute()
  expect(rows.map(({ uri }) => uri)).toEqual(['s3://shared', 's3://shared', 'file:other'])
})

it('lists more files than a page, each once however many runs share it', async () => {
  const db = await temporaryDatabase()
  await db.transaction().execute(async (trx) => {
    for (let index = 0; index < 1_203; index++) {
      const uri = `file:${String(index % 1_101).padStart(4, '0')}`
      await insertArtifact(trx, {
        id: `a-${index}`,
        kind: 'csv',
        uri,
        sha256: uri,
        size: 1,
        createdAt: at(index),
      })
      if (index < 501)
        await insertMatrix(trx, {
          sha: `m-${index}`,
          meta: {},
          matrixUris: [`file:m${index}`],
          barsUri: uri,
          createdAt: at(index),
          growth: null,
        })
    }
  })
  const uris = (await all(listReferredFiles(db))).map(({ uri }) => uri)
  expect(uris).toHaveLength(1_101 + 501)
  expect(new Set(uris).size).toBe(uris.length)
})
