import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Kysely } from 'kysely'
import { onTestFinished } from 'vitest'
import { openDatabase } from '../../src/store/database.ts'
import type { Database } from '../../src/store/schema.ts'
import { giveBackSchema, takeSchema } from '../postgres/schemas.ts'
import { writeMigrated } from './migratedFile.ts'

/** A folder of the test's own, removed when it ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sigma-store-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A database of the test's own, on the engine that the tests run on. */
export async function temporaryDatabase(): Promise<Kysely<Database>> {
  const schema = takeSchema()
  if (schema === undefined) {
    const file = join(temporaryFolder(), 'sigma.db')
    await writeMigrated(file)
    return opened(file)
  }
  const db = await openDatabase(schema)
  onTestFinished(async () => {
    await db.destroy()
    await giveBackSchema(schema)
  })
  return db
}

/** Opens a file, and closes it when the test ends. */
export async function opened(file: string): Promise<Kysely<Database>> {
  const db = await openDatabase({ file })
  onTestFinished(() => db.destroy())
  return db
}

/** A time that sorts like `step`. */
export function at(step: number): string {
  return new Date(Date.UTC(2024, 0, 1) + step * 1000).toISOString()
}

/** What every run needs, with a fresh id for each `step`. */
export function work(step: number) {
  return {
    id: `run-${String(step).padStart(4, '0')}`,
    requestKey: `request-${step}`,
    owner: 'process-1',
    status: 'running',
    packId: 'swingsigma',
    modelId: 'spy_eq_swing_daily',
    createdAt: at(step),
  } as const
}

/** Reads a list to its end, `limit` rows at a time. */
export async function allPages<Row>(
  limit: number,
  list: (page: { limit: number; offset: number }) => Promise<{ rows: Row[]; total: number }>,
): Promise<Row[]> {
  const rows: Row[] = []
  for (;;) {
    const page = await list({ limit, offset: rows.length })
    rows.push(...page.rows)
    if (page.rows.length < limit) return rows
  }
}
