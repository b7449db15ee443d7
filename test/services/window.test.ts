import { afterAll, beforeAll, expect, it } from 'vitest'
import { done, modelId, quick, type TestHost, testHost } from '../server/testHost.ts'

let host: TestHost
beforeAll(async () => {
  host = await testHost()
})
afterAll(() => host.close())

it('a backtest takes the matrix of the window that it names, and leaves the matrix of the model as it was', async () => {
  const whole = await done(host.post('/build_matrix', { model_id: modelId }))
  const run = await done(host.post('/backtest', { ...quick, start: '2004-01-02', end: '2010-12-31' }))
  expect(run.lineage.matrix_sha).not.toBe(whole.matrix_sha)
  const matrix = await host.get(`/matrix/${run.lineage.matrix_sha}`)
  expect(matrix.text).toContain('"end":"2010-12-31"')
  const plain = await done(host.post('/backtest', { ...quick, tag: 'without a window' }))
  expect(plain.lineage.matrix_sha).toBe(whole.matrix_sha)
})

it('the matrix that was asked for last is the one that a run takes, though it was built before another', async () => {
  const whole = await done(host.post('/build_matrix', { model_id: modelId }))
  const short = await done(
    host.post('/build_matrix', { model_id: modelId, start: '2004-01-02', end: '2010-12-31' }),
  )
  expect(short).toMatchObject({ matrix_cached: true })
  const onShort = await done(host.post('/backtest', { ...quick, tag: 'on short' }))
  expect(onShort.lineage).toMatchObject({ matrix_sha: short.matrix_sha })
  await done(host.post('/build_matrix', { model_id: modelId }))
  const onWhole = await done(host.post('/backtest', { ...quick, tag: 'on whole' }))
  expect(onWhole.lineage).toMatchObject({ matrix_sha: whole.matrix_sha })
})

it('what can not be done on the data leaves no failed run behind', async () => {
  const refused = await host.post('/backtests', { ...quick, momentum_gate: true, momentum_column: 'rsi_15' })
  expect(refused).toMatchObject({
    status: 400,
    body: { error: { message: expect.stringContaining('rsi_14') } },
  })
  const { rows } = await done(host.get('/backtests'))
  expect(rows.filter(({ status }) => status !== 'completed')).toEqual([])
})
