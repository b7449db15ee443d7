import type { Kysely } from 'kysely'
import type { Database } from './schema.ts'

/** What a receiver is to be told. */
export interface Notification {
  id: string
  event: string
  body: string
  createdAt: string
  /** How often it was tried. */
  attempts: number
}

/**
 * Keeps what is to be told; it is due at once.
 *
 * @param once names an event that is to be told once at most: the same name again keeps nothing
 */
export async function insertNotification(
  db: Kysely<Database>,
  { id, event, body, createdAt, once = null }: Omit<Notification, 'attempts'> & { once?: string | null },
): Promise<void> {
  await db
    .insertInto('notifications')
    .values({
      id,
      event,
      body,
      created_at: createdAt,
      status: 'pending',
      due_at: createdAt,
      attempts: 0,
      once,
    })
    .onConflict((conflict) => conflict.column('once').doNothing())
    .execute()
}

/**
 * Takes the one that is due for longest, which nobody else takes until `until`: a process that is killed meanwhile leaves
 * it to others then. Undefined when none is due.
 */
export async function claimNotification(
  db: Kysely<Database>,
  now: string,
  until: string,
): Promise<Notification | undefined> {
  for (;;) {
    const due = await db
      .selectFrom('notifications')
      .select(['id', 'due_at'])
      .where('status', '=', 'pending')
      .where('due_at', '<=', now)
      .orderBy('due_at')
      .orderBy('id')
      .executeTakeFirst()
    if (!due) return undefined
    const row = await db
      .updateTable('notifications')
      .set((eb) => ({ due_at: until, attempts: eb('attempts', '+', 1) }))
      .where('id', '=', due.id)
      .where('status', '=', 'pending')
      .where('due_at', '=', due.due_at)
      .returning(['id', 'event', 'body', 'created_at', 'attempts'])
      .executeTakeFirst()
    // Else another process has just taken it.
    if (row) {
      const { id, event, body, attempts } = row
      return { id, event, body, createdAt: row.created_at, attempts }
    }
  }
}

/** It was sent, or is not tried any more. */
export async function endNotification(
  db: Kysely<Database>,
  id: string,
  { status, endedAt, error }: { status: 'sent' | 'given_up'; endedAt: string; error?: string },
): Promise<void> {
  await db
    .updateTable('notifications')
    .set({ status, ended_at: endedAt, last_error: error ?? null })
    .where('id', '=', id)
    .execute()
}

/** It could not be sent, and is tried again. */
export async function postponeNotification(
  db: Kysely<Database>,
  id: string,
  { dueAt, error }: { dueAt: string; error: string },
): Promise<void> {
  await db
    .updateTable('notifications')
    .set({ due_at: dueAt, last_error: error })
    .where('id', '=', id)
    .where('status', '=', 'pending')
    .execute()
}

/** Whoever took it has not tried it to the end: it is due again, as if it had not been taken. */
export async function returnNotification(
  db: Kysely<Database>,
  id: string,
  { dueAt, error }: { dueAt: string; error: string },
): Promise<void> {
  await db
    .updateTable('notifications')
    .set((eb) => ({ due_at: dueAt, last_error: error, attempts: eb('attempts', '-', 1) }))
    .where('id', '=', id)
    .where('status', '=', 'pending')
    .execute()
}

/** When the next one is due; undefined where none waits. */
export async function nextNotificationDue(db: Kysely<Database>): Promise<string | undefined> {
  const row = await db
    .selectFrom('notifications')
    .select('due_at')
    .where('status', '=', 'pending')
    .orderBy('due_at')
    .executeTakeFirst()
  return row?.due_at
}

/** Forgets those that ended before a time. */
export async function forgetNotifications(db: Kysely<Database>, before: string): Promise<void> {
  await db
    .deleteFrom('notifications')
    .where('status', '!=', 'pending')
    .where('ended_at', '<', before)
    .execute()
}
