import { type Kysely, sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { dialectOf } from '../../src/store/database.ts'
import type { Database } from '../../src/store/schema.ts'
import { temporaryDatabase } from './temporary.ts'

/** What users of the existing system query: its tables and views, and the columns of each. */
const columns: Record<string, string> = {
  indicator_sets: 'pack_id scope model_id name version data created_at',
  indicators: 'name version category subcategory params doc',
  model_versions: 'pack_id model_id version artifact_uri data_hash git_sha metrics',
  policy_versions: 'pack_id model_id version spec',
  backtest_runs:
    'id pack_id model_id started_at finished_at params metrics plots_uri data_csv_uri git_sha created_at best_sharpe_hourly best_cum_ret trades_total tag matrix_sha config_sha policy_sha risk_profile risk_sha gate_pass gate_reasons median_spread_pct fill_rate oi_min_observed volume_min_observed',
  backtest_folds: 'run_id fold fold_idx thr_used cum_ret sharpe_hourly sharpe sortino max_dd trades metrics',
  signals:
    'date model_id ticker side entry_mode entry_ref_px stop_px target_px time_stop_minutes rr score_total rank score_breakout score_momentum score_trend_quality score_alignment pack_id policy_version pack_sha indicator_set_sha model_config_sha policy_sha',
  option_signals: 'signal_id expiry occ_symbol',
  audit_logs: 'at path method status user_id client pack_id model_id lineage payload',
  admin_quotas: 'user_id sweeps_per_day sweeps_concurrent train_per_day train_concurrent updated_at',
  feature_flags: 'key enabled updated_at updated_by',
  build_runs: 'pack_id model_id started_at finished_at params metrics out_csv_uri lineage tag created_at',
  training_runs:
    'pack_id model_id started_at finished_at params metrics model_out_uri features lineage tag created_at',
  artifacts: 'kind uri sha256 size_bytes build_run_id training_run_id backtest_run_id',
  backtest_sweeps: 'spec tag status started_at finished_at',
  sweep_results: 'sweep_id kind params metrics csv_uri backtest_run_id',
  packs: 'id meta',
  model_configs: 'pack_id model_id config',
  policies: 'pack_id model_id version policy',
  signals_log: 'ts model_id risk_profile ticker side entry_ref_px fill_px slippage status rr pnl tag lineage',
  schema_migrations: 'id name checksum applied_at',
  leaderboard_v: 'run_id pack_id model_id risk_profile tag sharpe best_cum_ret trades_total gate_pass',
  signals_daily_summary:
    'date model_id risk_profile trades wins losses win_rate cum_return sharpe sortino fill_rate avg_slippage',
  live_metrics:
    'model_id risk_profile trades win_rate cum_return sharpe sortino max_dd fill_rate avg_slippage',
}

/** Columns that its indexes begin with. */
const indexes: Record<string, readonly string[]> = {
  backtest_runs: [
    'pack_id,model_id',
    'created_at',
    'model_id,started_at',
    'risk_profile,gate_pass,started_at',
    'tag',
  ],
  signals: ['date,model_id', 'model_id,date', 'model_id,ticker,date', 'pack_id,model_id,date'],
  option_signals: ['signal_id', 'expiry', 'occ_symbol'],
  audit_logs: ['at', 'path,at', 'model_id,at'],
  build_runs: ['pack_id,model_id,created_at'],
  training_runs: ['pack_id,model_id,created_at'],
  sweep_results: ['sweep_id,created_at'],
  signals_log: ['ts', 'model_id,ts', 'risk_profile,ts', 'status,ts'],
}

async function columnsOf(db: Kysely<Database>, table: string): Promise<string[]> {
  const query =
    dialectOf(db) === 'postgres'
      ? sql<{ name: string }>`select column_name as name from information_schema.columns
          where table_schema = current_schema() and table_name = ${table}`
      : sql<{ name: string }>`select name from pragma_table_xinfo(${table})`
  return (await query.execute(db)).rows.map(({ name }) => name)
}

/** The columns of each index of a table, in order, of one without a condition. */
async function indexesOf(db: Kysely<Database>, table: string): Promise<string[]> {
  const query =
    dialectOf(db) === 'postgres'
      ? sql<{ columns: string }>`
          select string_agg(a.attname, ',' order by k.place) as columns
          from pg_index i join pg_class c on c.oid = i.indrelid
          cross join lateral unnest(i.indkey) with ordinality as k(attnum, place)
          join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum
          where c.relname = ${table} and c.relnamespace = current_schema()::regnamespace and i.indpred is null
          group by i.indexrelid`
      : sql<{ columns: string }>`
          select (select group_concat(name) from (select name from pragma_index_info(l.name) order by seqno)) as columns
          from pragma_index_list(${table}) l where l.partial = 0`
  return (await query.execute(db)).rows.map((row) => row.columns)
}

describe('the tables of the existing system', () => {
  it('have its names and columns', async () => {
    const db = await temporaryDatabase()
    for (const [table, names] of Object.entries(columns)) {
      const found = await columnsOf(db, table)
      expect(
        names.split(' ').filter((name) => !found.includes(name)),
        `columns that ${table} lacks`,
      ).toEqual([])
    }
  })

  it('have indexes that begin as its do', async () => {
    const db = await temporaryDatabase()
    for (const [table, wanted] of Object.entries(indexes)) {
      const found = await indexesOf(db, table)
      const missing = wanted.filter((begin) => !found.some((one) => `${one},`.startsWith(`${begin},`)))
      expect(missing, `indexes that ${table} lacks, of ${found.join(' | ')}`).toEqual([])
    }
  })

  it('know the fold by both of its names', async () => {
    const db = await temporaryDatabase()
    await sql`insert into backtest_runs (id, request_key, status, pack_id, model_id, config, created_at)
      values ('a', 'k', 'completed', 'p', 'm', '{}', '2026-03-02T00:00:00.000Z')`.execute(db)
    await sql`insert into backtest_folds (run_id, fold) values ('a', 3)`.execute(db)
    const { rows } = await sql`select fold, fold_idx from backtest_folds`.execute(db)
    expect(rows).toEqual([{ fold: 3, fold_idx: 3 }])
  })

  it('count the versions of a model that was trained and kept', async () => {
    const db = await temporaryDatabase()
    const trained: readonly [string, string, string, string | null][] = [
      ['b', 'm', 'completed', 'file:second'],
      ['a', 'm', 'completed', 'file:first'],
      ['c', 'm', 'failed', null],
      ['d', 'other', 'completed', 'file:other'],
    ]
    for (const [id, model, status, uri] of trained) {
      await sql`insert into training_runs (id, request_key, status, pack_id, model_id, config, model_out_uri, created_at)
        values (${id}, 'k', ${status}, 'p', ${model}, '{}', ${uri}, ${`2026-03-0${id === 'a' ? 1 : 2}T00:00:00.000Z`})`.execute(
        db,
      )
    }
    const { rows } = await sql<{ id: string; version: number; uri: string }>`
      select id, version, artifact_uri as uri from model_versions order by model_id, version`.execute(db)
    expect(rows.map(({ id, version, uri }) => [id, Number(version), uri])).toEqual([
      ['a', 1, 'file:first'],
      ['b', 2, 'file:second'],
      ['d', 1, 'file:other'],
    ])
  })

  it('list completed runs only in leaderboard_v', async () => {
    const db = await temporaryDatabase()
    for (const status of ['completed', 'failed']) {
      await sql`insert into backtest_runs (id, request_key, status, pack_id, model_id, config, sharpe, created_at)
        values (${status}, 'k', ${status}, 'p', 'm', '{}', 1.5, '2026-03-02T00:00:00.000Z')`.execute(db)
    }
    const { rows } = await sql`select run_id, model_id, sharpe from leaderboard_v`.execute(db)
    expect(rows).toEqual([{ run_id: 'completed', model_id: 'm', sharpe: 1.5 }])
  })
})

describe('the views of the live record', () => {
  const fills: readonly [string, string, number | null, number | null, number | null][] = [
    ['2026-03-02', 'filled', 0.02, 1.5, 0.01],
    ['2026-03-02', 'filled', -0.01, -1, 0.03],
    ['2026-03-02', 'canceled', null, null, null],
    // Without a profit, the multiple of the risk tells who won, and no return.
    ['2026-03-03', 'filled', null, -2, 0.02],
    ['2026-03-03', 'filled', 0, 0, null],
    ['2026-03-03', 'error', null, null, null],
  ]

  async function recorded(profile: string | null): Promise<Kysely<Database>> {
    const db = await temporaryDatabase()
    for (const [index, [date, status, pnl, rr, slippage]] of fills.entries()) {
      const ts = `${date}T15:0${index}:00.000Z`
      await sql`insert into signals_log (id, ts, date, model_id, risk_profile, ticker, side, status, pnl, rr, slippage)
        values (${`s${index}`}, ${ts}, ${date}, 'm', ${profile}, 'SPY', 'long', ${status}, ${pnl}, ${rr}, ${slippage})`.execute(
        db,
      )
    }
    return db
  }

  it.each(['balanced', null])('sum up each day, of the profile %s', async (profile) => {
    const db = await recorded(profile)
    const { rows } = await sql<Record<string, unknown>>`
      select * from signals_daily_summary order by date`.execute(db)
    expect(rows).toHaveLength(2)
    const [first, second] = rows
    expect(first).toMatchObject({ date: '2026-03-02', model_id: 'm', risk_profile: profile })
    expect([first.trades, first.wins, first.losses].map(Number)).toEqual([2, 1, 1])
    expect(first.win_rate).toBeCloseTo(0.5, 12)
    expect(first.cum_return).toBeCloseTo(0.01, 12)
    // Mean 0.005, deviations of 0.015, root of two trades.
    expect(first.sharpe).toBeCloseTo((0.005 / 0.015) * Math.SQRT2, 12)
    // Losses: 0.01 once in two.
    expect(first.sortino).toBeCloseTo((0.005 / Math.sqrt(0.0001 / 2)) * Math.SQRT2, 12)
    expect(first.fill_rate).toBeCloseTo(2 / 3, 12)
    expect(first.avg_slippage).toBeCloseTo(0.02, 12)
    // A trade that earned nothing is neither; an error was no attempt.
    expect([second.trades, second.wins, second.losses].map(Number)).toEqual([2, 0, 1])
    expect(second.win_rate).toBe(0)
    expect(second.cum_return).toBe(0)
    expect(second.fill_rate).toBe(1)
  })

  it('sum up all days, with the deepest fall of the sum of results', async () => {
    const db = await recorded('balanced')
    const { rows } = await sql<Record<string, unknown>>`select * from live_metrics`.execute(db)
    expect(rows).toHaveLength(1)
    const [all] = rows
    expect([all.days, all.trades, all.wins, all.losses].map(Number)).toEqual([2, 4, 1, 2])
    expect(all.cum_return).toBeCloseTo(0.01, 12)
    // From 1.02 down to 1.01.
    expect(all.max_dd).toBeCloseTo(1 - 1.01 / 1.02, 12)
    expect(all.fill_rate).toBeCloseTo(4 / 5, 12)
    const results = [0.02, -0.01, 0]
    const mean = results.reduce((sum, one) => sum + one, 0) / 3
    const deviation = Math.sqrt(results.reduce((sum, one) => sum + (one - mean) ** 2, 0) / 3)
    expect(all.sharpe).toBeCloseTo((mean / deviation) * Math.sqrt(3), 12)
    expect(all.sortino).toBeCloseTo((mean / Math.sqrt(0.01 ** 2 / 3)) * Math.sqrt(3), 12)
  })

  it('have no ratios where nothing varies, and nothing of a model that never traded', async () => {
    const db = await temporaryDatabase()
    for (const [id, model, status, pnl] of [
      ['a', 'one', 'filled', 0.01],
      ['b', 'none', 'pending', null],
    ]) {
      await sql`insert into signals_log (id, ts, date, model_id, ticker, side, status, pnl)
        values (${id}, '2026-03-02T15:00:00.000Z', '2026-03-02', ${model}, 'SPY', 'long', ${status}, ${pnl})`.execute(
        db,
      )
    }
    const { rows } = await sql<Record<string, unknown>>`
      select * from live_metrics order by model_id desc`.execute(db)
    expect(rows[0]).toMatchObject({ model_id: 'one', sharpe: null, sortino: null, max_dd: 0, win_rate: 1 })
    expect(rows[1]).toMatchObject({
      model_id: 'none',
      cum_return: null,
      sharpe: null,
      max_dd: null,
      win_rate: null,
      fill_rate: 0,
    })
  })
})
