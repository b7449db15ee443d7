import type { Kysely, Selectable } from 'kysely'
import { fromJsonText, type JsonObject, toJsonText } from './json.ts'
import type { Database } from './schema.ts'

/** What is said of a pack on top of its file, from this version on. */
export interface PackMetadataVersion {
  packId: string
  version: number
  metadata: JsonObject
  createdAt: string
  createdBy: string
}

/** Keeps a version, which is never changed. Its number is taken by who holds the lock of the pack. */
export async function insertPackMetadata(
  db: Kysely<Database>,
  { metadata, ...version }: Omit<PackMetadataVersion, 'metadata'> & { metadata: object },
): Promise<void> {
  await db
    .insertInto('pack_metadata')
    .values({
      pack_id: version.packId,
      version: version.version,
      metadata: toJsonText(metadata),
      created_at: version.createdAt,
      created_by: version.createdBy,
    })
    .execute()
}

/** The latest version of each pack that has one, or of one pack. */
export async function listPackMetadata(
  db: Kysely<Database>,
  packId?: string,
): Promise<PackMetadataVersion[]> {
  let rows = db
    .selectFrom('pack_metadata as one')
    .selectAll()
    .where('version', '=', (eb) =>
      eb
        .selectFrom('pack_metadata as other')
        .whereRef('other.pack_id', '=', 'one.pack_id')
        .select(({ fn }) => fn.max('other.version').as('latest')),
    )
  if (packId !== undefined) rows = rows.where('pack_id', '=', packId)
  return (await rows.orderBy('pack_id').execute()).map(toVersion)
}

function toVersion(row: Selectable<Database['pack_metadata']>): PackMetadataVersion {
  return {
    packId: row.pack_id,
    version: row.version,
    metadata: fromJsonText(row.metadata),
    createdAt: row.created_at,
    createdBy: row.created_by,
  }
}
