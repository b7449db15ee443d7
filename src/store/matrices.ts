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

export interface NewMatrix extends Omit<StoredMatrix, 'meta'> {
  meta: object
}

/** Stores a matrix, or returns the one already stored under its hash: equal hashes are equal matrices. */
export async function insertMatrix(db: Kysely<Database>, matrix: NewMatrix): Promise<StoredMatrix> {
  const { sha, meta, matrixUri, barsUri, createdAt, growth } = matrix
  await db
    .insertInto('matrices')
    .values({
      sha,
      meta: toJsonText(meta),
      matrix_uri: matrixUri,
      bars_uri: barsUri,
      created_at: createdAt,
      family: growth?.family ?? null,
      bars: growth?.bars ?? null,
      bars_sha: growth?.barsSha ?? null,
      checkpoint_uri: growth?.checkpointUri ?? null,
    })
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
