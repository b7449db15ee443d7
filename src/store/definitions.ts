import type { Kysely } from 'kysely'
import { canonicalJson } from '../core/lineage/canonicalJson.ts'
import { fromJsonText, type JsonObject, toJsonText } from './json.ts'
import type { Database } from './schema.ts'

/** What storing a definition did: made it, changed what was there, or found it as it is. */
export type Stored = 'new' | 'changed' | 'same'

export interface PackDefinition {
  id: string
  meta: object
  sha: string
  at: string
}

export interface ModelDefinition {
  packId: string
  modelId: string
  config: object
  sha: string
  at: string
}

export interface SetDefinition {
  /** Of a new row. */
  id: string
  packId: string
  /** Null for a set of the whole pack. */
  modelId: string | null
  name: string
  version: number
  data: object
  at: string
}

export interface IndicatorDefinition {
  name: string
  version: number
  category: string
  subcategory: string | null
  /** Names with their defaults. */
  params: object
  doc: string
}

// Several processes may copy the same files at once: what the last one writes is what all of them read.

export async function putPack(db: Kysely<Database>, { id, meta, sha, at }: PackDefinition): Promise<Stored> {
  const before = await db.selectFrom('packs').select('sha').where('id', '=', id).executeTakeFirst()
  if (before?.sha === sha) return 'same'
  const columns = { meta: toJsonText(meta), sha, updated_at: at }
  await db
    .insertInto('packs')
    .values({ id, ...columns })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(columns))
    .execute()
  return before ? 'changed' : 'new'
}

export async function putModelConfig(
  db: Kysely<Database>,
  { packId, modelId, config, sha, at }: ModelDefinition,
): Promise<Stored> {
  const before = await db
    .selectFrom('model_configs')
    .select('sha')
    .where('pack_id', '=', packId)
    .where('model_id', '=', modelId)
    .executeTakeFirst()
  if (before?.sha === sha) return 'same'
  const columns = { config: toJsonText(config), sha, updated_at: at }
  await db
    .insertInto('model_configs')
    .values({ pack_id: packId, model_id: modelId, ...columns })
    .onConflict((conflict) => conflict.columns(['pack_id', 'model_id']).doUpdateSet(columns))
    .execute()
  return before ? 'changed' : 'new'
}

/** Of one name and version there is one set: its indicators are replaced. */
export async function putIndicatorSet(
  db: Kysely<Database>,
  { id, packId, modelId, name, version, data, at }: SetDefinition,
): Promise<Stored> {
  const text = toJsonText(data)
  const before = await db
    .selectFrom('indicator_sets')
    .select(['id', 'data'])
    .where('pack_id', '=', packId)
    .where('model_id', modelId === null ? 'is' : '=', modelId)
    .where('name', '=', name)
    .where('version', '=', version)
    .executeTakeFirst()
  if (before?.data === text) return 'same'
  if (before) {
    await db.updateTable('indicator_sets').set({ data: text }).where('id', '=', before.id).execute()
    return 'changed'
  }
  const scope = modelId === null ? 'pack' : 'model'
  const row = {
    id,
    pack_id: packId,
    scope,
    model_id: modelId,
    name,
    version,
    data: text,
    created_at: at,
  } as const
  const made = await db
    .insertInto('indicator_sets')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return made ? 'new' : 'same'
}

/** What is stored of a set, the latest version first. */
export async function listSetVersions(
  db: Kysely<Database>,
  { packId, modelId, name }: Pick<SetDefinition, 'packId' | 'modelId' | 'name'>,
): Promise<{ version: number; data: JsonObject }[]> {
  const rows = await db
    .selectFrom('indicator_sets')
    .select(['version', 'data'])
    .where('pack_id', '=', packId)
    .where('model_id', modelId === null ? 'is' : '=', modelId)
    .where('name', '=', name)
    .orderBy('version', 'desc')
    .execute()
  return rows.map(({ version, data }) => ({ version, data: fromJsonText(data) }))
}

export async function putIndicator(
  db: Kysely<Database>,
  { name, params, ...rest }: IndicatorDefinition,
): Promise<Stored> {
  const columns = { ...rest, params: toJsonText(params) }
  const before = await db.selectFrom('indicators').selectAll().where('name', '=', name).executeTakeFirst()
  if (before && canonicalJson(before) === canonicalJson({ name, ...columns })) return 'same'
  await db
    .insertInto('indicators')
    .values({ name, ...columns })
    .onConflict((conflict) => conflict.column('name').doUpdateSet(columns))
    .execute()
  return before ? 'changed' : 'new'
}
