import { auditedCommand } from '../services/audited.ts'
import { type Backfilled, type BackfillOptions, backfillLineage } from '../services/backfillLineage.ts'
import { type ImportedDefinition, importDefinitions } from '../services/importDefinitions.ts'
import { openDatabase } from '../store/database.ts'
import { storeStatus } from '../store/status.ts'
import { isPostgres } from '../store/target.ts'
import { openParts } from './openParts.ts'
import type { Settings } from './settings.ts'
import { makeStateFolder } from './stateFolder.ts'
import { storeTarget } from './storeTarget.ts'

/** How the database of a workspace stands to this program. */
export interface DatabaseState {
  engine: 'sqlite' | 'postgres'
  /** The file, or the address without its password. */
  database: string
  /** Names of migrations, in order. */
  applied: string[]
  pending: { name: string; sql: string }[]
}

/** Looks at the database, and changes nothing. Throws UNAVAILABLE when it can't be read, or is another program's. */
export async function databaseState(workspace: string, settings: Settings): Promise<DatabaseState> {
  const { engine, where, applied, pending } = await storeStatus(storeTarget(workspace, settings))
  return { engine, database: where, applied, pending: pending.map(({ name, sql }) => ({ name, sql })) }
}

/** Brings the database to this program's schema, and makes it where it does not exist; tells what was to be done. */
export async function migrateDatabase(workspace: string, settings: Settings): Promise<DatabaseState> {
  const target = storeTarget(workspace, settings)
  const before = await databaseState(workspace, settings)
  if (!isPostgres(target)) makeStateFolder(workspace)
  const db = await openDatabase(target)
  await db.destroy()
  return before
}

/** Copies the files of packs to the database, as `importDefinitions` tells it. */
export async function importFiles(
  workspace: string,
  settings: Settings,
  options: { packId: string | null; dryRun: boolean },
): Promise<ImportedDefinition[]> {
  const { parts, close } = await openParts({ workspace, settings })
  try {
    const act = () => importDefinitions(parts, options)
    const body = { pack_id: options.packId }
    const command = { action: 'importDefinitions', command: 'sigma db import', body }
    return await (options.dryRun ? act() : auditedCommand(parts, command, act))
  } finally {
    await close()
  }
}

/** Fills the lineage of runs that lack it, as `backfillLineage` tells it. */
export async function backfillRuns(
  workspace: string,
  settings: Settings,
  options: BackfillOptions,
): Promise<Backfilled[]> {
  const { parts, close } = await openParts({ workspace, settings })
  try {
    const act = () => backfillLineage(parts, options)
    const command = { action: 'backfillLineage', command: 'sigma db backfill', body: {} }
    return await (options.dryRun ? act() : auditedCommand(parts, command, act))
  } finally {
    await close()
  }
}
