import { type Kysely, sql } from 'kysely'
import { dialectOf } from './database.ts'
import type { ArtifactKind, Database } from './schema.ts'
import { inTransaction } from './transaction.ts'

/** A stored file that a row refers to. */
export interface ReferredFile {
  uri: string
  /** Null where only another row than an artifact's names the file. */
  kind: ArtifactKind | null
  /** A run that it belongs to, while there is one. */
  runId: string | null
}

/** The columns that hold addresses of stored files, beside the artifacts' own, and the run that they are of. */
const columns = [
  { table: 'matrices', uri: 'matrix_uri', run: null },
  { table: 'matrix_partitions', uri: 'matrix_uri', run: null },
  { table: 'matrices', uri: 'bars_uri', run: null },
  { table: 'matrices', uri: 'checkpoint_uri', run: null },
  { table: 'training_runs', uri: 'model_out_uri', run: 'id' },
  { table: 'backtest_runs', uri: 'data_csv_uri', run: 'id' },
  { table: 'backtest_runs', uri: 'plots_uri', run: 'id' },
  { table: 'sweep_results', uri: 'csv_uri', run: 'backtest_run_id' },
] as const

const pageSize = 500

/**
 * Every stored file that a row refers to, read in pages. One that several columns name may come more than once.
 *
 * The database may be at an earlier schema, as one that is copied before its upgrade is: what it has no table or column
 * for, no row of it refers to.
 */
export async function* listReferredFiles(db: Kysely<Database>): AsyncGenerator<ReferredFile> {
  const ofArtifacts = await columnsOf(db, 'artifacts')
  const hasArtifacts = ofArtifacts.has('uri')
  const hasSweeps = ofArtifacts.has('sweep_id')
  if (hasArtifacts) yield* pages((after) => artifactPage(db, { after, hasSweeps }))
  for (const column of columns) {
    if (!(await columnsOf(db, column.table)).has(column.uri)) continue
    yield* pages((after) => otherPage(db, column, { after, hasArtifacts }))
  }
}

/** Those of the addresses that a row refers to. */
export async function findReferred(db: Kysely<Database>, uris: readonly string[]): Promise<Set<string>> {
  if (uris.length === 0) return new Set()
  const rows = await db.selectFrom('artifacts').select('uri').where('uri', 'in', uris).distinct().execute()
  const found = new Set(rows.map(({ uri }) => uri))
  for (const { table, uri } of columns) {
    // Nearly all have an artifact's row, whose address is indexed; the others are few.
    const rest = uris.filter((one) => !found.has(one))
    if (rest.length === 0) break
    const column = sql.ref<string>(uri)
    const { rows: others } = await sql<{ uri: string }>`
      select ${column} as uri from ${sql.table(table)} where ${column} in (${sql.join(rest)})`.execute(db)
    for (const other of others) found.add(other.uri)
  }
  return found
}

/** Has every row that refers to a file refer to another place with the same bytes: all of them or none. */
export async function moveUri(db: Kysely<Database>, from: string, to: string): Promise<void> {
  await inTransaction(db, {}, async (trx) => {
    await trx.updateTable('artifacts').set({ uri: to }).where('uri', '=', from).execute()
    for (const { table, uri } of columns) {
      const column = sql.ref<string>(uri)
      await sql`update ${sql.table(table)} set ${column} = ${to} where ${column} = ${from}`.execute(trx)
    }
  })
}

/** The names of a table's columns; none where the table is not there. */
async function columnsOf(db: Kysely<Database>, table: string): Promise<Set<string>> {
  const { rows } =
    dialectOf(db) === 'postgres'
      ? await sql<{ name: string }>`
          select attname as name from pg_attribute
          where attrelid = to_regclass(${table}) and attnum > 0 and not attisdropped`.execute(db)
      : await sql<{ name: string }>`select name from pragma_table_info(${table})`.execute(db)
  return new Set(rows.map(({ name }) => name))
}

async function* pages(read: (after: string) => Promise<ReferredFile[]>): AsyncGenerator<ReferredFile> {
  for (let after = ''; ; ) {
    const files = await read(after)
    yield* files
    const last = files.at(-1)
    if (last === undefined || files.length < pageSize) return
    after = last.uri
  }
}

/** One for each file: equal bytes of several runs are one. */
async function artifactPage(
  db: Kysely<Database>,
  { after, hasSweeps }: { after: string; hasSweeps: boolean },
): Promise<ReferredFile[]> {
  const rows = await db
    .selectFrom('artifacts')
    .select(({ fn }) => [
      'uri',
      fn.min('kind').as('kind'),
      fn.max('build_run_id').as('build'),
      fn.max('training_run_id').as('training'),
      fn.max('backtest_run_id').as('backtest'),
      (hasSweeps ? fn.max('sweep_id') : sql<null>`null`).as('sweep'),
    ])
    .where('uri', '>', after)
    .groupBy('uri')
    .orderBy('uri')
    .limit(pageSize)
    .execute()
  return rows.map(({ uri, kind, build, training, backtest, sweep }) => ({
    uri,
    kind,
    runId: build ?? training ?? backtest ?? sweep,
  }))
}

/** Files that have no artifact's row: few, so that reading the table for each page of them does. */
async function otherPage(
  db: Kysely<Database>,
  column: (typeof columns)[number],
  { after, hasArtifacts }: { after: string; hasArtifacts: boolean },
): Promise<ReferredFile[]> {
  const uri = sql.ref(`${column.table}.${column.uri}`)
  const run = column.run === null ? sql`null` : sql`min(${sql.ref(column.run)})`
  const isOther = hasArtifacts
    ? sql`not exists (select 1 from artifacts where artifacts.uri = ${uri})`
    : sql`1 = 1`
  const { rows } = await sql<{ uri: string; run: string | null }>`
    select ${uri} as uri, ${run} as run from ${sql.table(column.table)}
    where ${uri} > ${after} and ${isOther}
    group by ${uri} order by ${uri} limit ${pageSize}`.execute(db)
  return rows.map((row) => ({ uri: row.uri, kind: null, runId: row.run }))
}
