import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BacktestDetail } from '../../src/contract/types.ts'
import { Random } from '../../src/core/random.ts'
import { done, type TestHost, temporaryWorkspace, testHost } from '../server/testHost.ts'

let host: TestHost
beforeAll(async () => {
  host = await testHost({ workspace: temporaryWorkspace() })
})
afterAll(() => host.close())

function write(name: string, header: string, lines: string[]): string {
  writeFileSync(join(host.workspace, name), `${header}\n${lines.join('\n')}\n`)
  return name
}

const days = 260
const dayOf = (day: number) => new Date(Date.UTC(2018, 0, 1 + day)).toISOString().slice(0, 10)

/** Rows of tickers whose next return follows a feature in part: date, ticker, two features, open, close. */
function market(tickers: string[], seed: number): string[][] {
  return tickers.flatMap((ticker, place) => {
    const random = new Random(seed + place)
    let price = 50
    let signal = 0
    return Array.from({ length: days }, (_, day) => {
      const open = price
      price *= 1 + 0.006 * signal + 0.02 * (random.nextFraction() - 0.5)
      signal = random.nextFraction() - 0.5
      return [
        dayOf(day),
        ticker,
        signal.toFixed(5),
        random.nextFraction().toFixed(5),
        open.toFixed(4),
        price.toFixed(4),
      ]
    })
  })
}

const header = 'date,ticker,signal,noise,open,close'
const quick = { hyperparams: { rounds: 15, depth: 2 }, splits: 3, thresholds: [0.5, 0.55] }
const lines = (rows: string[][]) => rows.map((row) => row.join(','))

async function detail(runId: string): Promise<BacktestDetail> {
  return JSON.parse((await host.get(`/backtests/${runId}`)).text)
}

/** What a run came to, without what is of this run alone. */
function outcome({ metrics, folds }: Awaited<ReturnType<typeof done>>) {
  return { metrics, folds }
}

describe('backtests of a file of several tickers', () => {
  it('share the capital, and tell what each ticker added', async () => {
    const csv = write('three.csv', header, lines(market(['AA', 'BB', 'CC'], 1)))
    const { run_id, warnings } = await done(host.post('/backtest', { csv, ...quick }))
    expect(warnings).toContain(
      `3 tickers in ticker, ${days} decision times: they share the capital of one run`,
    )
    const run = await detail(run_id)
    expect(run.metrics?.sessions).toBe(3 * Math.floor(days / 4) - 1)
    const { by_ticker = [], by_year = [] } = run.breakdown ?? {}
    expect(by_ticker.map(({ group }) => group)).toEqual(['AA', 'BB', 'CC'])
    const sum = (groups: { sum_return: number }[]) =>
      groups.reduce((total, { sum_return }) => total + sum_return, 0)
    expect(sum(by_ticker)).toBeCloseTo(sum(by_year), 9)
    const trades = by_ticker.reduce((total, group) => total + group.trades, 0)
    expect(trades).toBe(run.metrics?.trades)
    expect(run.benchmark).toMatchObject({ kind: 'buy_and_hold' })
    expect(run.random_entries).toMatchObject({ draws: 500, trades })
  })

  it('come to the same in whatever order the rows stand', async () => {
    const rows = lines(market(['AA', 'BB', 'CC'], 1))
    const csv = write('again.csv', header, rows)
    const reversed = write('reversed.csv', header, [...rows].reverse())
    const [first, second] = [
      await done(host.post('/backtest', { csv, ...quick })),
      await done(host.post('/backtest', { csv: reversed, ...quick })),
    ]
    expect(outcome(second)).toEqual(outcome(first))
  })

  it('are those of one instrument when the column names one', async () => {
    const rows = market(['AA'], 4)
    const plain = write(
      'plain.csv',
      'date,signal,noise,open,close',
      rows.map(([date, _, ...rest]) => [date, ...rest].join(',')),
    )
    const named = write('named.csv', header, lines(rows))
    const alone = await done(host.post('/backtest', { csv: plain, ...quick }))
    for (const columns of [undefined, { ticker: 'ticker' }]) {
      const same = await done(host.post('/backtest', { csv: named, columns, ...quick, force: true }))
      expect(outcome(same)).toEqual(outcome(alone))
      expect((await detail(same.run_id)).breakdown?.by_ticker).toBeUndefined()
    }
  })

  it('keep the limits of exposure and the way of sharing in their config', async () => {
    const csv = write('limits.csv', header, lines(market(['AA', 'BB', 'CC'], 7)))
    const body = { csv, ...quick, thresholds: [0.5] }
    const whole = await done(host.post('/backtest', body))
    const usual = await done(host.post('/backtest', { ...body, allocation: 'equal', max_exposure: 1 }))
    expect(usual.run_id, 'defaults that are said are still the defaults').toBe(whole.run_id)
    const asked = { allocation: 'inverse_vol', max_exposure: 0.4 } as const
    const { run_id, config } = await done(host.post('/backtest', { ...body, ...asked }))
    expect(run_id).not.toBe(whole.run_id)
    expect(config).toMatchObject(asked)
    const half = await detail(run_id)
    expect(half.metrics?.turnover).toBeLessThan(0.5 * (whole.metrics?.turnover ?? 0))
    const again = await done(
      host.post('/backtest', { csv, splits: 3, hyperparams: quick.hyperparams, config }),
    )
    expect(again.run_id, 'a config asks for its run again').toBe(run_id)
    const { report } = JSON.parse((await host.get(`/reports/${run_id}?format=json`)).text)
    expect(JSON.stringify(report)).toContain('--allocation inverse_vol --max-exposure 0.4')
  })

  it('refuse to share the capital of one instrument', async () => {
    const csv = write('single.csv', header, lines(market(['AA'], 4)))
    const { status, text } = await host.post('/backtest', { csv, ...quick, max_exposure: 0.5 })
    expect(status).toBe(400)
    expect(text).toMatch(/max_exposure.*shares the capital among several tickers, and the data has one/)
  })

  it('pass an audit, and say that their features were not computed again', async () => {
    const csv = write('audited.csv', header, lines(market(['AA', 'BB'], 9)))
    const body = { csv, ...quick, allocation: 'inverse_vol', max_exposure: 0.7, audit: true }
    const { run_id } = await done(host.post('/backtest', body))
    const { audit } = await detail(run_id)
    expect(audit).toMatchObject({ folds: 3 })
    expect(audit?.decisions).toBeGreaterThan(10)
  })

  it('book forward returns where the file has no prices', async () => {
    const rows = market(['AA', 'BB'], 2).map(([date, ticker, signal, noise, , close], row, all) => {
      const next = all[row + 1]
      const known = next !== undefined && next[1] === ticker
      const earned = known ? (Number(next[5]) / Number(close) - 1).toFixed(6) : ''
      return [date, ticker, signal, noise, earned].join(',')
    })
    const csv = write('forward.csv', 'date,ticker,signal,noise,ret_fwd', rows)
    const { run_id } = await done(host.post('/backtest', { csv, ...quick }))
    const run = await detail(run_id)
    expect(run).toMatchObject({ return_basis: 'forward', benchmark: { kind: 'always_long' } })
    expect(run.breakdown?.by_ticker?.map(({ group }) => group)).toEqual(['AA', 'BB'])
    // Both of the last day have no return.
    expect(run.metrics?.bars).toBe(3 * Math.floor(days / 4) - 1)
  })

  it('test combinatorial folds, sweep, train and preview like other files', async () => {
    const csv = write('more.csv', header, lines(market(['AA', 'BB'], 5)))
    const { hyperparams } = quick
    const folded = await done(
      host.post('/backtest', { csv, hyperparams, cv: 'cpcv', cpcv_groups: 4, thresholds: [0.5] }),
    )
    expect(folded.paths).toHaveLength(3)
    const sweep = await host.post('/backtest_sweep', {
      csv,
      hyperparams,
      thresholds_variants: ['0.5', '0.55'],
      splits: 2,
    })
    expect(sweep.status, sweep.text.slice(0, 300)).toBe(200)
    const trained = await host.post('/train', { csv, hyperparams, calibration: 'sigmoid' })
    expect(trained.status, trained.text.slice(0, 300)).toBe(200)
    const preview = JSON.parse((await host.post('/matrix/preview', { csv })).text)
    expect(preview.qa.monotonic_time).toEqual({ ok: true, violations: 0 })
    expect(preview.rows).toBe(2 * days)
  })
})
