import type { Kysely, Selectable } from 'kysely'
import type { Listed, Page } from './page.ts'
import type { Database, Role } from './schema.ts'

export type { Role }

/** Whoever has had a token. */
export interface User {
  id: string
  role: Role
  createdAt: string
  /** Null where nobody has said what the role is, so that the tokens do. */
  roleSetAt: string | null
}

export async function findUser(db: Kysely<Database>, id: string): Promise<User | undefined> {
  const row = await db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst()
  return row && toUser(row)
}

/** In the order of names. */
export async function listUsers(db: Kysely<Database>, { limit, offset }: Page): Promise<Listed<User>> {
  const rows = await db.selectFrom('users').selectAll().orderBy('id').limit(limit).offset(offset).execute()
  const { total } = await db
    .selectFrom('users')
    .select((eb) => eb.fn.countAll().as('total'))
    .executeTakeFirstOrThrow()
  return { rows: rows.map(toUser), total: Number(total) }
}

/** Keeps a user, or the role that comes of the tokens in place of the one of before. */
export async function putUser(
  db: Kysely<Database>,
  { id, role, createdAt }: Omit<User, 'roleSetAt'>,
): Promise<void> {
  await db
    .insertInto('users')
    .values({ id, role, created_at: createdAt })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ role }))
    .execute()
}

/** Keeps a role that somebody has said. */
export async function setUserRole(
  db: Kysely<Database>,
  { id, role, time, by }: { id: string; role: Role; time: string; by: string },
): Promise<void> {
  await db
    .updateTable('users')
    .set({ role, role_set_at: time, role_set_by: by })
    .where('id', '=', id)
    .execute()
}

function toUser(row: Selectable<Database['users']>): User {
  return { id: row.id, role: row.role, createdAt: row.created_at, roleSetAt: row.role_set_at }
}
