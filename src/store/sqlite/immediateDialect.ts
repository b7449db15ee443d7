import { setTimeout as wait } from 'node:timers/promises'
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  SqliteDialect,
  SqliteDriver,
  type TransactionSettings,
} from 'kysely'
import type Libsql from 'libsql'
import { isBusy, sqliteError } from './errors.ts'
import { PreparedStatements } from './preparedStatements.ts'

/** How long a writer waits for the transactions of other processes. They take milliseconds, and come in no order. */
const PATIENCE_MS = 60_000

/**
 * Kysely's SQLite dialect, with transactions that take the write lock when they begin, and errors that say what to do.
 *
 * SQLite's own `begin` takes the lock at the first write. If another process has written since the transaction's
 * first read, that write fails at once with "database is locked", whatever the busy timeout, because the
 * snapshot is out of date. Taking the lock first lets the transaction wait its turn, and makes a check
 * followed by an insert safe between processes.
 */
export class ImmediateSqliteDialect extends SqliteDialect {
  readonly #database: Libsql.Database
  readonly #file: string

  constructor(database: Libsql.Database, file: string) {
    super({ database })
    this.#database = database
    this.#file = file
  }

  override createDriver(): Driver {
    return new ImmediateSqliteDriver(this.#database, this.#file)
  }
}

class ImmediateSqliteDriver extends SqliteDriver {
  readonly #file: PatientFile
  readonly #prepared: PreparedStatements

  constructor(database: Libsql.Database, file: string) {
    const prepared = new PreparedStatements(database)
    super({ database: prepared })
    this.#file = new PatientFile(database, file)
    this.#prepared = prepared
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    return new PatientConnection(await super.acquireConnection(), this.#file, this.#prepared)
  }

  override async beginTransaction(_: DatabaseConnection, settings?: TransactionSettings): Promise<void> {
    await this.#file.run(settings?.accessMode === 'read only' ? 'begin' : 'begin immediate')
  }

  override async commitTransaction(): Promise<void> {
    await this.#file.run('commit')
  }

  override async rollbackTransaction(): Promise<void> {
    this.#file.rollBack()
  }
}

/** Waits for other writers without blocking the process, as SQLite's own waiting does. */
class PatientFile {
  readonly #database: Libsql.Database
  readonly #file: string

  constructor(database: Libsql.Database, file: string) {
    this.#database = database
    this.#file = file
  }

  get inTransaction(): boolean {
    return this.#database.inTransaction
  }

  /**
   * For statements that others can be in the way of. They are not prepared: the driver leaves a prepared one that found
   * the file locked in progress, and the next commit then fails until its garbage is collected.
   */
  run(sql: string): Promise<void> {
    return this.patiently(async () => void this.#database.exec(sql))
  }

  /** A failed statement may have ended the transaction: a full disk does. */
  rollBack(): void {
    if (this.#database.inTransaction) this.#database.exec('rollback')
  }

  /** What found the file locked has done nothing, also a commit, and is tried again. */
  async patiently<Result>(attempt: () => Promise<Result>): Promise<Result> {
    const giveUpAt = performance.now() + PATIENCE_MS
    for (let longest = 1; ; longest = Math.min(50, 2 * longest)) {
      try {
        return await attempt()
      } catch (error) {
        if (!isBusy(error) || performance.now() > giveUpAt) throw sqliteError(this.#file, error)
      }
      // Not all at the same moment, or the same one is always late.
      await wait(Math.random() * longest)
    }
  }
}

class PatientConnection implements DatabaseConnection {
  readonly #inner: DatabaseConnection
  readonly #file: PatientFile
  readonly #prepared: PreparedStatements

  constructor(inner: DatabaseConnection, file: PatientFile, prepared: PreparedStatements) {
    this.#inner = inner
    this.#file = file
    this.#prepared = prepared
  }

  /** A write of its own becomes a transaction, so that only its begin and its commit can find the file locked. */
  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const execute = () => this.#file.patiently(() => this.#execute<Row>(query))
    if (this.#file.inTransaction || /^\s*select\b/i.test(query.sql)) return execute()
    await this.#file.run('begin immediate')
    try {
      const result = await execute()
      await this.#file.run('commit')
      return result
    } catch (error) {
      this.#file.rollBack()
      throw error
    }
  }

  /** A statement that failed may be in progress still, and is not used again. */
  async #execute<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    try {
      return await this.#inner.executeQuery<Row>(query)
    } catch (error) {
      this.#prepared.forget(query.sql)
      throw error
    }
  }

  async *streamQuery<Row>(query: CompiledQuery, chunkSize?: number): AsyncIterableIterator<QueryResult<Row>> {
    yield* this.#inner.streamQuery<Row>(query, chunkSize)
  }
}
