import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '../../src/store/database.ts'

/** The file of a new database, which all test files of a process share: to migrate one takes longer than most tests. */
let migrated: Promise<Buffer> | undefined

async function migrate(): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'sigma-migrated-'))
  try {
    const file = join(folder, 'sigma.db')
    const db = await openDatabase({ file })
    // Carries the log over to the file.
    await db.destroy()
    return readFileSync(file)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Writes a SQLite database without rows at the program's schema, as opening a new one makes it. */
export async function writeMigrated(file: string): Promise<void> {
  migrated ??= migrate()
  writeFileSync(file, await migrated)
}
