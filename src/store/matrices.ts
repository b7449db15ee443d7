import type { Kysely, Selectable } from 'kysely'
import { fromJsonText, type JsonObject, toJsonText } from './json.ts'
import type { Database } from './schema.ts'

/** A built matrix and the bars it came from, by the hash of all that determines it. */
export interface StoredMatrix {
  sha: string
  meta: JsonObject
  matrixUri: string
  barsUri: string
  createdAt: string
}

export interface NewMatrix extends Omit<StoredMatrix, 'meta'> {
  meta: object
}

/** Stores a matrix, or returns the one already stored under its hash: equal hashes are equal matrices. */
export async function insertMatrix(db: Kysely<Database>, matrix: NewMatrix): Promise<StoredMatrix> {
  const { sha, meta, matrixUri, barsUri, createdAt } = matrix
  await db
    .insertInto('matrices')
    .values({ sha, meta: toJsonText(meta), matrix_uri: matrixUri, bars_uri: barsUri, created_at: createdAt })
    .onConflict((conflict) => conflict.column('sha').doNothing())
    .execute()
  return toMatrix(
    await db.selectFrom('matrices').selectAll().where('sha', '=', sha).executeTakeFirstOrThrow(),
  )
}

export async function findMatrix(db: Kysely<Database>, sha: string): Promise<StoredMatrix | undefined> {
  const row = await db.selectFrom('matrices').selectAll().where('sha', '=', sha).executeTakeFirst()
  return row && toMatrix(row)
}

function toMatrix(row: Selectable<Database['matrices']>): StoredMatrix {
  return {
    sha: row.sha,
    meta: fromJsonText(row.meta),
    matrixUri: row.matrix_uri,
    barsUri: row.bars_uri,
    createdAt: row.created_at,
  }
}
