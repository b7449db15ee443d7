import type { Kysely } from 'kysely'
import type Libsql from 'libsql'
import type { Database } from '../schema.ts'

/** How open files tell what they hold at this moment. */
const readers = new WeakMap<Kysely<Database>, () => string | undefined>()

/**
 * Has `contentWord` read from a connection itself. By way of the query builder, its turn and the rows of a driver that makes room
 * for a hundred, the same two numbers take ten times as long.
 */
export function tellContentWord(db: Kysely<Database>, connection: Libsql.Database): void {
  let numbers: (() => string) | undefined
  readers.set(db, () => {
    // A transaction of its own sees none of what others have committed since it began; whoever asks by a query waits for its end.
    if (connection.inTransaction) return undefined
    try {
      numbers ??= readerOf(connection)
      return numbers()
    } catch {
      // Such as a locked file, for which a query waits. The driver leaves a statement that failed in progress.
      numbers = undefined
      return undefined
    }
  })
}

/** What `contentVersion` tells of a file, where it can be told at once. */
export function contentWord(db: Kysely<Database>): string | undefined {
  return readers.get(db)?.()
}

function readerOf(connection: Libsql.Database): () => string {
  const byOthers = connection.prepare('pragma data_version').raw(true)
  const own = connection.prepare('select total_changes()').raw(true)
  return () => `${byOthers.get()} ${own.get()}`
}
