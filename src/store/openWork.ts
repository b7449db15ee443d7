import { type Kysely, sql } from 'kysely'
import type { Database, RunStatus } from './schema.ts'

const tables = {
  build: 'build_runs',
  train: 'training_runs',
  backtest: 'backtest_runs',
  sweep: 'backtest_sweeps',
} as const

export type WorkKind = keyof typeof tables

/** How much work of each kind runs and waits, whichever process does it. */
export async function countOpenWork(
  db: Kysely<Database>,
): Promise<{ kind: WorkKind; status: 'running' | 'queued'; count: number }[]> {
  // Literals, so that an index of open work serves: its condition has to be seen in the statement.
  const open = (['queued', 'running'] satisfies RunStatus[]).map((status) => sql.lit(status))
  const counts = await Promise.all(
    kinds.map(async (kind) => {
      const rows = await db
        .selectFrom(tables[kind])
        .select((eb) => ['status', eb.fn.countAll().as('count')])
        .where('status', 'in', open)
        .groupBy('status')
        .execute()
      const byStatus = new Map(rows.map(({ status, count }) => [status, Number(count)]))
      return (['running', 'queued'] as const).map((status) => ({
        kind,
        status,
        count: byStatus.get(status) ?? 0,
      }))
    }),
  )
  return counts.flat()
}

const kinds: readonly WorkKind[] = ['build', 'train', 'backtest', 'sweep']
