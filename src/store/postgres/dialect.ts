import { setTimeout as wait } from 'node:timers/promises'
import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  PostgresDialect,
  type PostgresDialectConfig,
  PostgresDriver,
  type QueryResult,
  type TransactionSettings,
} from 'kysely'
import { SigmaError } from '../../core/errors.ts'
import { isBrokenOff, isDuplicate, isLost, isReadOnly, postgresError, unknownEnd } from './errors.ts'

/** Attempts at a statement that the server breaks off. */
const ATTEMPTS = 5

export interface PatientConfig extends PostgresDialectConfig {
  /** The database, as people know it. */
  where: string
  /** How long a lost connection is tried again. */
  retrySeconds: number
}

/**
 * Kysely's PostgreSQL dialect, which outlives a restart of the server, with errors that say what to do.
 *
 * A connection is asked for again until the time is up. So is the first statement on it: one that was idle while the
 * server ended looks sound until it is used. Whether a statement that a connection broke under was done is not known, so
 * one outside of a transaction must bear being done twice: an update that sets values does, and an insert that meets
 * its own row says that its end is unknown. One that the server broke off for another transaction (a deadlock) did nothing,
 * and is done again. Within a transaction nothing is repeated here; `inTransaction` does the whole
 * of it again.
 */
export class PatientPostgresDialect extends PostgresDialect {
  readonly #config: PatientConfig

  constructor(config: PatientConfig) {
    super(config)
    this.#config = config
  }

  override createDriver(): Driver {
    return new PatientDriver(this.#config)
  }
}

class PatientDriver implements Driver {
  readonly #inner: Driver
  readonly #config: PatientConfig

  constructor(config: PatientConfig) {
    this.#inner = new PostgresDriver(config)
    this.#config = config
  }

  init(): Promise<void> {
    return this.#inner.init()
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const giveUpAt = performance.now() + this.#config.retrySeconds * 1000
    return new PatientConnection(await this.#acquireUntil(giveUpAt), {
      where: this.#config.where,
      replace: async (lost) => {
        if (performance.now() > giveUpAt) return undefined
        await this.#inner.releaseConnection(lost)
        return this.#acquireUntil(giveUpAt)
      },
    })
  }

  async #acquireUntil(giveUpAt: number): Promise<DatabaseConnection> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#inner.acquireConnection()
      } catch (error) {
        if (!isLost(error) || performance.now() > giveUpAt) throw postgresError(this.#config.where, error)
      }
      await wait(Math.min(1000, 20 * 2 ** attempt) * (0.5 + Math.random() / 2))
    }
  }

  beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    return this.#inner.beginTransaction(connection, settings)
  }

  commitTransaction(connection: DatabaseConnection): Promise<void> {
    return this.#inner.commitTransaction(connection)
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    try {
      await this.#inner.rollbackTransaction(connection)
    } catch (error) {
      // The server rolls back what a lost connection had begun. What broke the transaction off is told, not this.
      if (!(error instanceof SigmaError && isLost(error.cause))) throw error
    }
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    if (!(connection instanceof PatientConnection)) return this.#inner.releaseConnection(connection)
    if (connection.onlyReads) await endSession(connection.inner)
    await this.#inner.releaseConnection(connection.inner)
  }

  destroy(): Promise<void> {
    return this.#inner.destroy()
  }
}

/** Whether it may write is settled when a session begins: the next one may, once the database takes changes again. */
async function endSession(connection: DatabaseConnection): Promise<void> {
  try {
    await connection.executeQuery(CompiledQuery.raw('select pg_terminate_backend(pg_backend_pid())'))
  } catch (error) {
    if (!isLost(error)) throw error
  }
}

interface Replacing {
  where: string
  /** Gives a lost connection back for another one; undefined when the time is up. */
  replace(lost: DatabaseConnection): Promise<DatabaseConnection | undefined>
}

class PatientConnection implements DatabaseConnection {
  inner: DatabaseConnection
  /** Whether the server has refused to change something on it. */
  onlyReads = false
  readonly #replacing: Replacing
  #isUsed = false

  constructor(inner: DatabaseConnection, replacing: Replacing) {
    this.inner = inner
    this.#replacing = replacing
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const isFirst = !this.#isUsed
    this.#isUsed = true
    let isRepeated = false
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.inner.executeQuery<Row>(query)
      } catch (error) {
        if (isReadOnly(error)) this.onlyReads = true
        if (isRepeated && isDuplicate(error)) throw unknownEnd(error)
        if (isFirst && isBrokenOff(error) && attempt < ATTEMPTS) {
          await wait(Math.random() * 20 * attempt)
          continue
        }
        const other = isFirst && isLost(error) ? await this.#replacing.replace(this.inner) : undefined
        if (other === undefined) throw postgresError(this.#replacing.where, error)
        this.inner = other
        isRepeated = true
      }
    }
  }

  async *streamQuery<Row>(query: CompiledQuery, chunkSize: number): AsyncIterableIterator<QueryResult<Row>> {
    this.#isUsed = true
    try {
      yield* this.inner.streamQuery<Row>(query, chunkSize)
    } catch (error) {
      throw postgresError(this.#replacing.where, error)
    }
  }
}
