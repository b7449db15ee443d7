import type { Kysely } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type {
  LiveMetrics,
  ModelPerformance,
  SignalPerformance,
  Signal as WireSignal,
} from '../../src/contract/types.ts'
import type { Database } from '../../src/store/schema.ts'
import { insertSignals, type Signal } from '../../src/store/signals.ts'
import { done, modelId, quick, type TestHost, testHost } from './testHost.ts'

let host: TestHost
let db: Kysely<Database>
const clock = '2024-05-31T21:00:00Z'

beforeAll(async () => {
  host = await testHost({
    change(parts) {
      db = parts.db
      return { now: () => new Date(clock) }
    },
  })
  const days = ['2024-05-01', '2024-05-02', '2024-05-03', '2024-05-06']
  await raise(
    modelId,
    'balanced',
    days.map((date, place) => ({ date, pnl: 0.01 * (place - 1) })),
  )
  await raise(
    'steady',
    'balanced',
    days.map((date, place) => ({ date, pnl: 0.01 + 0.001 * place })),
  )
  await raise('steady', 'aggressive', [{ date: '2024-05-07', pnl: 0.5 }])
  await raise('waiting', 'balanced', [{ date: '2024-05-08' }])
})
afterAll(() => host.close())

/** Signals of a model, those with a profit as they were filled. */
async function raise(model: string, profile: string, made: { date: string; pnl?: number }[]): Promise<void> {
  const signals = made.map(
    ({ date }): Signal => ({
      id: `${model}-${date}`,
      date,
      ts: `${date}T20:00:00.000Z`,
      packId: 'swingsigma',
      modelId: model,
      ticker: 'SPX',
      side: 'long',
      entryMode: 'next_open',
      entryRefPx: 100,
      stopPx: 98,
      targetPx: 104,
      timeStopMinutes: null,
      rewardRisk: 2,
      score: 0.6,
      threshold: 0.55,
      weight: 1,
      scores: null,
      rank: null,
      riskProfile: profile,
      policyVersion: 1,
      lineage: {
        packSha: 'aaaaaaaa',
        indicatorSetSha: null,
        modelConfigSha: null,
        policySha: null,
        riskSha: null,
      },
      trainingRunId: null,
      matrixSha: null,
      tag: null,
      createdAt: clock,
    }),
  )
  await insertSignals(db, signals)
  for (const { date, pnl } of made) {
    if (pnl === undefined) continue
    const filled = { status: 'filled' as const, pnl, fill_px: 100.1, slippage: 0.1 }
    await db.updateTable('signals_log').set(filled).where('signal_id', '=', `${model}-${date}`).execute()
  }
}

const list = async (query: string): Promise<WireSignal[]> =>
  JSON.parse((await host.get(`/signals?${query}`)).text).rows

async function leaderboard(query: string): Promise<SignalPerformance[]> {
  return JSON.parse((await host.get(`/signals/leaderboard?${query}`)).text).rows
}

describe('signals over HTTP', () => {
  it('are listed with what became of them, newest day first', async () => {
    const rows = await list('limit=3')
    expect(rows.map(({ date, model_id, status, pnl }) => [date, model_id, status, pnl])).toEqual([
      ['2024-05-08', 'waiting', 'pending', null],
      ['2024-05-07', 'steady', 'filled', 0.5],
      ['2024-05-06', modelId, 'filled', 0.02],
    ])
    expect(rows[1]).toMatchObject({
      fill_px: 100.1,
      slippage: 0.1,
      rr: 2,
      rr_result: null,
      risk_profile: 'aggressive',
      lineage: { pack_sha: 'aaaaaaaa' },
    })
  })

  it.each([
    ['status=pending', 1],
    [`model_id=${modelId}`, 4],
    ['risk_profile=Aggressive', 1],
    ['date=2024-05-02', 2],
    ['start=2024-05-03&end=2024-05-06', 4],
    ['tickers=spx,qqq', 10],
    ['tickers=QQQ', 0],
    ['pack_id=longsigma', 0],
  ])('are found by %s', async (query, total) => {
    expect((await list(query)).length).toBe(total)
  })

  it.each([
    ['status=done', 'status'],
    ['start=yesterday', 'start'],
    ['end=2024-02-30', 'end'],
  ])('refuse %s', async (query, field) => {
    const { status, body } = await host.get(`/signals?${query}`)
    expect([status, body.error.details.field_errors[0].field]).toEqual([400, field])
  })
})

describe('the leaderboard of signals', () => {
  it('holds every model to the same period, by Sharpe ratio and then return, what has none last', async () => {
    const rows = await leaderboard('start=2024-05-01&end=2024-05-31')
    expect(rows.map(({ model_id, risk_profile }) => `${model_id} ${risk_profile}`)).toEqual([
      'steady balanced',
      'steady aggressive',
      `${modelId} balanced`,
      'waiting balanced',
    ])
    expect(new Set(rows.map(({ period }) => JSON.stringify(period)))).toEqual(
      new Set(['{"start":"2024-05-01","end":"2024-05-31"}']),
    )
    const sharpes = rows.map(({ metrics }) => metrics?.sharpe ?? null)
    expect(sharpes.slice(0, 3)).toEqual([...sharpes.slice(0, 3)].sort((a, b) => Number(b) - Number(a)))
    expect(sharpes[3]).toBeNull()
    // 22 sessions, four of them with a signal.
    expect(rows[0].metrics?.coverage_pct).toBeCloseTo(400 / 22, 10)
  })

  it('takes the last 30 days where no period is named, and pages that never overlap', async () => {
    const all = await leaderboard('pack=swingsigma')
    expect(all[0].period).toEqual({ start: '2024-05-02', end: '2024-05-31' })
    const pages = [await leaderboard('limit=2'), await leaderboard('limit=2&offset=2')]
    expect(pages.flat()).toEqual(all)
    expect(await leaderboard('pack=longsigma')).toEqual([])
    expect(await leaderboard('risk_profile=aggressive')).toHaveLength(1)
  })

  it('refuses a period that ends before it starts', async () => {
    const { status, body } = await host.get('/signals/leaderboard?start=2024-06-01&end=2024-05-01')
    expect([status, body.error.details.field_errors[0].field]).toEqual([400, 'start'])
  })
})

describe('the live figures of a model', () => {
  const period = 'start=2024-05-01&end=2024-05-31'
  const metricsOf = async (query: string): Promise<LiveMetrics | null> =>
    JSON.parse((await host.get(`/signals/summary?${query}`)).text).metrics

  it('are those of the period', async () => {
    const metrics = await metricsOf(`model_id=${modelId}&${period}`)
    expect(metrics).toMatchObject({
      trades: 4,
      win_rate: 2 / 3,
      fill_rate: 1,
      avg_slippage_bps: expect.closeTo(10, 9),
      capacity: 'Medium',
    })
    expect(metrics?.cum_return).toBeCloseTo(0.99 * 1.01 * 1.02 - 1, 12)
    expect(await metricsOf(`model_id=${modelId}&start=2023-05-01&end=2023-05-31`)).toBeNull()
    expect((await host.get('/signals/summary?model_id=nobody')).status).toBe(404)
  })

  it('stand beside the backtest, and are not judged by few of them', async () => {
    const performance = async (query: string): Promise<ModelPerformance> =>
      JSON.parse((await host.get(`/models/${modelId}/performance?${query}`)).text)
    expect(await performance(period)).toMatchObject({ backtest: null, comparison: null })
    await done(host.post('/build_matrix', { model_id: modelId }))
    const { run_id } = await done(host.post('/backtest', { ...quick, splits: 2, top_pct: 0.5 }))
    const { backtest, comparison } = await performance(period)
    expect(backtest).toMatchObject({ id: run_id, metrics: { sharpe: expect.any(Number) } })
    expect(comparison).toMatchObject({
      sessions: 22,
      verdict: null,
      why: '4 filled signals say nothing: it takes 10',
    })
    // A month tells little: where it may lie is far wider than what the years of the backtest allow.
    const [low, high] = comparison?.expected ?? []
    expect(high - low).toBeGreaterThan(4)
  })

  it('are told when they lie outside what the backtest leads to expect', async () => {
    const days = Array.from({ length: 15 }, (_, place) => `2024-04-${String(place + 2).padStart(2, '0')}`)
    const weekdays = days.filter((day) => ![0, 6].includes(new Date(day).getUTCDay()))
    await raise(
      modelId,
      'balanced',
      weekdays.map((date, place) => ({ date, pnl: -0.02 - 0.001 * place })),
    )
    const { text } = await host.get(`/models/${modelId}/performance?start=2024-04-01&end=2024-04-30`)
    const { comparison, warnings }: ModelPerformance = JSON.parse(text)
    expect(comparison).toMatchObject({ sessions: 22, verdict: 'below', why: null })
    expect(warnings?.[0]).toMatch(
      /^the live Sharpe ratio of -\d+\.\d\d lies below what the backtest leads to expect of 22 sessions/,
    )
  })
})
