import type { Kysely } from 'kysely'
import type { Database } from './schema.ts'

/** Counts a request and tells how many there were in its window, whichever server of the database counted them. */
export async function countRequest(db: Kysely<Database>, key: string, windowNumber: number): Promise<number> {
  const { requests } = await db
    .insertInto('rate_limits')
    .values({ key, window_number: windowNumber, requests: 1 })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet((eb) => ({
        window_number: windowNumber,
        requests: eb
          .case()
          .when('rate_limits.window_number', '=', windowNumber)
          .then(eb('rate_limits.requests', '+', 1))
          .else(1)
          .end(),
      })),
    )
    .returning('requests')
    .executeTakeFirstOrThrow()
  return requests
}

/** Forgets whoever has asked for nothing since a window. */
export async function forgetRequests(db: Kysely<Database>, windowNumber: number): Promise<void> {
  await db.deleteFrom('rate_limits').where('window_number', '<', windowNumber).execute()
}
