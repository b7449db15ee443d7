import type { Kysely, Selectable } from 'kysely'
import { fromJsonText, type JsonObject, toJsonText } from './json.ts'
import type { Database } from './schema.ts'

/** A built matrix and the bars it came from, by the hash of all that determines it. */
export interface StoredMatrix {
  sha: string
  meta: JsonObject
  /** Its file, or the first of them. */
  matrixUri: string
  barsUri: string
  createdAt: string
  /** What a build on more bars can go on from; null where it can't. */
  growth: Growth | null
}

interface Growth {
  /** Hash of all that this matrix has in common with the longer one. */
  family: string
  /** Number of bars it was computed from, and their hash: the longer one has to begin with them. */
  bars: number
  barsSha: string
  checkpointUri: string
}

export interface NewMatrix extends Omit<StoredMatrix, 'meta' | 'matrixUri'> {
  meta: object
  /** Its files in the order of their rows, at least one. */
  matrixUris: readonly string[]
}

/**
 * Stores a matrix, or returns the one already stored under its hash: equal hashes are equal matrices.
 *
 * @param db an open transaction, where the matrix is of several files
 */
export async function insertMatrix(db: Kysely<Database>, matrix: NewMatrix): Promise<StoredMatrix> {
  await insertRow(db, matrix)
  await insertPartitions(db, matrix)
  return toMatrix(
    await db.selectFrom('matrices').selectAll().where('sha', '=', matrix.sha).executeTakeFirstOrThrow(),
  )
}

async function insertRow(
  db: Kysely<Database>,
  { sha, meta, matrixUris, barsUri, createdAt, growth }: NewMatrix,
): Promise<void> {
  await db
    .insertInto('matrices')
    .values({
      sha,
      meta: toJsonText(meta),
      matrix_uri: matrixUris[0],
      bars_uri: barsUri,
      created_at: createdAt,
      family: growth?.family ?? null,
      bars: growth?.bars ?? null,
      bars_sha: growth?.barsSha ?? null,
      checkpoint_uri: growth?.checkpointUri ?? null,
    })
    .onConflict((conflict) => conflict.column('sha').doNothing())
    .execute()
}

async function insertPartitions(db: Kysely<Database>, { sha, matrixUris }: NewMatrix): Promise<void> {
  if (matrixUris.length === 1) return
  const rows = matrixUris.map((uri, place) => ({ matrix_sha: sha, place, matrix_uri: uri }))
  await db
    .insertInto('matrix_partitions')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['matrix_sha', 'place']).doNothing())
    .execute()
}

/** The files of a matrix that has several, in the order of their rows; none where it is one file. */
export async function listPartitions(db: Kysely<Database>, sha: string): Promise<string[]> {
  const rows = await db
    .selectFrom('matrix_partitions')
    .select('matrix_uri')
    .where('matrix_sha', '=', sha)
    .orderBy('place')
    .execute()
  return rows.map((row) => row.matrix_uri)
}

export async function findMatrix(db: Kysely<Database>, sha: string): Promise<StoredMatrix | undefined> {
  const row = await db.selectFrom('matrices').selectAll().where('sha', '=', sha).executeTakeFirst()
  return row && toMatrix(row)
}

/** Matrices of a family on at most so many bars, the longest first; no more than `limit`. */
export async function listFamily(
  db: Kysely<Database>,
  { family, bars, limit }: { family: string; bars: number; limit: number },
): Promise<StoredMatrix[]> {
  const rows = await db
    .selectFrom('matrices')
    .selectAll()
    .where('family', '=', family)
    .where('bars', '<=', bars)
    .orderBy('bars', 'desc')
    .orderBy('sha')
    .limit(limit)
    .execute()
  return rows.map(toMatrix)
}

function toMatrix(row: Selectable<Database['matrices']>): StoredMatrix {
  return {
    sha: row.sha,
    meta: fromJsonText(row.meta),
    matrixUri: row.matrix_uri,
    barsUri: row.bars_uri,
    createdAt: row.created_at,
    growth: growthOf(row),
  }
}

function growthOf({
  family,
  bars,
  bars_sha,
  checkpoint_uri,
}: Selectable<Database['matrices']>): Growth | null {
  if (family === null || bars === null || bars_sha === null || checkpoint_uri === null) return null
  return { family, bars, barsSha: bars_sha, checkpointUri: checkpoint_uri }
}

/** How many are stored. */
export async function countMatrices(db: Kysely<Database>): Promise<number> {
  const { total } = await db
    .selectFrom('matrices')
    .select((eb) => eb.fn.countAll().as('total'))
    .executeTakeFirstOrThrow()
  return Number(total)
}
