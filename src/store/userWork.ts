import { type Kysely, sql } from 'kysely'
import { SigmaError } from '../core/errors.ts'
import type { Database, RunStatus } from './schema.ts'

/** The kinds of work that a user has a quota of. */
export type UserWorkKind = 'sweeps' | 'train'

/** Work of a user that is running or waits to be started. */
export interface OpenWork {
  id: string
  owner: string | null
  status: RunStatus
  createdAt: string
}

const TABLES = { sweeps: 'backtest_sweeps', train: 'training_runs' } as const

/** Literals, so that the index of open work serves: its condition has to be seen in the statement. */
const OPEN = (['queued', 'running'] satisfies RunStatus[]).map((status) => sql.lit(status))

/** Whose work it is. */
export async function userOfWork(db: Kysely<Database>, kind: UserWorkKind, id: string): Promise<string> {
  const row = await db.selectFrom(TABLES[kind]).select('user_id').where('id', '=', id).executeTakeFirst()
  if (row === undefined) throw new SigmaError('NOT_FOUND', `there is no work ${id}`)
  return row.user_id
}

/** How much of a kind a user has asked for from a time on, whatever became of it. */
export async function countUserWork(
  db: Kysely<Database>,
  kind: UserWorkKind,
  userId: string,
  from: string,
): Promise<number> {
  const { total } = await db
    .selectFrom(TABLES[kind])
    .select((eb) => eb.fn.countAll().as('total'))
    .where('user_id', '=', userId)
    .where('created_at', '>=', from)
    .executeTakeFirstOrThrow()
  return Number(total)
}

/** What a user has running and waiting, in the order in which it was asked for. */
export async function listOpenWork(
  db: Kysely<Database>,
  kind: UserWorkKind,
  userId: string,
): Promise<OpenWork[]> {
  const rows = await db
    .selectFrom(TABLES[kind])
    .select(['id', 'owner', 'status', 'created_at'])
    .where('user_id', '=', userId)
    .where('status', 'in', OPEN)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map(({ created_at, ...row }) => ({ ...row, createdAt: created_at }))
}

/** Marks waiting work as running; work that no longer waits stays as it is. */
export async function markRunning(
  db: Kysely<Database>,
  kind: UserWorkKind,
  id: string,
  { owner, time }: { owner: string; time: string },
): Promise<void> {
  await db
    .updateTable(TABLES[kind])
    .set({ status: 'running', owner, started_at: time })
    .where('id', '=', id)
    .where('status', '=', 'queued')
    .execute()
}
