import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Parts } from '../../src/services/parts.ts'
import { done, quick, type TestHost, testHost, writeFeatureCsv } from '../server/testHost.ts'

let host: TestHost
let parts: Parts
beforeAll(async () => {
  host = await testHost({
    change(own) {
      parts = own
      return {}
    },
  })
})
afterAll(() => host.close())

const board = async (then: boolean) => {
  const { rows } = await done(host.get(`/leaderboard?limit=200&as_of_run=${then}`))
  return new Map(
    rows.map(({ id, gate, statistics, metrics, score }) => [id, { gate, statistics, metrics, score }]),
  )
}

it('the leaderboard shows each run as it was judged when it ended, however much was tried since', async () => {
  const csv = writeFeatureCsv(host.workspace)
  const body = { csv, hyperparams: quick.hyperparams, splits: 3 }
  const first = await done(host.post('/backtest', { ...body, thresholds: [0.5] }))
  const alone = await board(false)
  expect(await board(true)).toEqual(alone)
  expect(alone.get(first.run_id)?.statistics).toMatchObject({ trials: 1, trials_at_run: 1 })

  const sweep = { thresholds_variants: [[0.52], [0.55], [0.6]], top_pct_variants: [0.1, 0.4] }
  const swept = await done(host.post('/backtest_sweep', { ...body, sweep }))
  const [now, then] = [await board(false), await board(true)]
  expect(now.get(first.run_id)?.statistics).toMatchObject({ trials: 6, trials_at_run: 1 })
  expect(then.get(first.run_id)).toEqual(alone.get(first.run_id))
  expect(now.get(first.run_id)?.metrics).toEqual(alone.get(first.run_id)?.metrics)
  // What luck alone would reach rises with what was tried.
  expect(alone.get(first.run_id)?.statistics.sr_star).toBe(0)
  expect(now.get(first.run_id)?.statistics.sr_star).toBeGreaterThan(0)
  // A sweep is judged once, after its last variant: each row by all of them, with what the sweep says of the choice.
  for (const { id } of swept.rows) {
    expect(then.get(id)).toEqual(now.get(id))
    expect(then.get(id)?.statistics).toMatchObject({ trials: 6, trials_at_run: 6, pbo: expect.any(Number) })
  }

  await done(host.post('/backtest', { ...body, thresholds: [0.45] }))
  expect((await board(true)).get(first.run_id)).toEqual(alone.get(first.run_id))

  // Runs of before the first verdict was kept are judged again by the trials of then.
  const kept = await board(true)
  const lost = { statistics_at_run: null, gate_at_run: null, gate_pass_at_run: null }
  await parts.db.updateTable('backtest_runs').set(lost).execute()
  expect(await board(true)).toEqual(kept)
  const { rows: passing } = await done(host.get('/leaderboard?as_of_run=true&pass_gate=true'))
  expect(passing.map(({ id }) => id)).toEqual([...kept].filter(([, { gate }]) => gate.pass).map(([id]) => id))
})
