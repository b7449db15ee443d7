import { join } from 'node:path'
import type { StoreTarget } from '../store/target.ts'
import type { Settings } from './settings.ts'

/**
 * The database that a workspace uses: PostgreSQL when `database_url`, or a host or a database name, is set; else its own
 * file. What an address leaves out, the driver takes from PGHOST, PGPORT, PGUSER, PGPASSWORD and PGDATABASE; these alone
 * choose nothing, since many have them set for other programs.
 */
export function storeTarget(workspace: string, settings: Settings): StoreTarget {
  const url = settings.database_url ?? urlOfParts(settings)
  if (url === undefined) return { file: workspaceDatabase(workspace) }
  return {
    url,
    retrySeconds: settings.store_retry_seconds,
    ...(settings.db_schema !== undefined && { schema: settings.db_schema }),
  }
}

/** The file of a workspace that has no other database. */
export function workspaceDatabase(workspace: string): string {
  return join(workspace, '.sigma', 'sigma.db')
}

function urlOfParts({ db_host, db_port, db_name, db_user, db_password }: Settings): string | undefined {
  if (db_host === undefined && db_name === undefined) return undefined
  const url = new URL(`postgresql:///${db_name === undefined ? '' : encodeURIComponent(db_name)}`)
  const parts = { host: db_host, port: db_port, user: db_user, password: db_password }
  for (const [name, value] of Object.entries(parts)) {
    if (value !== undefined) url.searchParams.set(name, String(value))
  }
  return url.href
}
