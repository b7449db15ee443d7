import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Parts } from '../../src/services/parts.ts'
import { openDatabase } from '../../src/store/database.ts'
import { findPolicySnapshot } from '../../src/store/policies.ts'
import {
  type AnswerBody,
  done,
  isUnbuilt,
  modelId,
  quick,
  type TestHost,
  testHost,
  writeFeatureCsv,
} from './testHost.ts'

let host: TestHost
let built: AnswerBody
let first: AnswerBody
let fits = 0

const countFits = ({ fits: pool }: Parts): Partial<Parts> => ({
  fits: {
    ...pool,
    run(columns, tasks, options) {
      fits += tasks.length
      return pool.run(columns, tasks, options)
    },
  },
})

beforeAll(async () => {
  host = await testHost({ change: countFits })
  built = await done(host.post('/build_matrix', { model_id: modelId }))
  first = await done(host.post('/backtest', quick))
})
afterAll(() => host.close())

async function leaderboardRow(id: string) {
  const { rows } = await done(host.get('/leaderboard?limit=200'))
  const row = rows.find((one) => one.id === id)
  if (!row) throw new Error(`${id} is not on the leaderboard`)
  return row
}

describe('a build', () => {
  it('is answered with the first one when it is asked for again', async () => {
    const again = await done(host.post('/build_matrix', { model_id: modelId }))
    expect(again).toMatchObject({ run_id: built.run_id, matrix_sha: built.matrix_sha, deduplicated: true })
  })

  it('is a new run with force, of the same matrix', async () => {
    const forced = await done(host.post('/build_matrix', { model_id: modelId, force: true }))
    expect(forced.run_id).not.toBe(built.run_id)
    expect(forced).toMatchObject({ matrix_sha: built.matrix_sha, matrix_cached: false, deduplicated: false })
  })

  it('takes an equal matrix from the store for another request', async () => {
    const tagged = await done(host.post('/build_matrix', { model_id: modelId, tag: 'again' }))
    expect(tagged).toMatchObject({ matrix_sha: built.matrix_sha, matrix_cached: true, deduplicated: false })
  })

  it('has another hash with another window, other features, label or band', async () => {
    const changes = [
      { start: '2010-01-04' },
      { features: ['rsi', 'ema'] },
      { label_kind: 'fwd_ret_1d' },
      { k_sigma: 0.5 },
    ]
    const shas = new Set([built.matrix_sha])
    for (const change of changes) {
      const { matrix_sha } = await done(
        host.post('/build_matrix', { model_id: modelId, tag: 'other', ...change }),
      )
      shas.add(matrix_sha)
    }
    expect(shas.size).toBe(changes.length + 1)
  })

  it('has bytes that are those of its hash', async () => {
    const { rows } = await done(host.get('/artifacts?kind=matrix&limit=1'))
    const answer = await host.send(new Request(`http://sigma.local/artifacts/${rows[0].sha256}`))
    const bytes = await answer.arrayBuffer()
    const hash = Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex')
    expect(hash).toBe(rows[0].sha256)
    expect(rows[0].uri).toMatch(/^file:\.sigma\/artifacts\//)
  })
})

describe('a training', () => {
  it('gives the same model bytes when it is done again', async () => {
    const one = await done(host.post('/train', { ...quick, matrix_sha: built.matrix_sha }))
    const two = await done(host.post('/train', { ...quick, matrix_sha: built.matrix_sha, force: true }))
    expect(two.run_id).not.toBe(one.run_id)
    expect(two.model_sha).toBe(one.model_sha)
    const other = await done(host.post('/train', { ...quick, matrix_sha: built.matrix_sha, seed: 7 }))
    expect(other.model_sha).not.toBe(one.model_sha)
  })

  it('carries the verdict on the model', async () => {
    const { gate } = await leaderboardRow(first.run_id)
    const { body } = await host.post('/train', { ...quick, matrix_sha: built.matrix_sha, tag: 'verdict' })
    expect(body).toMatchObject({ gate_state: gate.pass ? 'passed' : 'failed' })
  })

  it('makes a model whose scores are one row for each row, each a distribution', async () => {
    const { scores } = await done(host.post('/predict', { model_id: modelId, matrix_sha: built.matrix_sha }))
    const { matrix } = await done(host.get(`/matrix/${built.matrix_sha}`))
    expect(scores).toHaveLength(matrix.rows)
    for (const [, down, up] of scores) expect(Number(down) + Number(up)).toBeCloseTo(1)
  })
})

describe('a backtest', () => {
  it('stands on the leaderboard with its own figures', async () => {
    const detail = await done(host.get(`/backtests/${first.run_id}`))
    const row = await leaderboardRow(first.run_id)
    for (const body of [detail, row]) {
      expect(body.metrics).toEqual(first.metrics)
      expect(body.config).toEqual(first.config)
      expect(body.score).toBe(first.score)
    }
    expect(row.gate).toEqual(detail.gate)
    const { sharpe_interval: _, ...statistics } = Object(detail.statistics)
    expect(row.statistics).toEqual(statistics)
    expect(row).toMatchObject({ trades_total: first.metrics.trades, best_cum_ret: first.metrics.cum_return })
  })

  it('has figures that agree with each other', async () => {
    const { metrics, equity, folds } = first
    expect(equity).toHaveLength(Number(metrics.sessions))
    expect(equity.at(-1)?.equity).toBeCloseTo(1 + Number(metrics.cum_return), 10)
    expect(folds.reduce((sum, { bars }) => sum + Number(bars), 0)).toBe(metrics.bars)
    expect(Number(metrics.sharpe) / Math.sqrt(Number(metrics.periods_per_year))).toBeCloseTo(
      Number(metrics.sharpe_hourly),
      12,
    )
    expect(metrics.max_dd).toBeGreaterThanOrEqual(0)
  })

  it('keeps its returns as a file, and its policy by hash', async () => {
    expect(first.artifacts.map(({ kind }) => kind).sort()).toEqual(['csv', 'other'])
    const [file] = first.artifacts.filter(({ kind }) => kind === 'csv')
    expect(file).toMatchObject({ kind: 'csv', backtest_run_id: first.run_id })
    const { text } = await host.get(`/artifacts/${file.sha256}`)
    expect(text.trim().split('\n')).toHaveLength(Number(first.metrics.bars) + 1)
    const db = await openDatabase({ file: `${host.workspace}/.sigma/sigma.db` })
    const policy = await findPolicySnapshot(db, first.lineage.policy_sha ?? '')
    await db.destroy()
    expect(policy).toMatchObject({ execution: { slippage_bps: 1 } })
  })

  it('is answered with the first one when it is asked for again, in whatever spelling', async () => {
    const spellings = [
      quick,
      { ...quick, thresholds: [0.65, 0.6, 0.55] },
      { ...quick, config: { kind: 'thresholds', value: '0.55,0.60,0.65' } },
      { ...quick, risk_profile: 'BALANCED', pack_id: 'swingsigma', splits: 5 },
    ]
    const given = { matrix_sha: first.lineage.matrix_sha }
    for (const body of spellings) {
      const again = await done(host.post('/backtest', { ...body, ...given }))
      expect(again, JSON.stringify(body)).toMatchObject({ run_id: first.run_id, deduplicated: true })
    }
  })

  it('is one run when equal requests come together', async () => {
    const body = { ...quick, matrix_sha: first.lineage.matrix_sha, tag: 'together' }
    const answers = await Promise.all(Array.from({ length: 5 }, () => host.post('/backtests', body)))
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202, 202])
    expect(new Set(answers.map((answer) => answer.body.run_id)).size).toBe(1)
    expect(answers.filter((answer) => !answer.body.deduplicated)).toHaveLength(1)
    await host.events(`/backtests/${answers[0].body.run_id}/events`)
  })

  it('is a new run when any field that counts is another', async () => {
    const csv = writeFeatureCsv(host.workspace)
    const base = {
      csv,
      columns: { time: 'date', return: 'ret_fwd' },
      hyperparams: quick.hyperparams,
      splits: 2,
    }
    const unchanged = await host.post('/backtests', base)
    const changes: object[] = [
      { splits: 3 },
      { embargo: 0.01 },
      { rolling: true },
      { inner_folds: 4 },
      { calibration: 'sigmoid' },
      { seed: 8 },
      { hyperparams: { ...base.hyperparams, rounds: 21 } },
      { thresholds: [0.55, 0.6] },
      { top_pct: 0.1 },
      { slippage_bps: 3 },
      { commission_bps: 1 },
      { momentum_gate: true, momentum_column: 'signal' },
      { horizon: 2 },
      { columns: { ...base.columns, features: ['signal'] } },
      { size_by_conf: true },
      { long_only: true },
      { periods_per_year: 250 },
      { risk_profile: 'aggressive' },
      { risk_budget_overrides: { min_trades: 7 } },
      { tag: 'another' },
    ]
    const answers = await Promise.all(
      changes.map((change) => host.post('/backtests', { ...base, ...change })),
    )
    for (const [index, { status, text }] of answers.entries()) {
      expect(status, `${JSON.stringify(changes[index])} ${text}`).toBe(202)
    }
    const ids = [unchanged, ...answers].map(({ body }) => body.run_id)
    expect(new Set(ids).size).toBe(changes.length + 1)
    for (const id of ids) await host.events(`/backtests/${id}/events`)
  })

  it('gives byte-equal metrics when it is forced to run anew', async () => {
    const forced = await done(
      host.post('/backtest', { ...quick, matrix_sha: first.lineage.matrix_sha, force: true }),
    )
    expect(forced.run_id).not.toBe(first.run_id)
    expect(JSON.stringify(forced.metrics)).toBe(JSON.stringify(first.metrics))
    expect(forced.artifacts.map(({ sha256 }) => sha256)).toEqual(first.artifacts.map(({ sha256 }) => sha256))
  })

  it.skipIf(isUnbuilt)('gives byte-equal metrics and models in one thread and in two', async () => {
    const two = await testHost({ threads: 2 })
    await done(two.post('/build_matrix', { model_id: modelId }))
    const backtest = await done(two.post('/backtest', quick))
    const model = await done(two.post('/train', quick))
    await two.close()
    const here = await done(host.post('/train', { ...quick, matrix_sha: built.matrix_sha }))
    expect(backtest.lineage.matrix_sha).toBe(first.lineage.matrix_sha)
    expect(JSON.stringify(backtest.metrics)).toBe(JSON.stringify(first.metrics))
    expect(model.model_sha).toBe(here.model_sha)
  })
})

describe('the ledger of trials', () => {
  it('grows with new trials alone, and never makes an old run look better', async () => {
    const ledgers = await testHost()
    writeFeatureCsv(ledgers.workspace, 'one.csv', 400, 1)
    writeFeatureCsv(ledgers.workspace, 'renamed.csv', 400, 1)
    writeFeatureCsv(ledgers.workspace, 'two.csv', 400, 2)
    const { hyperparams } = quick
    const on = (csv: string, thresholds: number[], rest: object = {}) => {
      const columns = { time: 'date', return: 'ret_fwd' }
      return done(ledgers.post('/backtest', { csv, columns, hyperparams, thresholds, splits: 2, ...rest }))
    }
    const now = async (id: string) => (await done(ledgers.get(`/backtests/${id}`))).statistics

    const run = await on('one.csv', [0.5])
    expect(run.statistics).toMatchObject({ trials: 1, trials_at_run: 1 })
    const repeated = await on('one.csv', [0.5], { force: true, tag: 'again', risk_profile: 'aggressive' })
    expect(repeated.statistics.trials).toBe(1)

    let before = await now(run.run_id)
    for (const [index, threshold] of [0.51, 0.52, 0.53, 0.6].entries()) {
      await on('one.csv', [threshold])
      const after = await now(run.run_id)
      expect(after.trials).toBe(index + 2)
      expect(after.trials_at_run).toBe(1)
      expect(Number(after.dsr)).toBeLessThanOrEqual(Number(before.dsr))
      before = after
    }

    const renamed = await on('renamed.csv', [0.7])
    expect(renamed.statistics.trials, 'the same data under another name').toBe(6)
    const other = await on('two.csv', [0.5])
    expect(other.statistics.trials, 'other data').toBe(1)
    const { rows } = await done(ledgers.get('/leaderboard'))
    const row = rows.find(({ id }) => id === run.run_id)
    expect(row?.statistics).toMatchObject({ trials: 6, trials_at_run: 1 })
    await ledgers.close()
  })
})

describe('a sweep', () => {
  const thresholds = Array.from({ length: 30 }, (_, index) => [0.4 + index * 0.005])
  const shares = Array.from({ length: 30 }, (_, index) => 0.05 + index * 0.01)
  const request = {
    ...quick,
    sweep: { thresholds_variants: [...thresholds, thresholds[0]], top_pct_variants: shares },
  }

  it('fits once for sixty variants, each a run of its own with the figures of the whole', async () => {
    const body = { ...request, matrix_sha: first.lineage.matrix_sha }
    fits = 0
    await done(host.post('/backtest', { ...quick, matrix_sha: first.lineage.matrix_sha, tag: 'alone' }))
    const fitsOfOne = fits
    expect(fitsOfOne, 'five folds of one fit and five inner ones').toBe(30)
    fits = 0
    const started = await host.post('/sweeps/run', body)
    expect(started.status, started.text).toBe(202)
    expect(started.body.variants, 'the one that was given twice counts once').toBe(60)
    const id = started.body.sweep_id
    await host.events(`/sweeps/${id}/events`)
    expect(fits).toBe(fitsOfOne)

    const status = await done(host.get(`/sweeps/${id}/status`))
    expect(status).toMatchObject({ status: 'completed', progress: { completed: 60, total: 60 } })
    const { rows, total, statistics } = await done(host.get(`/sweeps/${id}/results?limit=200`))
    expect(total).toBe(60)
    expect(statistics.pbo).toBeGreaterThanOrEqual(0)
    for (const row of rows) {
      expect(row.statistics.pbo).toBe(statistics.pbo)
      expect(row.statistics.variants).toBe(60)
      expect((await host.get(`/backtests/${row.id}`)).body.metrics).toEqual(row.metrics)
    }
    expect(new Set(rows.map(({ config }) => `${config.kind} ${config.value}`)).size).toBe(60)

    const again = await done(host.post('/backtest_sweep', body))
    expect(again).toMatchObject({ sweep_id: id, deduplicated: true })
  })

  it('has rows equal to a backtest of the same variant', async () => {
    const { rows } = await done(host.get('/leaderboard?limit=200'))
    const variant = rows.find(({ sweep_id, config }) => sweep_id !== null && config.kind === 'top_pct')
    const alone = await done(
      host.post('/backtest', {
        ...quick,
        matrix_sha: first.lineage.matrix_sha,
        top_pct: variant?.config.value,
      }),
    )
    expect(alone.metrics).toEqual(variant?.metrics)
  })
})
