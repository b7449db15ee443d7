import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { backUpStore } from '../../src/store/backup.ts'
import { openDatabase } from '../../src/store/database.ts'

/** The file of a new database, which all test files of a process share: to migrate one takes longer than most tests. */
let migrated: Promise<Buffer> | undefined

async function migrate(): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'sigma-migrated-'))
  try {
    const target = { file: join(folder, 'sigma.db') }
    await (await openDatabase(target)).destroy()
    // Much of it may still be in the log beside it; a copy is one file.
    const copy = join(folder, 'copy')
    mkdirSync(copy)
    return readFileSync(join(copy, await backUpStore(target, copy)))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Writes a SQLite database without rows at the program's schema, as opening a new one makes it. */
export async function writeMigrated(file: string): Promise<void> {
  migrated ??= migrate()
  writeFileSync(file, await migrated)
}

/** Gives a workspace such a database, if it has none yet. */
export async function giveDatabase(workspace: string): Promise<void> {
  const file = join(workspace, '.sigma', 'sigma.db')
  if (existsSync(file)) return
  mkdirSync(dirname(file), { recursive: true })
  await writeMigrated(file)
}
