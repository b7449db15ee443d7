import type { Kysely } from 'kysely'
import type { Database } from './schema.ts'
import type { StaleRun } from './staleRuns.ts'

type Kind = StaleRun['kind']

/** Where it is kept that a run is to be stopped: it is cleared when the run is begun anew. */
const tables = {
  build: 'build_runs',
  training: 'train_jobs',
  backtest: 'backtest_runs',
  sweep: 'backtest_sweeps',
} as const satisfies Record<Kind, string>

/** Asks the process that works on a run to stop it. Nothing is changed for one that has ended. */
export async function requestCancel(
  db: Kysely<Database>,
  kind: Kind,
  id: string,
  time: string,
): Promise<void> {
  await db
    .updateTable(tables[kind])
    .set({ cancel_requested_at: time })
    .where('id', '=', id)
    .where('status', 'in', ['queued', 'running'])
    .execute()
}

/** Whether somebody has asked that a run be stopped. */
export async function isCancelRequested(db: Kysely<Database>, kind: Kind, id: string): Promise<boolean> {
  const row = await db
    .selectFrom(tables[kind])
    .select('cancel_requested_at')
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.cancel_requested_at != null
}
