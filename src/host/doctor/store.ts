import { SigmaError } from '../../core/errors.ts'
import { openAsItIs } from '../../store/database.ts'
import type { StoreStatus } from '../../store/migrations.ts'
import { newestTime } from '../../store/newestTime.ts'
import { storeStatus } from '../../store/status.ts'
import { clockWarning } from '../clock.ts'
import { variablesOf } from '../settings.ts'
import { storeTarget } from '../storeTarget.ts'
import { type Check, type Finding, ok, type Place } from './check.ts'

const parts = ['db_host', 'db_port', 'db_name', 'db_user', 'db_password'] as const

export const databaseVariables: Check = {
  name: 'database variables',
  needed: false,
  needs: 'one address, or a host or name with what belongs to it; none for a file in the workspace',
  variables: [
    ...variablesOf('database_url'),
    ...parts.flatMap((part) => variablesOf(part)),
    ...variablesOf('db_schema'),
  ],
  fix: 'set DATABASE_URL alone, or DB_HOST and DB_NAME with DB_USER and DB_PASSWORD; or unset them all',
  look({ settings }) {
    const set = parts.filter((part) => settings[part] !== undefined).map((part) => part.toUpperCase())
    if (settings.database_url !== undefined) {
      return set.length === 0
        ? ok('an address is set')
        : warning(`an address is set, so these are not read: ${set.join(', ')}`)
    }
    if (settings.db_host !== undefined || settings.db_name !== undefined) return ok(`set: ${set.join(', ')}`)
    const without = [...set, ...(settings.db_schema === undefined ? [] : ['DB_SCHEMA'])]
    return without.length === 0
      ? ok('not set: the store is a file in the workspace')
      : warning(`${without.join(', ')} without DB_HOST or DB_NAME: the store is a file in the workspace`)
  },
}

const warning = (message: string): Finding => ({ status: 'warn', message, next: databaseVariables.fix })

export const database: Check = {
  name: 'database',
  needed: true,
  needs: 'a SQLite file that can be read and written, or a PostgreSQL server that answers, 13 or newer',
  variables: [],
  fix: 'do what the finding says; a copy is restored by hand (sigma db backup makes one)',
  async look(place) {
    const status = await statusOf(place)
    if (status instanceof SigmaError)
      return { status: 'error', message: status.message, next: status.next ?? database.fix }
    const kind = { sqlite: 'SQLite', postgres: 'PostgreSQL' }[status.engine]
    return ok(`${kind}, ${status.where}${isMade(status) ? '' : ', not made yet: the first command makes it'}`)
  },
}

export const migrations: Check = {
  name: 'migrations',
  needed: false,
  needs: 'the tables of this version; the next command brings them up to it',
  variables: [],
  fix: 'sigma db backup, then sigma db migrate',
  async look(place) {
    const status = await statusOf(place)
    if (status instanceof SigmaError) return unread
    if (!isMade(status)) return ok('none yet')
    const { applied, pending } = status
    if (pending.length === 0) return ok(`all ${applied.length} applied`)
    const message = `${applied.length} applied, ${pending.length} to apply, from ${pending[0].name} on`
    return { status: 'warn', message, next: migrations.fix }
  },
}

export const clock: Check = {
  name: 'clock',
  needed: false,
  needs: 'a clock that is not behind the newest stored run',
  variables: [],
  fix: "set this machine's clock right, by NTP best",
  async look(place) {
    const status = await statusOf(place)
    if (status instanceof SigmaError) return unread
    const now = new Date().toISOString().slice(0, 16).replace('T', ' ')
    if (!isMade(status) || status.pending.length > 0) return ok(`${now} UTC; no run to compare it with`)
    const db = await openAsItIs(storeTarget(place.workspace, place.settings))
    try {
      const message = clockWarning(Date.now(), await newestTime(db))
      return message === undefined ? ok(`${now} UTC`) : { status: 'warn', message, next: clock.fix }
    } finally {
      await db.destroy()
    }
  },
}

export const unread: Finding = { status: 'skipped', message: 'not checked: the database could not be read' }

export const isMade = ({ applied }: StoreStatus): boolean => applied.length > 0

/** What is known of a place already: a server that does not answer is waited for once. */
const known = new WeakMap<Place, Promise<StoreStatus | SigmaError>>()

/** How the database stands, or the error that tells what keeps it from being used. */
export function statusOf(place: Place): Promise<StoreStatus | SigmaError> {
  const status = known.get(place) ?? readStatus(place)
  known.set(place, status)
  return status
}

async function readStatus({ workspace, settings }: Place): Promise<StoreStatus | SigmaError> {
  try {
    return await storeStatus(storeTarget(workspace, settings))
  } catch (error) {
    if (error instanceof SigmaError) return error
    throw error
  }
}
