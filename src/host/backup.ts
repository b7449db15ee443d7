import { constants, existsSync } from 'node:fs'
import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { openArtifacts } from '../artifacts/local.ts'
import { SigmaError } from '../core/errors.ts'
import { listReferredFiles } from '../store/artifactUris.ts'
import { backUpStore, backupName } from '../store/backup.ts'
import { openAsItIs } from '../store/database.ts'
import { isPostgres, type StoreTarget } from '../store/target.ts'
import { assertFree, inNewFolder } from './backupFolder.ts'
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
  /** Objects that rows refer to. They stay in their bucket: the rows of the copy refer to them there. */
  objects: number
  /** Addresses of files that are not there, or are not what was stored: they are not in the backup. */
  damaged: { uri: string; state: 'missing' | 'changed' | 'unreadable' }[]
}

type CopiedFiles = Pick<Backup, 'files' | 'bytes' | 'objects' | 'damaged'>

/**
 * Copies the database, at the schema that it has, and every stored file that a row of it refers to. Neither is changed. The
 * database goes first and files are never changed, so that each row of the copy has its file. `backup.json` is written last:
 * a folder without it is not complete.
 *
 * @param folder where to; it must not exist, or be empty. When the copy fails it is as it was before.
 * @throws INVALID_PARAM for a folder that holds something, or is a file; NOT_FOUND when there is no database; UNAVAILABLE
 *   when the copy can't be written
 */
export async function backUpWorkspace(
  workspace: string,
  settings: Settings,
  folder: string,
): Promise<Backup> {
  const { target, migration } = await source(workspace, settings)
  return inNewFolder(folder, async () => {
    const database = await backUpStore(target, folder)
    // The rows of the copy tell its files. A dump can't be asked: the server is, after it, and has newer rows too.
    const copy = isPostgres(target) ? target : { file: join(folder, database) }
    const files = await goThroughFiles(workspace, copy, (uri, file) => copyInto(folder, uri, file))
    const backup = { database, migration, ...files }
    await writeFile(join(folder, 'backup.json'), `${JSON.stringify(backup, null, 2)}\n`)
    return { folder, ...backup }
  })
}

/** What `backUpWorkspace` would copy now, and the errors that can be told before. Every file is read, and none is written. */
export async function planBackup(workspace: string, settings: Settings, folder: string): Promise<Backup> {
  const { target, migration } = await source(workspace, settings)
  await assertFree(folder)
  const files = await goThroughFiles(workspace, target, async () => {})
  return { folder, database: backupName(target), migration, ...files }
}

async function source(
  workspace: string,
  settings: Settings,
): Promise<{ target: StoreTarget; migration: string | null }> {
  const target = storeTarget(workspace, settings)
  const { applied } = await databaseState(workspace, settings)
  if (!isPostgres(target) && !existsSync(target.file)) {
    throw new SigmaError('NOT_FOUND', `there is no database at ${target.file} to copy`, {
      next: 'name the workspace with --workspace, or make one with: sigma init',
    })
  }
  return { target, migration: applied.at(-1) ?? null }
}

/** Hands over each file of the workspace that a row of a database refers to and that is whole. */
async function goThroughFiles(
  workspace: string,
  database: StoreTarget,
  handOver: (uri: string, file: string) => Promise<void>,
): Promise<CopiedFiles> {
  const artifacts = openArtifacts(workspace)
  const db = await openAsItIs(database)
  const found: CopiedFiles = { files: 0, bytes: 0, objects: 0, damaged: [] }
  // Two columns may name one file.
  const seen = new Set<string>()
  try {
    for await (const { uri } of listReferredFiles(db)) {
      if (seen.has(uri)) continue
      seen.add(uri)
      if (uri.startsWith('s3:')) {
        found.objects++
        continue
      }
      const { state, size } = await artifacts.check(uri)
      if (state !== 'whole') {
        found.damaged.push({ uri, state })
        continue
      }
      await handOver(uri, await artifacts.path(uri))
      found.files++
      found.bytes += size
    }
  } finally {
    await db.destroy()
  }
  return found
}

async function copyInto(folder: string, uri: string, file: string): Promise<void> {
  const to = join(folder, ...uri.slice('file:.sigma/'.length).split('/'))
  await mkdir(dirname(to), { recursive: true })
  // Where the disk can, the bytes are shared until one of the two is changed.
  await copyFile(file, to, constants.COPYFILE_FICLONE)
}
