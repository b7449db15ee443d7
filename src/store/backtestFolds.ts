import type { Kysely, Selectable } from 'kysely'
import { insertRows } from './insertRows.ts'
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
  runId: string
  metrics?: object | null
}

/** Of so many rows at once: SQLite takes 32,766 values in a statement. */
const rowsAtOnce = 1_000

/** Stores the folds of runs. A fold stored before, by a run that was repeated, is replaced. */
export async function insertBacktestFolds(
  db: Kysely<Database>,
  folds: readonly NewBacktestFold[],
): Promise<void> {
  for (let from = 0; from < folds.length; from += rowsAtOnce) {
    const rows = folds.slice(from, from + rowsAtOnce).map(foldColumns)
    await insertRows(db, 'backtest_folds', rows, { replacing: ['run_id', 'fold'] })
  }
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
    run_id: fold.runId,
    fold: fold.fold,
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
