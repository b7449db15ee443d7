import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { modelId, quick, type TestHost, testHost } from './testHost.ts'

let host: TestHost
const scanner = 'universe_eq_swing_daily_scanner'

beforeAll(async () => {
  host = await testHost()
  const folder = join(host.workspace, 'live_data', scanner)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'signals.csv'), 'ticker,score_total\nA,0.9\nB,0.6\nC,0.3\n')
  writeFileSync(join(host.workspace, 'other.csv'), 'score_total\n0.1\n0.2\n')
})
afterAll(() => host.close())

async function calibrated(body: object) {
  const { status, text } = await host.post('/calibrate_thresholds', body)
  return { status, ...JSON.parse(text) }
}

describe('calibration of thresholds', () => {
  it('counts the last scan of a model, unless a file is named', async () => {
    const wanted = { model_id: scanner, grid: '0.2,0.5,0.8', top_n: 2 }
    expect(await calibrated(wanted)).toMatchObject({
      source_csv: `live_data/${scanner}/signals.csv`,
      counts: [
        { threshold: 0.2, count: 3 },
        { threshold: 0.5, count: 2 },
        { threshold: 0.8, count: 1 },
      ],
      recommended_threshold: 0.5,
      expected_count: 2,
      trials_added: 0,
    })
    expect(await calibrated({ ...wanted, csv: 'other.csv' })).toMatchObject({
      source_csv: 'other.csv',
      rows: 2,
    })
  })

  it('counts the rows of a matrix that lie before every test block, and adds no trial', async () => {
    const build = await host.post('/build_matrix', { model_id: modelId, start: '2012-01-03' })
    const matrix = JSON.parse((await host.get(`/matrix/${build.body.matrix_sha}`)).text).matrix
    const answer = await calibrated({ model_id: modelId, column: 'rsi_14', grid: [0], top_n: 10 })
    // Of six blocks of equal size the first is trained on; its last labels reach into the second.
    const block = Math.floor(matrix.rows / 6)
    expect(answer.rows).toBeLessThanOrEqual(matrix.rows - 5 * block)
    expect(answer.rows).toBeGreaterThan(block - 40)
    expect(answer.counts).toEqual([{ threshold: 0, count: answer.rows }])
    expect(answer.basis).toMatch(/^rows up to 20\d\d-\d\d-\d\d, which no test block of a backtest has$/)
  })

  it('counts a trained model by the out-of-fold scores that a backtest chooses its first threshold by', async () => {
    const thresholds = [0.5, 0.52, 0.55]
    await host.post('/build_matrix', { model_id: modelId, start: '2012-01-03' })
    const train = await host.post('/train', { ...quick, inner_folds: 2, calibration: 'none' })
    const backtest = await host.post('/backtest', {
      ...quick,
      inner_folds: 2,
      calibration: 'none',
      thresholds,
    })
    const { threshold_results } = JSON.parse(backtest.text).result
    const answer = await calibrated({ model_id: modelId, grid: thresholds, top_n: 1 })
    expect(answer, JSON.stringify(answer)).toMatchObject({ ok: true, column: 'score', trials_added: 0 })
    expect(answer.source_csv).toBe(train.body.model_out)
    expect(answer.basis).toMatch(
      /^out-of-fold scores of rows up to 20\d\d-\d\d-\d\d, which no test block of a backtest has$/,
    )
    const first = z.array(z.object({ fold: z.number(), thr: z.number(), trades: z.number() }))
    const ofBacktest = first.parse(threshold_results).filter(({ fold }) => fold === 0)
    expect(ofBacktest.map(({ thr }) => thr)).toEqual(thresholds)
    for (const [place, { trades }] of ofBacktest.entries()) {
      // The last signals before the test block are not filled before it.
      const unfilled = answer.counts[place].count - trades
      expect(unfilled).toBeGreaterThanOrEqual(0)
      expect(unfilled).toBeLessThan(10)
    }
    expect(answer.counts[0].count).toBeGreaterThan(answer.counts[2].count)
    const { statistics } = (await host.get(`/backtests/${backtest.body.run_id}`)).body
    expect(statistics.trials, 'the backtest alone is in the ledger').toBe(1)

    const rows = Array.from({ length: 120 }, (_, row) => `${row % 7},${((row % 5) - 2) / 100}`)
    writeFileSync(join(host.workspace, 'untimed.csv'), `a,ret_fwd\n${rows.join('\n')}\n`)
    await host.post('/train', { ...quick, inner_folds: 2, csv: 'untimed.csv', calibration: 'none' })
    expect((await calibrated({ model_id: modelId })).basis).toMatch(
      /of the first \d+ rows of untimed\.csv, which/,
    )

    await host.post('/train', { ...quick, objective: 'squared' })
    expect((await calibrated({ model_id: modelId })).error.message).toContain('predicts a number')
  })

  it.each([
    [{ model_id: scanner, column: 'score' }, 400, 'has no column "score"'],
    [{ model_id: scanner, grid: 'a,b' }, 400, 'expected numbers'],
    [{ model_id: scanner, csv: '../../etc/hostname' }, 400, 'csv'],
    [{ model_id: 'universe_eq_swing_daily_rel_strength_scanner' }, 422, 'neither a scan nor a matrix'],
    [{ model_id: 'nope' }, 404, 'nope'],
  ])('refuses %j', async (body, status, words) => {
    const answer = await calibrated(body)
    expect([answer.status, answer.error.message]).toEqual([status, expect.stringContaining(words)])
  })
})

describe('calibration of brackets', () => {
  it('answers as the existing backend does', async () => {
    const { status, text } = await host.post('/calibrate_brackets', { model_id: scanner })
    expect(status, text).toBe(200)
    expect(JSON.parse(text)).toMatchObject({
      desired_rr: 2,
      recommended: { atr_mult_stop: 0.8, atr_mult_target: 1.6, rr_implied: 2, time_stop_minutes: 120 },
      trials_added: 0,
    })
  })

  it('refuses multiples that are none', async () => {
    const { status, body } = await host.post('/calibrate_brackets', { model_id: scanner, k_stop_grid: '0,1' })
    expect([status, body.error.message]).toEqual([400, expect.stringContaining('expected multiples above 0')])
  })
})
