import { existsSync, readFileSync } from 'node:fs'
import { type Kysely, sql } from 'kysely'
import { dialectOf } from '../../src/store/database.ts'
import type { Database } from '../../src/store/schema.ts'

/**
 * A meter of the processor time that this process and the server of its database have taken, in milliseconds: others on the
 * machine make it longer by less than what the clock shows. Of a server that is not on this Linux machine it has nothing.
 */
export async function processorMeter(db: Kysely<Database>): Promise<() => number> {
  const ofServer = dialectOf(db) === 'postgres' ? await serverMeter(db) : () => 0
  return () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1000 + ofServer()
  }
}

/** Of one connection: who asks one thing after the other always gets the same. */
async function serverMeter(db: Kysely<Database>): Promise<() => number> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db)
  const file = `/proc/${rows[0].pid}/schedstat`
  return () => (existsSync(file) ? Number(readFileSync(file, 'utf8').split(' ')[0]) / 1e6 : 0)
}
