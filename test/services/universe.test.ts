import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BacktestDetail } from '../../src/contract/types.ts'
import { done, type TestHost, temporaryWorkspace, testHost } from '../server/testHost.ts'

const workspace = temporaryWorkspace()
let host: TestHost
beforeAll(async () => {
  host = await testHost({ workspace })
})
afterAll(() => host.close())

/** A model of the swing pack in the workspace, with daily bars and two indicators. */
function writeModel(id: string, lines: string[], cadence = 'daily'): string {
  const folder = join(workspace, 'packs', 'swingsigma', 'model_configs')
  mkdirSync(folder, { recursive: true })
  const same = [
    'asset_type: eq',
    'horizon: swing',
    `cadence: ${cadence}`,
    'source: synthetic:seed=7,edge=0.3',
    'features: [{ name: ret }, { name: rsi, period: 7 }, { name: volatility, window: 10 }]',
    ...(lines.some((line) => line.startsWith('labels')) ? [] : ['labels: { kind: fwd_ret_1d }']),
    'train_window: { start: 2014-01-02, end: 2016-12-30 }',
  ]
  writeFileSync(join(folder, `${id}.yaml`), `${[...lines, ...same].join('\n')}\n`)
  return id
}

const quick = { hyperparams: { rounds: 15, depth: 2 }, splits: 3, thresholds: [0.5, 0.55] }
const universe = 'universe_eq_swing_daily_three'

async function detail(runId: string): Promise<BacktestDetail> {
  return JSON.parse((await host.get(`/backtests/${runId}`)).text)
}

async function matrixOf(sha: string) {
  return JSON.parse((await host.get(`/matrix/${sha}`)).text).matrix
}

describe('a model of several tickers', () => {
  beforeAll(() => {
    writeModel(universe, ['ticker: universe', 'tickers: [QQQ, AAPL, MSFT]'])
  })

  it('is built with a row for each ticker and time, and looks the same whatever the order of its tickers', async () => {
    const built = await done(host.post('/build_matrix', { model_id: universe, out_csv: 'three.csv' }))
    const matrix = await matrixOf(built.matrix_sha)
    expect(matrix).toMatchObject({ ticker: 'universe', tickers: ['AAPL', 'MSFT', 'QQQ'] })
    const [head, ...rows] = readFileSync(join(workspace, 'three.csv'), 'utf8').trim().split('\n')
    const column = head.split(',').indexOf('ticker')
    expect(rows.slice(0, 4).map((row) => row.split(',')[column])).toEqual(['AAPL', 'MSFT', 'QQQ', 'AAPL'])
    expect(matrix.rows).toBe(rows.length)
    expect(matrix.leakage.verdict).toBe('green')
    const other = writeModel('universe_eq_swing_daily_same', ['tickers: [MSFT, QQQ, AAPL]'])
    const again = await done(host.post('/build_matrix', { model_id: other }))
    expect(again).toMatchObject({ matrix_sha: built.matrix_sha, matrix_cached: true })
  })

  it('has the features of each ticker as that ticker has them alone', async () => {
    await done(host.post('/build_matrix', { model_id: universe, out_csv: 'all.csv' }))
    await done(
      host.post('/build_matrix', { model_id: universe, ticker: 'MSFT', out_csv: 'one.csv', tag: 'one' }),
    )
    const [all, one] = ['all.csv', 'one.csv'].map((name) =>
      readFileSync(join(workspace, name), 'utf8').trim().split('\n'),
    )
    expect(all.filter((row) => row.includes(',MSFT,'))).toEqual(one.slice(1))
  })

  it('is backtested as a portfolio, with an audit that makes its decisions again', async () => {
    await done(host.post('/build_matrix', { model_id: universe, tag: 'latest' }))
    const run = await done(host.post('/backtest', { model_id: universe, ...quick, audit: true }))
    const { breakdown, metrics, audit } = await detail(run.run_id)
    expect(breakdown?.by_ticker?.map(({ group }) => group)).toEqual(['AAPL', 'MSFT', 'QQQ'])
    const trades = breakdown?.by_ticker?.reduce((total, one) => total + one.trades, 0)
    expect(trades).toBe(metrics?.trades)
    expect(metrics?.trades).toBeGreaterThan(10)
    expect(audit?.checked).toMatch(/from bars that end with each of them: 3 features/)
  })

  it('costs what it trades: a file of the same matrix comes to the same', async () => {
    const built = await done(
      host.post('/build_matrix', { model_id: universe, out_csv: 'file.csv', tag: 'f' }),
    )
    const same = { ...quick, calibration: 'none', embargo: 0, slippage_bps: 1, commission_bps: 0, seed: 5 }
    const own = await done(host.post('/backtest', { model_id: universe, ...same, tag: 'own' }))
    const file = await done(
      host.post('/backtest', { csv: 'file.csv', ...same, periods_per_year: 252, tag: 'file' }),
    )
    expect(own.metrics.trades).toBeGreaterThan(10)
    expect(own.lineage.matrix_sha).toBe(built.matrix_sha)
    expect(file.metrics.sharpe).toBeCloseTo(own.metrics.sharpe ?? 0, 6)
  })

  it('is previewed, trained, swept and told on a leaderboard', async () => {
    const preview = JSON.parse((await host.post('/matrix/preview', { model_id: universe })).text)
    expect(preview.qa.monotonic_time).toEqual({ ok: true, violations: 0 })
    expect(preview.leakage.checked).toMatch(/of 3 of 3 tickers/)
    const trained = await done(host.post('/train', { model_id: universe, hyperparams: { rounds: 10 } }))
    expect(trained.model_sha).toMatch(/^[0-9a-f]{64}$/)
    const { matrix_sha } = trained.lineage
    const { scores } = await done(host.post('/predict', { model_id: universe, matrix_sha, limit: 3 }))
    expect(scores.map(([, ticker]) => ticker)).toEqual(['AAPL', 'MSFT', 'QQQ'])
    const body = { model_id: universe, matrix_sha, columns: { ticker: 'symbol' } }
    const refused = await host.post('/predict', body)
    expect(refused.body.error.message).toBe('columns.ticker: a matrix knows the tickers of its rows')
    const sweep = await done(
      host.post('/backtest_sweep', {
        model_id: universe,
        ...quick,
        thresholds: undefined,
        threshold_variants: [[0.5], [0.55]],
      }),
    )
    expect(sweep.rows).toHaveLength(2)
    const board = await done(host.get(`/leaderboard?model_id=${universe}`))
    expect(board.total).toBeGreaterThan(0)
  })

  it('counts its trials in a ledger of its own tickers', async () => {
    const ledger = async (tickers: string[]) => {
      await done(host.post('/build_matrix', { model_id: universe, tickers, tag: tickers.join() }))
      const run = await done(host.post('/backtest', { model_id: universe, ...quick, tag: tickers.join() }))
      return run.statistics.trials
    }
    expect(await ledger(['IBM', 'KO'])).toBe(1)
    expect(await ledger(['KO', 'IBM'])).toBe(1)
    expect(await ledger(['IBM', 'PEP'])).toBe(1)
  })
})

describe('overnight labels over several tickers', () => {
  it('are traded from close to open, by day and by the hour, with an audit', async () => {
    const overnight = ['tickers: [QQQ, AAPL, MSFT]', 'labels: { kind: close_to_open }']
    for (const cadence of ['daily', 'hourly']) {
      const id = `universe_eq_swing_${cadence}_night`
      writeModel(id, overnight, cadence)
      await done(host.post('/build_matrix', { model_id: id }))
      const run = await done(host.post('/backtest', { model_id: id, ...quick, audit: true }))
      const { breakdown, metrics } = await detail(run.run_id)
      expect(breakdown?.by_ticker).toHaveLength(3)
      expect(metrics?.trades, cadence).toBeGreaterThan(10)
      // The label is the night itself: what was earned is what was foreseen.
      expect(metrics?.label_minus_earned).toBeCloseTo(0, 12)
    }
  })
})

describe('bad universes', () => {
  const fault = async (id: string, body: object = {}) => {
    const { status, body: answer } = await host.post('/build_matrix', { model_id: id, ...body })
    return { status, message: answer.error?.message, next: answer.error?.next }
  }

  it('are refused with what to do', async () => {
    const none = writeModel('universe_eq_swing_daily_none', ['ticker: universe'])
    expect(await fault(none)).toMatchObject({ status: 400, next: expect.stringContaining('--tickers') })
    const both = writeModel('spy_eq_swing_daily_both', ['ticker: SPY', 'tickers: [QQQ, AAPL]'])
    expect((await fault(both)).message).toMatch(/stands beside one ticker/)
    const twice = writeModel('universe_eq_swing_daily_twice', ['tickers: [SPY, spy]'])
    expect((await fault(twice)).message).toMatch(/each symbol once/)
    const single = writeModel('universe_eq_swing_daily_single', ['tickers: [SPY]'])
    expect((await fault(single)).message).toMatch(/at least two symbols/)
    expect((await fault(universe, { ticker: 'SPY', tickers: ['QQQ'] })).status).toBe(400)
    expect(await fault(universe, { source: 'csv:three.csv' })).toMatchObject({
      message: expect.stringContaining('holds one instrument'),
      next: expect.stringContaining('{ticker}'),
    })
    expect((await fault('spy_opt_0dte_hourly', { tickers: ['SPY', 'QQQ'] })).message).toMatch(
      /one underlying/,
    )
  })

  it('a file for each ticker is read by the name of the ticker, and a missing one fails the whole', async () => {
    mkdirSync(join(workspace, 'bars'))
    const bars = (seed: number) =>
      Array.from({ length: 90 }, (_, day) => {
        const date = new Date(Date.UTC(2018, 0, 1 + day)).toISOString().slice(0, 10)
        const price = 50 + seed + Math.sin(day * seed)
        return [date, price, price + 1, price - 1, price + 0.5, 1000].join(',')
      })
    for (const [place, ticker] of ['AA', 'BB'].entries()) {
      writeFileSync(
        join(workspace, 'bars', `${ticker}.csv`),
        ['date,open,high,low,close,volume', ...bars(place + 1), ''].join('\n'),
      )
    }
    const window = { start: '2018-01-01', end: '2018-03-30' }
    const body = { source: 'csv:bars/{ticker}.csv', tickers: ['AA', 'BB'], ...window }
    const built = await done(host.post('/build_matrix', { model_id: universe, ...body, tag: 'files' }))
    expect((await matrixOf(built.matrix_sha)).tickers).toEqual(['AA', 'BB'])
    const missing = await fault(universe, { ...body, tickers: ['AA', 'CC'] })
    expect(missing.message).toContain('bars/CC.csv')
  })
})
