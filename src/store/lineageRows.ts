import { type Kysely, sql } from 'kysely'
import { fromJsonText, type JsonObject, toJsonText } from './json.ts'
import type { Database } from './schema.ts'

export const workKinds = ['build', 'training', 'sweep', 'backtest'] as const
export type WorkKind = (typeof workKinds)[number]

/** Completed work with what its row tells of where it came from. */
export interface LineageRow {
  id: string
  lineage: JsonObject
  /** Columns that say the same as a field of lineage does; absent where they are empty, or there is none. */
  columns: Record<string, string>
  /** Of a training: the address of its model. */
  modelUri: string | null
  /** Of a backtest: the sweep that it is a variant of. */
  sweepId: string | null
}

const tables = {
  build: {
    name: 'build_runs',
    columns: { matrix_sha: 'matrix_sha', policy_sha: 'policy_snapshot_sha', risk_profile: 'risk_profile' },
  },
  training: {
    name: 'training_runs',
    columns: { matrix_sha: 'matrix_sha', policy_sha: 'policy_snapshot_sha', risk_profile: 'risk_profile' },
  },
  sweep: {
    name: 'backtest_sweeps',
    columns: { matrix_sha: 'matrix_sha', policy_sha: 'policy_snapshot_sha', risk_profile: 'risk_profile' },
  },
  backtest: {
    name: 'backtest_runs',
    columns: {
      matrix_sha: 'matrix_sha',
      policy_sha: 'policy_sha',
      risk_profile: 'risk_profile',
      risk_sha: 'risk_sha',
      config_sha: 'config_sha',
    },
  },
} as const

/** Completed work of a kind by id, after one of them. */
export async function lineagePage(
  db: Kysely<Database>,
  kind: WorkKind,
  after: string,
  limit: number,
): Promise<LineageRow[]> {
  const { name, columns } = tables[kind]
  const own = Object.entries(columns).map(([field, column]) => sql`${sql.ref(column)} as ${sql.ref(field)}`)
  const model = kind === 'training' ? sql`model_out_uri` : sql`null`
  const sweep = kind === 'backtest' ? sql`sweep_id` : sql`null`
  const { rows } = await sql<Record<string, string | null>>`
    select id, lineage, ${model} as model, ${sweep} as sweep, ${sql.join(own)} from ${sql.table(name)}
    where status = 'completed' and id > ${after} order by id limit ${limit}`.execute(db)
  return rows.map(({ id, lineage, model: modelUri, sweep: sweepId, ...rest }) => ({
    id: String(id),
    lineage: typeof lineage === 'string' ? fromJsonText(lineage) : {},
    columns: filled(rest),
    modelUri: modelUri ?? null,
    sweepId: sweepId ?? null,
  }))
}

function filled(columns: Record<string, string | null>): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [name, value] of Object.entries(columns)) if (typeof value === 'string') found[name] = value
  return found
}

/** Keeps a lineage, and in columns that are empty what it says too; `unknown` is no value of a column. */
export async function putLineage(
  db: Kysely<Database>,
  kind: WorkKind,
  id: string,
  lineage: JsonObject,
): Promise<void> {
  const { name, columns } = tables[kind]
  const sets = [sql`lineage = ${toJsonText(lineage)}`]
  for (const [field, column] of Object.entries(columns)) {
    const value = lineage[field]
    // A snapshot has a row of its own that the column refers to.
    if (column === 'policy_snapshot_sha' || typeof value !== 'string' || value === 'unknown') continue
    sets.push(sql`${sql.ref(column)} = coalesce(${sql.ref(column)}, ${value})`)
  }
  await sql`update ${sql.table(name)} set ${sql.join(sets)} where id = ${id}`.execute(db)
}
