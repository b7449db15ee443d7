import { type Kysely, type SelectQueryBuilder, sql } from 'kysely'
import { type Backtest, toBacktest } from './backtestColumns.ts'
import type { Listed, Page } from './page.ts'
import type { Database } from './schema.ts'

export type LeaderboardOrder = 'score' | 'sharpe' | 'cum_return'

/** `start` and `end` bound the time of creation, both included. `passGate` true or false keeps only that verdict. */
export interface LeaderboardFilter {
  modelId?: string
  packId?: string
  riskProfile?: string
  passGate?: boolean
  tag?: string
  sweepId?: string
  start?: string
  end?: string
  /** Judges each run, and shows it, as it was assessed when it ended. */
  asOfRun?: boolean
}

const ORDER_COLUMN = { score: 'score', sharpe: 'sharpe', cum_return: 'best_cum_ret' } as const

/**
 * Completed backtests, those that passed their gate first, then by `order`, best first and unknown last.
 * Of equal scores the tie figures of the pack decide; the id breaks what ties are left, so pages never overlap.
 */
export async function listLeaderboard(
  db: Kysely<Database>,
  filter: LeaderboardFilter,
  order: LeaderboardOrder,
  { limit, offset }: Page,
): Promise<Listed<Backtest>> {
  const runs = completedRuns(db, filter)
  const rows = await bestFirst(runs, order, verdictOf(filter))
    .selectAll()
    .limit(limit)
    .offset(offset)
    .execute()
  const { total } = await runs.select((eb) => eb.fn.countAll().as('total')).executeTakeFirstOrThrow()
  const found = rows.map(toBacktest)
  return { rows: filter.asOfRun ? found.map(asOfRun) : found, total: Number(total) }
}

const verdictOf = ({ asOfRun: isThen }: LeaderboardFilter) => (isThen ? 'gate_pass_at_run' : 'gate_pass')

function asOfRun(run: Backtest): Backtest {
  return { ...run, statistics: run.atRun?.statistics ?? null, gate: run.atRun?.gate ?? null }
}

function completedRuns(db: Kysely<Database>, filter: LeaderboardFilter) {
  // A literal: a partial index fits only a status that is known when the statement is planned.
  let runs = db.selectFrom('backtest_runs').where('status', '=', sql.lit('completed' as const))
  if (filter.modelId !== undefined) runs = runs.where('model_id', '=', filter.modelId)
  if (filter.packId !== undefined) runs = runs.where('pack_id', '=', filter.packId)
  if (filter.riskProfile !== undefined) runs = runs.where('risk_profile', '=', filter.riskProfile)
  if (filter.passGate !== undefined) runs = runs.where(verdictOf(filter), '=', Number(filter.passGate))
  if (filter.tag !== undefined) runs = runs.where('tag', '=', filter.tag)
  if (filter.sweepId !== undefined) runs = runs.where('sweep_id', '=', filter.sweepId)
  if (filter.start !== undefined) runs = runs.where('created_at', '>=', filter.start)
  if (filter.end !== undefined) runs = runs.where('created_at', '<=', filter.end)
  return runs
}

function bestFirst<Row>(
  runs: SelectQueryBuilder<Database, 'backtest_runs', Row>,
  order: LeaderboardOrder,
  verdict: ReturnType<typeof verdictOf>,
) {
  const ranked = runs
    .orderBy(verdict, (by) => by.desc().nullsLast())
    .orderBy(ORDER_COLUMN[order], (by) => by.desc().nullsLast())
  if (order !== 'score') return ranked.orderBy('id')
  return ranked
    .orderBy('tie_first', (by) => by.desc().nullsLast())
    .orderBy('tie_second', (by) => by.desc().nullsLast())
    .orderBy('id')
}
