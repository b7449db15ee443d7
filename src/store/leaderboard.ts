import type { Kysely } from 'kysely'
import { BACKTEST_COLUMNS, type Backtest, toBacktest } from './backtestColumns.ts'
import { type LeaderboardFilter, type LeaderboardOrder, verdictOfGate } from './leaderboardFilter.ts'
import { leaderboardIds } from './leaderboardPage.ts'
import { facetSizesOf } from './leaderboardSizes.ts'
import type { Listed, Page } from './page.ts'
import type { Database } from './schema.ts'

export type { LeaderboardFilter, LeaderboardOrder } from './leaderboardFilter.ts'

/**
 * Completed backtests, those that passed their gate first, then by `order`, best first and unknown last.
 * Of equal scores the tie figures of the pack decide; the id breaks what ties are left, so pages never overlap.
 */
export async function listLeaderboard(
  db: Kysely<Database>,
  filter: LeaderboardFilter,
  order: LeaderboardOrder,
  page: Page,
): Promise<Listed<Backtest>> {
  const read = async (trx: Kysely<Database>) => {
    const { ids, total } = await leaderboardIds(trx, filter, order, page, facetSizesOf(db))
    if (ids.length === 0) return { rows: [], total }
    const rows = await trx
      .selectFrom('backtest_runs')
      .select(BACKTEST_COLUMNS)
      .where('id', 'in', ids)
      .execute()
    const found = new Map(rows.map((row) => [row.id, toBacktest(row)]))
    return { rows: ids.flatMap((id) => found.get(id) ?? []), total }
  }
  // What is counted, where the page begins and what is on it have to be of one moment.
  const { rows, total } = await (db.isTransaction
    ? read(db)
    : db.transaction().setAccessMode('read only').setIsolationLevel('repeatable read').execute(read))
  return { rows: filter.asOfRun ? rows.map(asOfRun) : rows, total }
}

/** How many variants of a sweep pass their gate, as they are judged now. */
export async function countPassing(db: Kysely<Database>, sweepId: string): Promise<number> {
  const { passing } = await db
    .selectFrom('leaderboard_rows')
    .where('sweep_id', '=', sweepId)
    .where('verdict', '=', verdictOfGate(true))
    .select((eb) => eb.fn.countAll().as('passing'))
    .executeTakeFirstOrThrow()
  return Number(passing)
}

function asOfRun(run: Backtest): Backtest {
  return { ...run, statistics: run.atRun?.statistics ?? null, gate: run.atRun?.gate ?? null }
}
