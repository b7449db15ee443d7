import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { insertBacktestFolds, listBacktestFolds } from '../../src/store/backtestFolds.ts'
import { findBacktest, insertBacktest, updateAssessments, updateBacktest } from '../../src/store/backtests.ts'
import { insertSweep } from '../../src/store/sweeps.ts'
import { temporaryDatabase, work } from './temporary.ts'

const fold = {
  fold: 0,
  thresholdUsed: 0.55,
  cumReturn: 0.04,
  sharpeHourly: 0.02,
  sharpe: 0.9,
  sortino: 1.3,
  maxDrawdown: 0.06,
  trades: 31,
}

describe('a backtest', () => {
  it('keeps its documents whole', async () => {
    const db = await temporaryDatabase()
    await insertSweep(db, { ...work(9), spec: {} })
    const documents = {
      params: { splits: 5 },
      config: { kind: 'thresholds', value: '0.55,0.60', allowed_hours: [13, 14] },
      metrics: { sharpe: 1.2, cagr: null, why: { cagr: 'under a year' } },
      statistics: { dsr: 0.91, trials: 12 },
      gate: { pass: false, reasons: ['min_trades_not_met'], details: [{ limit: 'min_trades', observed: 3 }] },
      lineage: { matrix_sha: 'm', risk_profile: 'balanced' },
    }
    const rest = { sweepId: work(9).id, score: 0.4, trialSha: 't', ledgerKey: 'k', ledgerSeq: 7, gitSha: 'g' }
    const stored = await insertBacktest(db, { ...work(1), ...documents, ...rest })
    expect(stored).toMatchObject({ ...documents, ...rest })
    expect(await findBacktest(db, work(1).id)).toEqual(stored)
  })

  it('repeats in columns what its documents say, and nothing when they do not say it', async () => {
    const db = await temporaryDatabase()
    await insertBacktest(db, { ...work(1), config: {} })
    const columns = () => db.selectFrom('backtest_runs').selectAll().executeTakeFirstOrThrow()
    expect(await columns()).toMatchObject({ sharpe: null, gate_pass: null, risk_profile: null })

    await updateBacktest(db, work(1).id, {
      metrics: { sharpe: 1.2, sharpe_hourly: 0.1, cum_return: 0.3, trades: 40, fill_rate: null },
      gate: { pass: true, reasons: [] },
      lineage: { matrix_sha: 'm', config_sha: 'c', policy_sha: 'p', risk_profile: 'balanced', risk_sha: 'r' },
    })
    expect(await columns()).toMatchObject({
      sharpe: 1.2,
      best_sharpe_hourly: 0.1,
      best_cum_ret: 0.3,
      trades_total: 40,
      fill_rate: null,
      gate_pass: 1,
      gate_reasons: '[]',
      matrix_sha: 'm',
      risk_profile: 'balanced',
    })

    await updateBacktest(db, work(1).id, { progress: 50 })
    expect(await columns(), 'untouched by a change of something else').toMatchObject({
      sharpe: 1.2,
      gate_pass: 1,
    })
    await updateBacktest(db, work(1).id, { metrics: { sharpe: Number.NaN } })
    expect(await columns(), 'of the new metrics, not of the old').toMatchObject({
      sharpe: null,
      trades_total: null,
    })
  })

  it('is assessed with others as it is alone', async () => {
    const db = await temporaryDatabase()
    for (const step of [1, 2, 3, 4])
      await insertBacktest(db, { ...work(step), status: 'completed', config: {} })
    const columns = (step: number) =>
      db
        .selectFrom('backtest_runs')
        .select(['statistics', 'gate', 'gate_pass', 'gate_reasons'])
        .select(['statistics_at_run', 'gate_at_run', 'gate_pass_at_run'])
        .where('id', '=', work(step).id)
        .executeTakeFirstOrThrow()
    const assessment = (step: number, gate: { pass: boolean; reasons: string[] } | null) => ({
      ...{ id: work(step).id, gate, statistics: { dsr: step } },
      texts: { statistics: JSON.stringify({ dsr: step }), gate: gate && JSON.stringify(gate) },
    })
    const passed = assessment(1, { pass: true, reasons: [] })
    const failed = assessment(2, { pass: false, reasons: ['dsr_below_min'] })
    await updateAssessments(db, [passed, assessment(3, null)], { isFirst: true })
    const { gate, statistics } = passed
    await updateBacktest(db, work(4).id, { statistics, gate, atRun: { statistics, gate } })
    expect(await columns(1)).toEqual(await columns(4))
    expect(await columns(3)).toMatchObject({ statistics_at_run: '{"dsr":3}', gate: null, gate_pass: null })

    const again = { ...failed, id: passed.id }
    await updateAssessments(db, [again], { isFirst: false })
    await updateBacktest(db, work(4).id, { statistics: failed.statistics, gate: failed.gate })
    expect(await columns(1)).toEqual(await columns(4))
    expect(await columns(1)).toMatchObject({ gate_reasons: '["dsr_below_min"]', gate_pass_at_run: 1 })
    const { rows } = await sql<object>`select run_id, verdict, verdict_at_run from leaderboard_rows`.execute(
      db,
    )
    expect(rows).toContainEqual({ run_id: passed.id, verdict: 1, verdict_at_run: 2 })

    await expect(
      updateAssessments(db, [passed, { ...failed, id: 'gone' }], { isFirst: false }),
    ).rejects.toThrow('gone')
  })

  it('outlives its sweep', async () => {
    const db = await temporaryDatabase()
    await insertSweep(db, { ...work(9), spec: {} })
    await insertBacktest(db, { ...work(1), config: {}, sweepId: work(9).id })
    await db.deleteFrom('backtest_sweeps').execute()
    expect((await findBacktest(db, work(1).id))?.sweepId).toBeNull()
  })
})

describe('the folds of a backtest', () => {
  it('come back in order, and are replaced when the run is repeated', async () => {
    const db = await temporaryDatabase()
    await insertBacktest(db, { ...work(1), config: {} })
    await insertBacktestFolds(db, [
      { ...fold, runId: work(1).id, fold: 1, metrics: { exposure: 0.4 } },
      { ...fold, runId: work(1).id, thresholdUsed: null },
    ])
    await insertBacktestFolds(db, [{ ...fold, runId: work(1).id, trades: 32 }])
    expect(await listBacktestFolds(db, work(1).id)).toEqual([
      { ...fold, trades: 32, metrics: null },
      { ...fold, fold: 1, metrics: { exposure: 0.4 } },
    ])
  })

  it('go with their run', async () => {
    const db = await temporaryDatabase()
    await insertBacktest(db, { ...work(1), config: {} })
    await insertBacktestFolds(db, [{ ...fold, runId: work(1).id }])
    await db.deleteFrom('backtest_runs').execute()
    expect(await listBacktestFolds(db, work(1).id)).toEqual([])
  })
})
