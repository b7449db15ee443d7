import type { Kysely, Selectable } from 'kysely'
import type { Difference } from '../core/differences.ts'
import { objectsFromJsonText, toJsonText } from './json.ts'
import type { Listed, Page } from './page.ts'
import type { Database } from './schema.ts'

interface ModelName {
  packId: string
  modelId: string
}

/** What the config of a model said from some time on. */
export interface ModelConfigVersion extends ModelName {
  version: number
  /** The file, byte by byte. */
  text: string
  /** SHA-256 of it, in hex. */
  sha: string
  /** The fields in which it differs from the version before. */
  changes: Difference[]
  createdAt: string
  /** Null for a file that was found: one that came with Sigma, or was edited by hand. */
  createdBy: string | null
}

/** Keeps a version, which is never changed. Its number is taken by who holds the lock of the model. */
export async function insertModelConfigVersion(
  db: Kysely<Database>,
  { packId, modelId, version, text, sha, changes, createdAt, createdBy }: ModelConfigVersion,
): Promise<void> {
  await db
    .insertInto('model_config_versions')
    .values({
      ...{ pack_id: packId, model_id: modelId, version, text, sha },
      changes: toJsonText(changes),
      created_at: createdAt,
      created_by: createdBy,
    })
    .execute()
}

/** The latest version of a model's config, or the one asked for. */
export async function findModelConfigVersion(
  db: Kysely<Database>,
  model: ModelName,
  version?: number,
): Promise<ModelConfigVersion | undefined> {
  let rows = versionsOf(db, model).selectAll()
  if (version !== undefined) rows = rows.where('version', '=', version)
  const row = await rows.orderBy('version', 'desc').limit(1).executeTakeFirst()
  return row && toVersion(row)
}

/** The latest first. */
export async function listModelConfigVersions(
  db: Kysely<Database>,
  model: ModelName,
  { limit, offset }: Page,
): Promise<Listed<ModelConfigVersion>> {
  const rows = await versionsOf(db, model)
    .selectAll()
    .orderBy('version', 'desc')
    .limit(limit)
    .offset(offset)
    .execute()
  const { total } = await versionsOf(db, model)
    .select((eb) => eb.fn.countAll().as('total'))
    .executeTakeFirstOrThrow()
  return { rows: rows.map(toVersion), total: Number(total) }
}

function versionsOf(db: Kysely<Database>, { packId, modelId }: ModelName) {
  return db.selectFrom('model_config_versions').where('pack_id', '=', packId).where('model_id', '=', modelId)
}

function toVersion(row: Selectable<Database['model_config_versions']>): ModelConfigVersion {
  return {
    packId: row.pack_id,
    modelId: row.model_id,
    version: row.version,
    text: row.text,
    sha: row.sha,
    changes: objectsFromJsonText(row.changes).map(({ field, before, after }) => ({
      field: String(field),
      before,
      after,
    })),
    createdAt: row.created_at,
    createdBy: row.created_by,
  }
}
