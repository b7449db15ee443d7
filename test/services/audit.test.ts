import { afterEach, describe, expect, it } from 'vitest'
import { writeDataset } from '../../src/data/matrixFile.ts'
import type { Parts } from '../../src/services/parts.ts'
import { readDatasetOf } from '../../src/services/storedMatrix.ts'
import { done, modelId, quick, type TestHost, testHost, writeFeatureCsv } from '../server/testHost.ts'

const hosts: TestHost[] = []
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close()
})

/** A host with a matrix, and the parts that it works with. */
async function opened() {
  let parts: Parts | undefined
  const host = await testHost({
    change(own) {
      parts = own
      return {}
    },
  })
  hosts.push(host)
  if (!parts) throw new Error('the host has no parts')
  const { matrix_sha } = await done(
    host.post('/build_matrix', { model_id: modelId, start: '2008-01-02', end: '2012-12-31' }),
  )
  return { host, parts, sha: matrix_sha }
}

const body = { ...quick, splits: 3, thresholds: [0.5] }

describe('a backtest with an audit', () => {
  it('makes its decisions again from the bars of its matrix, and says what was checked', async () => {
    const { host } = await opened()
    const plain = await done(host.post('/backtest', body))
    const audited = await done(host.post('/backtest', { ...body, audit: true }))
    expect(audited.run_id, 'a run without an audit is no answer').not.toBe(plain.run_id)
    expect(audited.metrics).toEqual(plain.metrics)
    const { audit } = await done(host.get(`/backtests/${audited.run_id}`))
    expect(audit).toMatchObject({ folds: 3 })
    expect(audit?.decisions).toBeGreaterThan(10)
    expect(audit?.checked).toMatch(/from bars that end with each of them: \d+ features/)
    expect(plain.audit).toBeUndefined()
  })

  it('fails, naming the decision, when a feature of the stored matrix reads the next bar', async () => {
    const { host, parts, sha } = await opened()
    const dataset = await readDatasetOf(parts, sha)
    const [first, ...others] = dataset.matrix.features
    const shifted = {
      name: first.name,
      values: first.values.map((value, row) => first.values[row + 1] ?? value),
    }
    const { matrix } = writeDataset({
      ...dataset,
      matrix: { ...dataset.matrix, features: [shifted, ...others] },
    })
    const { uri } = await parts.artifacts.put(matrix, { kind: 'matrix', extension: 'parquet' })
    await parts.db.updateTable('matrices').set({ matrix_uri: uri }).where('sha', '=', sha).execute()

    const answer = await host.post('/backtest', { ...body, audit: true })
    expect(answer.status).toBe(422)
    const { code, message } = answer.body.error
    expect(code).toBe('UNPROCESSABLE')
    expect(message).toMatch(
      /look-ahead audit failed: at the decision of \d{4}-\d\d-\d\dT\S+ \(row \d+, fold 1\)/,
    )
    expect(message).toContain(`feature ${first.name} `)
    const { rows } = await done(host.get('/backtests'))
    expect(rows).toMatchObject([{ status: 'failed', metrics: null }])
  })

  it('of a foreign file, says that its features could not be computed again', async () => {
    const { host } = await opened()
    const csv = writeFeatureCsv(host.workspace)
    const { run_id } = await done(
      host.post('/backtest', {
        csv,
        hyperparams: quick.hyperparams,
        splits: 3,
        thresholds: [0.5],
        audit: true,
      }),
    )
    const { audit } = await done(host.get(`/backtests/${run_id}`))
    expect(audit?.not_checked).toContain('A foreign file can not be computed again')
  })

  it('is refused before anything is fitted where the matrix is no longer what its model builds', async () => {
    const { host, parts, sha } = await opened()
    const { meta } = await parts.db
      .selectFrom('matrices')
      .select('meta')
      .where('sha', '=', sha)
      .executeTakeFirstOrThrow()
    const other = { ...JSON.parse(meta), request: { start: '2009-01-02', end: '2012-12-31' } }
    await parts.db
      .updateTable('matrices')
      .set({ meta: JSON.stringify(other) })
      .where('sha', '=', sha)
      .execute()
    const answer = await host.post('/backtest', { ...body, audit: true })
    expect(answer.status).toBe(422)
    expect(answer.body.error.message).toContain('can not be audited')
    expect((await done(host.get('/backtests'))).total).toBe(0)
  })
})
