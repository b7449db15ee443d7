import { pathToFileURL } from 'node:url'
import { type Kysely, sql } from 'kysely'
import Libsql from 'libsql/promise'
import { type Patience, type Question, type Row, tookTooLong } from '../question.ts'
import type { Database } from '../schema.ts'
import { sqliteError } from './errors.ts'

/** SQLite's result code of a statement that was interrupted. */
const INTERRUPTED = 9

/** How often it is looked whether the time is up. */
const LOOK_MS = 20

/**
 * Asks on a connection of its own, as `readOnly` tells: the file is opened to read only, which the driver does by its address
 * alone, and the connection refuses writes besides, those of temporary tables among them.
 *
 * The driver has no time-out. What finds the first row is done on a thread of its own, and can be interrupted; the rows after
 * it are found on this one, and can't. All of the answer is therefore put aside before its first row is given.
 */
export async function readOnlyOnSqlite(
  db: Kysely<Database>,
  { sql: text, values, mostRows }: Question,
  { timeoutMs, signal }: Patience,
): Promise<Row[]> {
  signal?.throwIfAborted()
  const file = await fileOf(db)
  const address = pathToFileURL(file)
  address.searchParams.set('mode', 'ro')
  const connection = new Libsql(address.href, { timeout: timeoutMs })
  const giveUpAt = performance.now() + timeoutMs
  // Again and again: one that comes before the statement has begun does nothing.
  const timer = setInterval(() => {
    if (performance.now() > giveUpAt || signal?.aborted) connection.interrupt()
  }, LOOK_MS)
  try {
    await connection.exec('pragma query_only = on')
    const capped = `with answer as materialized (${text}) select * from answer limit ?${values.length + 1}`
    const statement: { all(values: unknown[]): Promise<Row[]> } = await connection.prepare(capped)
    return await statement.all([...values, mostRows])
  } catch (error) {
    if (!isInterrupted(error)) throw sqliteError(file, error)
    signal?.throwIfAborted()
    throw tookTooLong(timeoutMs, error)
  } finally {
    clearInterval(timer)
    connection.close()
  }
}

async function fileOf(db: Kysely<Database>): Promise<string> {
  const { rows } = await sql<{
    file: string
  }>`select file from pragma_database_list where name = 'main'`.execute(db)
  return rows[0].file
}

function isInterrupted(error: unknown): boolean {
  return error instanceof Error && 'rawCode' in error && error.rawCode === INTERRUPTED
}
