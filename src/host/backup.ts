import { constants, existsSync } from 'node:fs'
import { copyFile, mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { openArtifacts } from '../artifacts/local.ts'
import { SigmaError } from '../core/errors.ts'
import { listReferredFiles } from '../store/artifactUris.ts'
import { backUpStore } from '../store/backup.ts'
import { openDatabase } from '../store/database.ts'
import { isPostgres } from '../store/target.ts'
import { databaseState } from './db.ts'
import type { Settings } from './settings.ts'
import { storeTarget } from './storeTarget.ts'

/** What was copied of a workspace. */
export interface Backup {
  folder: string
  /** Name of the database's copy in the folder. */
  database: string
  /** The last migration that it has. */
  migration: string | null
  /** Stored files that rows refer to, with their size in bytes. */
  files: number
  bytes: number
  /** Addresses of files that are not there, or are not what was stored: they are not in the backup. */
  damaged: { uri: string; state: 'missing' | 'changed' | 'unreadable' }[]
}

/**
 * Copies the database and every stored file that a row of it refers to. The database goes first and files are never changed,
 * so that each row of the copy has its file. `backup.json` is written last: a folder without it is not complete.
 *
 * @param folder where to; it must not exist, or be empty
 * @throws INVALID_PARAM for a folder that holds something; NOT_FOUND when there is no database; UNAVAILABLE when the copy
 *   can't be written
 */
export async function backUpWorkspace(
  workspace: string,
  settings: Settings,
  folder: string,
): Promise<Backup> {
  const target = storeTarget(workspace, settings)
  const { applied } = await databaseState(workspace, settings)
  if (!isPostgres(target) && !existsSync(target.file)) {
    throw new SigmaError('NOT_FOUND', `there is no database at ${target.file} to copy`, {
      next: 'name the workspace with --workspace, or make one with: sigma init',
    })
  }
  await makeEmpty(folder)
  const database = await backUpStore(target, folder)
  const files = await copyFiles(workspace, settings, folder)
  const backup = { database, migration: applied.at(-1) ?? null, ...files }
  await writeFile(join(folder, 'backup.json'), `${JSON.stringify(backup, null, 2)}\n`)
  return { folder, ...backup }
}

async function makeEmpty(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  if ((await readdir(folder)).length === 0) return
  throw new SigmaError('INVALID_PARAM', `the folder ${folder} holds something already`, {
    next: 'name a folder that does not exist yet',
  })
}

async function copyFiles(
  workspace: string,
  settings: Settings,
  folder: string,
): Promise<Pick<Backup, 'files' | 'bytes' | 'damaged'>> {
  const artifacts = openArtifacts(workspace)
  const db = await openDatabase(storeTarget(workspace, settings))
  const copied = { files: 0, bytes: 0, damaged: [] as Backup['damaged'][number][] }
  try {
    for await (const { uri } of listReferredFiles(db)) {
      const { state } = await artifacts.check(uri)
      if (state !== 'whole') {
        copied.damaged.push({ uri, state })
        continue
      }
      const to = join(folder, ...uri.slice('file:.sigma/'.length).split('/'))
      // Two columns may name one file.
      if (existsSync(to)) continue
      await mkdir(dirname(to), { recursive: true })
      // Where the disk can, the bytes are shared until one of the two is changed.
      await copyFile(await artifacts.path(uri), to, constants.COPYFILE_FICLONE)
      copied.files++
      copied.bytes += (await stat(to)).size
    }
  } finally {
    await db.destroy()
  }
  return copied
}
