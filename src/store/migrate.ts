import { SigmaError } from '../core/errors.ts'
import { type AppliedMigration, type Migration, pendingMigrations } from './migrations.ts'

/** What migrations need of a database, whichever engine holds it. */
export interface MigrationConnection {
  /** Makes `schema_migrations` where it does not exist. */
  readonly ledger: string
  /** What was applied, in order; nothing when the ledger does not exist yet. */
  applied(): Promise<AppliedMigration[]>
  /** Does work in a transaction that no other migration runs beside; all of it is undone when the work fails. */
  locked<Result>(work: () => Promise<Result>): Promise<Result>
  /** The statements that make an empty database what these migrations make it one by one; undefined where it is not empty, or nobody has them. */
  whole?(migrations: readonly Migration[]): string | undefined
  /** Runs any number of statements. */
  exec(sql: string): Promise<void>
  record(migration: AppliedMigration): Promise<void>
}

/**
 * Brings the database to the program's schema, and returns the names of what it applied, in order.
 *
 * Everything pending is applied in one transaction: an upgrade happens whole or not at all. The lock is taken
 * before the ledger is read for good, so of two processes that start at once the second finds the work done.
 * A database that is current is only read, so starting never waits for a writer.
 *
 * @param where the database, as people know it
 * @throws UNAVAILABLE as `pendingMigrations` tells it
 */
export async function migrate(
  connection: MigrationConnection,
  migrations: readonly Migration[],
  where: string,
): Promise<string[]> {
  const missing = async () => pendingMigrations(migrations, await connection.applied(), where)
  if ((await missing()).length === 0) return []
  return connection.locked(async () => {
    await connection.exec(connection.ledger)
    const pending = await missing()
    const whole = pending.length === migrations.length ? connection.whole?.(migrations) : undefined
    if (whole !== undefined) await connection.exec(whole)
    for (const migration of pending) {
      if (whole === undefined) await apply(connection, migration)
      await connection.record(migration)
    }
    return pending.map(({ name }) => name)
  })
}

async function apply(connection: MigrationConnection, migration: Migration): Promise<void> {
  try {
    await connection.exec(migration.sql)
  } catch (cause) {
    if (cause instanceof SigmaError) throw cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new SigmaError(
      'INTERNAL',
      `The migration ${migration.name} failed: ${reason}; nothing of it was kept`,
      { cause },
    )
  }
}
