import type { Kysely, Selectable } from 'kysely'
import { fromOptionalJsonText, type JsonObject, toJsonText } from './json.ts'
import type { Database } from './schema.ts'

/** How one test block went. `thresholdUsed` is null where the fold stayed flat or was cut by top_pct. */
export interface BacktestFold {
  fold: number
  thresholdUsed: number | null
  cumReturn: number | null
  sharpeHourly: number | null
  sharpe: number | null
  sortino: number | null
  maxDrawdown: number | null
  trades: number | null
  metrics: JsonObject | null
}

export interface NewBacktestFold extends Omit<BacktestFold, 'metrics'> {
  metrics?: object | null
}

/** Stores the folds of a run. A fold stored before, by a run that was repeated, is replaced. */
export async function insertBacktestFolds(
  db: Kysely<Database>,
  runId: string,
  folds: readonly NewBacktestFold[],
): Promise<BacktestFold[]> {
  const stored: BacktestFold[] = []
  for (const fold of folds) {
    const values = foldColumns(fold)
    const row = await db
      .insertInto('backtest_folds')
      .values({ run_id: runId, fold: fold.fold, ...values })
      .onConflict((conflict) => conflict.columns(['run_id', 'fold']).doUpdateSet(values))
      .returningAll()
      .executeTakeFirstOrThrow()
    stored.push(toBacktestFold(row))
  }
  return stored
}

/** All folds of one run, in order; there are at most a few hundred, so they are not paged. */
export async function listBacktestFolds(db: Kysely<Database>, runId: string): Promise<BacktestFold[]> {
  const rows = await db
    .selectFrom('backtest_folds')
    .selectAll()
    .where('run_id', '=', runId)
    .orderBy('fold')
    .execute()
  return rows.map(toBacktestFold)
}

function foldColumns(fold: NewBacktestFold) {
  return {
    thr_used: fold.thresholdUsed,
    cum_ret: fold.cumReturn,
    sharpe_hourly: fold.sharpeHourly,
    sharpe: fold.sharpe,
    sortino: fold.sortino,
    max_dd: fold.maxDrawdown,
    trades: fold.trades,
    metrics: toJsonText(fold.metrics ?? null),
  }
}

function toBacktestFold(row: Selectable<Database['backtest_folds']>): BacktestFold {
  return {
    fold: row.fold,
    thresholdUsed: row.thr_used,
    cumReturn: row.cum_ret,
    sharpeHourly: row.sharpe_hourly,
    sharpe: row.sharpe,
    sortino: row.sortino,
    maxDrawdown: row.max_dd,
    trades: row.trades,
    metrics: fromOptionalJsonText(row.metrics),
  }
}
