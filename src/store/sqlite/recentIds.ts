import { existsSync } from 'node:fs'
import Libsql from 'libsql'
import { sqliteError } from './errors.ts'

const tables = {
  runs: ['build_runs', 'training_runs', 'backtest_runs', 'backtest_sweeps'],
  sweeps: ['backtest_sweeps'],
} as const

/**
 * The ids of the newest runs, sweeps among them, or of the newest sweeps, in a database file, newest first; none where
 * there is no file. Asked at a key press: without a query builder, and without a look at the schema. Throws UNAVAILABLE when the
 * file is no database.
 */
export function recentIds(file: string, kind: keyof typeof tables, atMost = 50): string[] {
  if (!existsSync(file)) return []
  const connection = new Libsql(file, { fileMustExist: true })
  try {
    connection.pragma('query_only = on')
    const parts = tables[kind].map(
      (table) =>
        `select * from (select id, created_at from ${table} order by created_at desc, id limit ${atMost})`,
    )
    const newest = `select id from (${parts.join(' union all ')}) order by created_at desc, id limit ${atMost}`
    return connection.prepare(newest).pluck().all().map(String)
  } catch (error) {
    throw sqliteError(file, error)
  } finally {
    connection.close()
  }
}
