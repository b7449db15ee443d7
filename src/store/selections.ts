import { type Kysely, type Selectable, sql } from 'kysely'
import { dialectOf } from './database.ts'
import { isJsonObject, type JsonObject, type JsonValue, objectsFromJsonText } from './json.ts'
import type { Listed, Page } from './page.ts'
import type { Database } from './schema.ts'

/** A backtest that was picked, with what it was when that was done. */
export interface SelectedBacktest {
  backtestId: string
  packId: string
  modelId: string
  /** As answers show it. */
  config: JsonObject
  lineage: JsonObject
}

export interface Selection {
  id: string
  createdAt: string
  items: SelectedBacktest[]
}

export async function insertSelection(
  db: Kysely<Database>,
  { id, createdAt, items }: Selection,
): Promise<void> {
  await db
    .insertInto('selections')
    .values({ id, created_at: createdAt, items: JSON.stringify(items.map(itemJson)) })
    .execute()
}

export async function findSelection(db: Kysely<Database>, id: string): Promise<Selection | undefined> {
  const row = await db.selectFrom('selections').selectAll().where('id', '=', id).executeTakeFirst()
  return row && toSelection(row)
}

/** Newest first. The id breaks ties, so pages never overlap. A model's are those that have an item of it. */
export async function listSelections(
  db: Kysely<Database>,
  { modelId }: { modelId?: string },
  { limit, offset }: Page,
): Promise<Listed<Selection>> {
  let selections = db.selectFrom('selections')
  if (modelId !== undefined) selections = selections.where(hasModel(db, modelId))
  const newest = selections.selectAll().orderBy('created_at', 'desc').orderBy('id', 'desc')
  const rows = await newest.limit(limit).offset(offset).execute()
  const { total } = await selections.select((eb) => eb.fn.countAll().as('total')).executeTakeFirstOrThrow()
  return { rows: rows.map(toSelection), total: Number(total) }
}

/** False when there is no such selection. */
export async function deleteSelection(db: Kysely<Database>, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('selections').where('id', '=', id).executeTakeFirst()
  return numDeletedRows > 0n
}

/** Each engine has its own table of the elements of a JSON array. */
function hasModel(db: Kysely<Database>, modelId: string) {
  return dialectOf(db) === 'postgres'
    ? sql<boolean>`exists (select 1 from json_array_elements(selections.items) item where item ->> 'model_id' = ${modelId})`
    : sql<boolean>`exists (select 1 from json_each(selections.items) item where item.value ->> 'model_id' = ${modelId})`
}

function itemJson({ backtestId, packId, modelId, config, lineage }: SelectedBacktest): object {
  return { model_id: modelId, pack_id: packId, backtest_id: backtestId, config, lineage }
}

function toSelection({ id, created_at, items }: Selectable<Database['selections']>): Selection {
  return { id, createdAt: created_at, items: objectsFromJsonText(items).map(toItem) }
}

function toItem({ backtest_id, pack_id, model_id, config, lineage }: JsonObject): SelectedBacktest {
  return {
    backtestId: String(backtest_id),
    packId: String(pack_id),
    modelId: String(model_id),
    config: objectOf(config),
    lineage: objectOf(lineage),
  }
}

function objectOf(value: JsonValue | undefined): JsonObject {
  if (isJsonObject(value)) return value
  throw new TypeError(`Expected the config and lineage of a selected backtest in the database, got ${value}`)
}
