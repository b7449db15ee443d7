import { type Kysely, sql } from 'kysely'
import type { Database } from './schema.ts'

/** When the newest run was created, in milliseconds; 0 when there is none. */
export async function newestTime(db: Kysely<Database>): Promise<number> {
  const { rows } = await sql<{ newest: string | null }>`
    select max(created_at) as newest from build_runs
    union all select max(created_at) from training_runs
    union all select max(created_at) from backtest_runs
    union all select max(created_at) from backtest_sweeps`.execute(db)
  return Math.max(0, ...rows.map(({ newest }) => (newest === null ? 0 : Date.parse(newest))))
}
