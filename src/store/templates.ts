import type { Kysely, Selectable } from 'kysely'
import { fromJsonText, type JsonObject, toJsonText } from './json.ts'
import type { Database } from './schema.ts'

/** A template that is being written. */
export interface TemplateDraft {
  templateId: string
  packId: string
  template: JsonObject
  createdAt: string
  updatedAt: string
  updatedBy: string
}

/** A template as it was published. */
export interface TemplateVersion {
  templateId: string
  version: number
  packId: string
  template: JsonObject
  publishedAt: string
  publishedBy: string
}

export async function findTemplateDraft(
  db: Kysely<Database>,
  templateId: string,
): Promise<TemplateDraft | undefined> {
  const row = await db
    .selectFrom('template_drafts')
    .selectAll()
    .where('template_id', '=', templateId)
    .executeTakeFirst()
  return row && toDraft(row)
}

/** In alphabetical order. */
export async function listTemplateDrafts(db: Kysely<Database>): Promise<TemplateDraft[]> {
  const rows = await db.selectFrom('template_drafts').selectAll().orderBy('template_id').execute()
  return rows.map(toDraft)
}

/** Keeps a draft in place of the one of before. */
export async function putTemplateDraft(
  db: Kysely<Database>,
  draft: Omit<TemplateDraft, 'template'> & { template: object },
): Promise<void> {
  const { templateId, packId, template, createdAt, updatedAt, updatedBy } = draft
  const columns = { template: toJsonText(template), updated_at: updatedAt, updated_by: updatedBy }
  await db
    .insertInto('template_drafts')
    .values({ template_id: templateId, pack_id: packId, created_at: createdAt, ...columns })
    .onConflict((conflict) => conflict.column('template_id').doUpdateSet(columns))
    .execute()
}

export async function deleteTemplateDraft(db: Kysely<Database>, templateId: string): Promise<void> {
  await db.deleteFrom('template_drafts').where('template_id', '=', templateId).execute()
}

/** Keeps a version, which is never changed. Its number is taken by who holds the lock of the template. */
export async function insertTemplateVersion(
  db: Kysely<Database>,
  { templateId, version, packId, template, publishedAt, publishedBy }: TemplateVersion,
): Promise<void> {
  await db
    .insertInto('template_versions')
    .values({
      template_id: templateId,
      version,
      pack_id: packId,
      template: toJsonText(template),
      published_at: publishedAt,
      published_by: publishedBy,
    })
    .execute()
}

/** Every version, of one template or of all: by name, the latest of each first. */
export async function listTemplateVersions(
  db: Kysely<Database>,
  { templateId, packId }: { templateId?: string; packId?: string } = {},
): Promise<TemplateVersion[]> {
  let rows = db.selectFrom('template_versions').selectAll()
  if (templateId !== undefined) rows = rows.where('template_id', '=', templateId)
  if (packId !== undefined) rows = rows.where('pack_id', '=', packId)
  return (await rows.orderBy('template_id').orderBy('version', 'desc').execute()).map(toVersion)
}

function toDraft(row: Selectable<Database['template_drafts']>): TemplateDraft {
  return {
    templateId: row.template_id,
    packId: row.pack_id,
    template: fromJsonText(row.template),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    updatedBy: row.updated_by,
  }
}

function toVersion(row: Selectable<Database['template_versions']>): TemplateVersion {
  return {
    templateId: row.template_id,
    version: row.version,
    packId: row.pack_id,
    template: fromJsonText(row.template),
    publishedAt: row.published_at,
    publishedBy: row.published_by,
  }
}
