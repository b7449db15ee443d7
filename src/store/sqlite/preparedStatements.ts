import type { SqliteDatabase, SqliteStatement } from 'kysely'
import type Libsql from 'libsql'

/** More kinds of statement than the program has at a time. */
const MOST = 200

/**
 * A database that compiles each statement once. Compiling one takes as long as carrying it out, and a sweep has the same
 * few a thousand times. One that was not used for longest makes way.
 */
export class PreparedStatements implements SqliteDatabase {
  readonly #database: Libsql.Database
  readonly #known = new Map<string, SqliteStatement>()

  constructor(database: Libsql.Database) {
    this.#database = database
  }

  prepare(sql: string): SqliteStatement {
    const statement = this.#known.get(sql) ?? this.#database.prepare(sql)
    // Deleted and set again, it is the last of the map.
    this.#known.delete(sql)
    this.#known.set(sql, statement)
    if (this.#known.size > MOST) {
      const [oldest] = this.#known.keys()
      this.#known.delete(oldest)
    }
    return statement
  }

  /** To be called of a statement that failed. */
  forget(sql: string): void {
    this.#known.delete(sql)
  }

  close(): void {
    this.#known.clear()
    this.#database.close()
  }
}
