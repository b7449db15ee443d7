import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toolNamed } from '../../src/assistant/toolbox.ts'
import { tools } from '../../src/assistant/tools/index.ts'
import { insertBacktest } from '../../src/store/backtests.ts'
import { insertBuild } from '../../src/store/builds.ts'
import { insertSweepResults } from '../../src/store/sweepResults.ts'
import { insertSweep } from '../../src/store/sweeps.ts'
import { insertTraining } from '../../src/store/trainings.ts'
import { appendTrial } from '../../src/store/trials.ts'
import { at, work } from '../store/temporary.ts'
import { type TestContext, testContext } from './context.ts'

let context: TestContext

const other = { modelId: 'aapl_stock_hourly', packId: 'zerosigma' }
const failed = {
  pass: false,
  reasons: ['sharpe_below_min', 'min_trades'],
  details: [{ code: 'min_trades', limit: 'min_trades', observed: 7, required: 30 }],
}

/** Ten backtests: of two models, passed and failed, alone and in a sweep. */
beforeAll(async () => {
  context = await testContext()
  const { db } = context.parts
  await insertSweep(db, {
    ...work(100),
    ...{
      id: 'sweep-1',
      status: 'completed',
      progressDone: 3,
      progressTotal: 3,
      spec: {},
      matrixSha: 'm'.repeat(64),
    },
    statistics: { dsr: 0.4 },
    userId: 'local',
  })
  for (let step = 1; step <= 10; step++) {
    const isOther = step > 8
    await insertBacktest(db, {
      ...work(step),
      ...(isOther && other),
      status: 'completed',
      finishedAt: at(step + 1),
      tag: step % 2 === 0 ? "it's even" : null,
      sweepId: step <= 3 ? 'sweep-1' : null,
      config: { splits: 5, seed: step },
      metrics: { sharpe: step / 10, cum_return: -step / 100, trades: 10 * step, max_dd: 0.1, win_rate: 0.5 },
      gate: step <= 4 ? failed : { pass: true, reasons: [] },
      score: step,
      lineage: {
        risk_profile: step % 2 === 0 ? 'balanced' : 'conservative',
        matrix_sha: 'm'.repeat(64),
        risk_sha: 'r'.repeat(64),
      },
      trialSha: `t${step}`,
      ledgerKey: isOther ? 'ledger-2' : 'ledger-1',
    })
    await appendTrial(db, {
      ledgerKey: isOther ? 'ledger-2' : 'ledger-1',
      sha: `t${step}`,
      runId: work(step).id,
      sharpe: step / 100,
      sessions: Int32Array.of(1, 2),
      sessionReturns: Float64Array.of(0.01, -0.01),
      createdAt: at(step),
    })
  }
  // Of a backtest that is gone: its trial counts all the same.
  await appendTrial(db, {
    ...{ ledgerKey: 'ledger-2', sha: 'gone', runId: null, sharpe: null, createdAt: at(11) },
    ...{ sessions: Int32Array.of(1, 2), sessionReturns: Float64Array.of(0, 0) },
  })
  await insertSweepResults(
    db,
    'sweep-1',
    [1, 2, 3].map((position) => ({
      position,
      kind: 'thresholds' as const,
      status: position === 3 ? ('failed' as const) : ('completed' as const),
      trialSha: `t${position}`,
      params: {},
      runId: position === 3 ? null : work(position).id,
      createdAt: at(position),
    })),
  )
  await insertTraining(db, {
    ...work(200),
    status: 'failed',
    config: {},
    error: { code: 'INTERNAL', message: 'broke' },
  })
  await insertBuild(db, {
    ...work(300),
    askedAt: at(300),
    status: 'completed',
    config: {},
    matrixSha: 'm'.repeat(64),
  })
})
afterAll(() => context.close())

const call = async (name: string, params: Record<string, unknown>) =>
  JSON.parse(JSON.stringify(await toolNamed(name).call(params, context)))
const idOf = (step: number) => work(step).id

describe('db.leaderboard', () => {
  it('ranks what passed first, by score, as the leaderboard does, with the figures as they are stored', async () => {
    const { result, citations } = await call('db.leaderboard', { limit: 3 })
    expect(result.total).toBe(10)
    expect(result.rows.map(({ run_id }: { run_id: string }) => run_id)).toEqual([10, 9, 8].map(idOf))
    expect(result.rows[0]).toEqual({
      ...{
        rank: 1,
        run_id: idOf(10),
        pack_id: 'zerosigma',
        model_id: 'aapl_stock_hourly',
        risk_profile: 'balanced',
      },
      ...{
        tag: "it's even",
        sweep_id: null,
        finished_at: at(11),
        score: 10,
        sharpe: 1,
        cum_ret: -0.1,
        trades: 100,
      },
      ...{ gate_pass: true, gate_reasons: [], max_dd: 0.1, win_rate: 0.5 },
    })
    expect(citations[0].path).toBe('/leaderboard?order_by=score&limit=3')
    expect(citations[1].path).toBe(`/backtests/${idOf(10)}`)
  })

  it.each<[Record<string, unknown>, number[]]>([
    [{ model_id: 'aapl_stock_hourly' }, [10, 9]],
    [{ pack_id: 'zerosigma', risk_profile: 'conservative' }, [9]],
    [{ pass_gate: false }, [4, 3, 2, 1]],
    [{ pass_gate: true, order_by: 'cum_ret', limit: 2 }, [5, 6]],
    [{ order_by: 'sharpe', pass_gate: false, tag: "it's even" }, [4, 2]],
    [{ start: '2024-01-02' }, []],
    [{ end: '2023-12-31' }, []],
    [{ start: at(3), end: at(4) }, [4, 3]],
    [{ tag: "x' or 'x' = 'x" }, []],
  ])('chooses by %j', async (params, steps) => {
    const { result } = await call('db.leaderboard', params)
    expect(result.rows.map(({ run_id }: { run_id: string }) => run_id)).toEqual(steps.map(idOf))
  })
})

describe('db.runs', () => {
  it.each<[Record<string, unknown>, string[]]>([
    [{ kind: 'backtest', limit: 2 }, [idOf(10), idOf(9)]],
    [{ kind: 'backtest', model_id: 'spy_eq_swing_daily', tag: "it's even", limit: 2 }, [idOf(8), idOf(6)]],
    [{ kind: 'sweep' }, ['sweep-1']],
    [{ kind: 'train', status: 'failed' }, [idOf(200)]],
    [{ kind: 'train', status: 'completed' }, []],
    [{ kind: 'build', pack_id: 'swingsigma' }, [idOf(300)]],
  ])('lists the newest: %j', async (params, ids) => {
    const { result } = await call('db.runs', params)
    expect(result.rows.map(({ id }: { id: string }) => id)).toEqual(ids)
  })
})

describe('db.runs', () => {
  it.each<[Record<string, unknown>, number]>([
    [{ kind: 'backtest', limit: 2 }, 10],
    [{ kind: 'backtest', model_id: 'spy_eq_swing_daily', tag: "it's even", limit: 2 }, 4],
    [{ kind: 'build', limit: 1 }, 1],
    [{ kind: 'train', status: 'completed' }, 0],
    [{ kind: 'sweep', pack_id: 'swingsigma' }, 1],
  ])('says how many there are: %j', async (params, total) => {
    expect((await call('db.runs', params)).result.total).toBe(total)
  })
})

describe('db.run_detail', () => {
  it.each<[string, string, string]>([
    [idOf(1), 'backtest', `/backtests/${idOf(1)}`],
    ['sweep-1', 'sweep', '/sweeps/sweep-1'],
    [idOf(200), 'train', `/training_runs/${idOf(200)}`],
    [idOf(300), 'build', `/build_runs/${idOf(300)}`],
  ])('tells of %s, which is a %s', async (id, kind, path) => {
    const { result, citations } = await call('db.run_detail', { id })
    expect(result.run).toMatchObject({ id, kind })
    expect(citations).toEqual([{ path, title: expect.any(String) }])
  })

  it('says why a gate did not pass it, with its numbers', async () => {
    const { result } = await call('db.run_detail', { id: idOf(1) })
    expect(result.run.failures).toEqual([
      { reason: 'sharpe_below_min', sentence: 'sharpe below min' },
      {
        reason: 'min_trades',
        sentence: expect.stringContaining('It made 7 trades, at least 30 are required'),
        ...{ limit: 'min_trades', observed: 7, required: 30 },
      },
    ])
  })

  it('refuses an id that there is not', async () => {
    await expect(call('db.run_detail', { id: "1' or '1' = '1" })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('the other questions', () => {
  it('compare backtests by what differs', async () => {
    const { result } = await call('db.compare_runs', { ids: [idOf(2), idOf(9)] })
    expect(result.rows.map(({ id }: { id: string }) => id)).toEqual([idOf(2), idOf(9)])
    expect(result.differences).toContainEqual({ field: 'config.seed', values: [2, 9] })
    expect(result.differences).toContainEqual({
      field: 'model_id',
      values: ['spy_eq_swing_daily', 'aapl_stock_hourly'],
    })
    expect(JSON.stringify(result.differences)).not.toContain('config.splits')
    await expect(call('db.compare_runs', { ids: [idOf(2), 'no'] })).rejects.toThrow('there is no backtest no')
    await expect(call('db.compare_runs', { ids: [idOf(2), idOf(2)] })).rejects.toThrow('names one twice')
  })

  it('sum up a sweep', async () => {
    const { result } = await call('db.sweep_summary', { id: 'sweep-1' })
    expect(result.sweep).toMatchObject({ id: 'sweep-1', progress_done: 3, statistics: { dsr: 0.4 } })
    expect(result.variants).toEqual([
      { status: 'completed', variants: 2 },
      { status: 'failed', variants: 1 },
    ])
    expect(result.verdicts).toEqual([
      { gate_pass: false, runs: 3, best_score: 3, best_sharpe: 0.3, worst_sharpe: 0.1 },
    ])
    expect(result.reasons).toEqual([
      { reason: 'min_trades', runs: 3 },
      { reason: 'sharpe_below_min', runs: 3 },
    ])
    expect(result.best.map(({ run_id }: { run_id: string }) => run_id)).toEqual([3, 2, 1].map(idOf))
    await expect(call('db.sweep_summary', { id: idOf(1) })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('count the reasons of gates, and say those of a run', async () => {
    const all = (await call('db.gate_failures', {})).result
    expect([all.passed, all.failed]).toEqual([6, 4])
    expect(all.reasons).toEqual([
      { reason: 'min_trades', runs: 4 },
      { reason: 'sharpe_below_min', runs: 4 },
    ])
    const { result, citations } = await call('db.gate_failures', { run_id: idOf(3) })
    expect(result.rows).toHaveLength(1)
    expect(result.rows[0].failures[1].sentence).toContain('It made 7 trades')
    expect(citations.at(-1).path).toBe('docs/guide/getting-started.md#the-reasons-of-a-gate')
    await expect(call('db.gate_failures', { run_id: 'no' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(call('db.gate_failures', { sweep_id: 'no' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect((await call('db.gate_failures', { run_id: idOf(200) })).result.note).toBe(
      'no gate has judged it: it is a training, which is failed',
    )
    expect((await call('db.gate_failures', { model_id: 'none' })).result.note).toBe(
      'no gate has judged a backtest of these',
    )
    expect((await call('db.gate_failures', { risk_profile: 'balanced' })).result).toMatchObject({
      passed: 3,
      failed: 2,
    })
    expect((await call('db.gate_failures', { model_id: 'aapl_stock_hourly' })).result).toMatchObject({
      ...{ passed: 2, failed: 0, reasons: [], rows: [] },
    })
  })

  it('count the trials, and name the newest', async () => {
    const { result } = await call('db.trials', { model_id: 'aapl_stock_hourly' })
    expect(result.ledgers).toEqual([
      { ledger_key: 'ledger-2', pack_id: 'zerosigma', model_id: 'aapl_stock_hourly', trials: 3, runs: 2 },
    ])
    expect(result.rows.map(({ run_id }: { run_id: string }) => run_id)).toEqual([idOf(10), idOf(9)])
    expect((await call('db.trials', { sweep_id: 'sweep-1' })).result.rows).toHaveLength(3)
    await expect(call('db.trials', { sweep_id: 'no' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('follow a lineage', async () => {
    const { result } = await call('db.lineage', { id: idOf(1) })
    expect(result.self).toMatchObject({ kind: 'backtest', id: idOf(1) })
    expect(result.shas).toEqual({
      ...{ matrix_sha: 'm'.repeat(64), config_sha: null, policy_sha: null, risk_sha: 'r'.repeat(64) },
    })
    await expect(call('db.lineage', { id: 'no' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('a name with a character that no name has', () => {
  // SQLite's driver ends a text at it, and would find what has the beginning as its name.
  it.each([
    ['db.leaderboard', { model_id: 'aapl_stock_hourly\0x' }],
    ['db.lineage', { id: `${work(1).id}\0x` }],
    ['db.run_detail', { id: `${work(1).id}\0x` }],
    ['db.compare_runs', { ids: [work(1).id, `${work(2).id}\0x`] }],
  ])('is refused by %s', async (name, params) => {
    await expect(call(name, params)).rejects.toMatchObject({ code: 'INVALID_PARAM' })
  })
})

/** What somebody who wants more than an answer would send. */
const hostile: unknown[] = [
  ...[
    "' or '1'='1",
    "'; drop table backtest_runs; --",
    '" or ""="',
    '%',
    '_',
    '*',
    '\\',
    "\\'",
    '$1',
    ':id',
    '?1',
  ],
  ...[
    '/* */',
    '-- if given',
    '\0',
    'a\0b',
    '\u202e',
    '\ud800',
    'x'.repeat(100_000),
    '1; select 1',
    '1 union select 1',
  ],
  ...[
    '__proto__',
    'constructor',
    '$' + '{id}',
    '{{id}}',
    '../../etc/passwd',
    "char(39)||'x",
    "x' collate nocase --",
  ],
  ...[{}, [], [[]], { $gt: '' }, ['a', 'b'], null, true, 0, -1, 1e308, 51, Number.MAX_SAFE_INTEGER],
  ...[{ toString: 'x' }, { __proto__: { limit: 1 } }, [{ id: 1 }]],
]

describe('whoever tries to break in', () => {
  const asking = tools.filter(({ name }) => name.startsWith('db.'))
  const good: Record<string, Record<string, unknown>> = {
    'db.runs': { kind: 'backtest' },
    'db.run_detail': { id: idOf(1) },
    'db.compare_runs': { ids: [idOf(1), idOf(2)] },
    'db.sweep_summary': { id: 'sweep-1' },
    'db.lineage': { id: idOf(1) },
  }
  const everything = () =>
    Promise.all(
      (['backtest_runs', 'backtest_sweeps', 'training_runs', 'build_runs', 'trials'] as const).map((table) =>
        context.parts.db.selectFrom(table).selectAll().execute(),
      ),
    )

  it.each(asking.map(({ name }) => name))(
    'through a parameter of %s is refused, or finds nothing',
    async (name) => {
      const before = await everything()
      const tool = toolNamed(name)
      const fields = [...Object.keys(tool.params.shape), 'sql', 'no_such', '__proto__']
      const all = JSON.stringify((await call(name, good[name] ?? {})).result).length
      for (const field of fields) {
        for (const value of hostile) {
          const params = JSON.parse(JSON.stringify({ ...good[name], [field]: value }))
          try {
            const { result } = await call(name, params)
            // What is chosen by it is nothing; what it is no choice of is as before.
            expect(JSON.stringify(result).length, `${field} ${JSON.stringify(value)}`).toBeLessThanOrEqual(
              all + 200,
            )
            if (typeof value === 'string' && field in tool.params.shape) {
              expect(JSON.stringify(result), `${field} ${value.slice(0, 40)}`).not.toContain('run-00')
            }
          } catch (error) {
            expect(error, `${field} ${JSON.stringify(value).slice(0, 60)}`).toMatchObject({
              code: expect.stringMatching(/^(INVALID_PARAM|NOT_FOUND)$/),
            })
          }
        }
      }
      expect(await everything()).toEqual(before)
    },
  )
})
