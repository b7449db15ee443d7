import { type FieldError, invalidParam, SigmaError } from '../core/errors.ts'
import { didYouMean } from '../core/nearest.ts'
import { checkId } from '../packs/packFile.ts'
import type { Template } from '../packs/templates.ts'
import {
  deleteTemplateDraft,
  findTemplateDraft,
  insertTemplateVersion,
  listTemplateDrafts,
  listTemplateVersions,
  putTemplateDraft,
  type TemplateDraft,
  type TemplateVersion,
} from '../store/templates.ts'
import { administer } from './administer.ts'
import { latestOf } from './administeredPacks.ts'
import type { Parts } from './parts.ts'
import { currentUser } from './user.ts'

/** A template as administration sees it: of a file, or of the store, with its draft and what was published. */
export interface ManagedTemplate {
  id: string
  packId: string
  source: 'file' | 'store'
  /** What is in force; null before it is published. */
  published: Template | null
  /** What the draft would be; null without a draft, and where that can't be read yet. */
  drafted: Template | null
  draft: TemplateDraft | null
  /** What keeps the draft from being published; without a draft, what keeps the published version from being used. */
  faults: FieldError[]
  /** The latest first. */
  versions: TemplateVersion[]
}

type Fields = Readonly<Record<string, unknown>>

/** Those of files, then those of the store, each in the order of names. */
export async function listManagedTemplates(parts: Parts): Promise<ManagedTemplate[]> {
  const ofFiles = await parts.packFiles.templates()
  const drafts = await listTemplateDrafts(parts.db)
  const versions = await listTemplateVersions(parts.db)
  const homes = new Map(
    [...latestOf(versions), ...drafts].map(({ templateId, packId }) => [templateId, packId] as const),
  )
  const stored: ManagedTemplate[] = []
  for (const id of [...homes.keys()].sort()) {
    const draft = drafts.find(({ templateId }) => templateId === id)
    const own = versions.filter(({ templateId }) => templateId === id)
    stored.push(
      await managed(parts, { id, packId: homes.get(id) ?? '', draft: draft ?? null, versions: own }),
    )
  }
  const files = ofFiles.map((published): ManagedTemplate => {
    const { id, packId } = published
    return { id, packId, source: 'file', published, drafted: null, draft: null, faults: [], versions: [] }
  })
  return [...files, ...stored]
}

async function managed(
  { packFiles }: Parts,
  stored: Pick<ManagedTemplate, 'id' | 'packId' | 'draft' | 'versions'>,
): Promise<ManagedTemplate> {
  const { id, packId, draft, versions } = stored
  const read = async (document: object | undefined) =>
    document === undefined ? undefined : packFiles.readTemplate(packId, id, document)
  const ofDraft = await read(draft?.template)
  const ofPublished = await read(versions[0]?.template)
  return {
    ...stored,
    source: 'store',
    published: ofPublished?.template ?? null,
    drafted: ofDraft?.template ?? null,
    faults: ((ofDraft ?? ofPublished)?.faults ?? []).map(({ field, issue }) => ({ field, issue })),
  }
}

/** A draft that was kept, and what keeps it from being published. */
interface Drafted {
  templateId: string
  faults: FieldError[]
}

/**
 * Keeps a template as a draft. What is not right in it yet is told, and refused when it is published.
 *
 * @param template as a file of `model_templates/` has it; `template_id` and `pack` are needed
 * @throws INVALID_PARAM without an id or a pack; NOT_FOUND for an unknown pack; CONFLICT for an id that is taken
 */
export async function createTemplate(parts: Parts, template: Fields): Promise<Drafted> {
  const { template_id: templateId, pack: packId } = template
  const faults: FieldError[] = []
  const given = (field: string, value: unknown): value is string => {
    const isGiven = typeof value === 'string' && value !== ''
    if (!isGiven) faults.push({ field: `template.${field}`, issue: 'expected a name' })
    return isGiven
  }
  // Both are looked at, so that both are told.
  const isNamed = given('template_id', templateId)
  if (!given('pack', packId) || !isNamed) throw invalidParam(faults)
  checkId('template.template_id', templateId)
  await parts.packFiles.get(packId)
  await refuseOfFile(parts, templateId)
  return administer(parts, `template ${templateId}`, async (db, time) => {
    if (
      (await findTemplateDraft(db, templateId)) ||
      (await listTemplateVersions(db, { templateId })).length > 0
    )
      throw new SigmaError('CONFLICT', `there is a template ${templateId} already`, {
        next: `change it with: sigma admin templates edit ${templateId}`,
      })
    return keepDraft(parts, db, { templateId, packId, template, createdAt: time, updatedAt: time }, null)
  })
}

/**
 * Changes fields of a draft; of a template that has none a draft of its next version is begun. Null takes a field away.
 *
 * @throws NOT_FOUND; CONFLICT for a template of a file; INVALID_PARAM for a change of its id or its pack
 */
export async function editTemplate(parts: Parts, templateId: string, changes: Fields): Promise<Drafted> {
  await refuseOfFile(parts, templateId)
  return administer(parts, `template ${templateId}`, async (db, time) => {
    const draft = await findTemplateDraft(db, templateId)
    const [latest] = await listTemplateVersions(db, { templateId })
    const known = draft ?? latest
    if (known === undefined) throw await unknownTemplate(db, templateId)
    const fixed = { template_id: templateId, pack: known.packId }
    const faults = Object.entries(fixed).flatMap(([field, value]) =>
      changes[field] === undefined || changes[field] === value
        ? []
        : [{ field: `template.${field}`, issue: `stays ${value}: make another template instead` }],
    )
    if (Object.keys(changes).length === 0)
      faults.push({ field: 'template', issue: 'expected a field to change' })
    if (faults.length > 0) throw invalidParam(faults)
    const template = Object.fromEntries(
      Object.entries({ ...known.template, ...changes }).filter(([, value]) => value !== null),
    )
    const createdAt = draft?.createdAt ?? time
    const after = { templateId, packId: known.packId, template, createdAt, updatedAt: time }
    return keepDraft(parts, db, after, known.template)
  })
}

async function keepDraft(
  { packFiles }: Parts,
  db: Parts['db'],
  draft: Omit<TemplateDraft, 'template' | 'updatedBy'> & { template: Fields },
  before: object | null,
) {
  const { templateId, packId, template } = draft
  await putTemplateDraft(db, { ...draft, updatedBy: currentUser() })
  const { faults } = await packFiles.readTemplate(packId, templateId, template)
  return {
    result: { templateId, faults: faults.map(({ field, issue }) => ({ field, issue })) },
    audit: { of: { template_id: templateId, pack_id: packId }, before, after: template },
  }
}

/**
 * The draft that would be published, checked.
 *
 * @throws NOT_FOUND for an unknown template; CONFLICT for one of a file or without a draft; INVALID_PARAM with all that is
 *   not right in it
 */
export async function publishableDraft(parts: Parts, templateId: string): Promise<TemplateDraft> {
  await refuseOfFile(parts, templateId)
  return readyDraft(parts, parts.db, templateId)
}

async function readyDraft(parts: Parts, db: Parts['db'], templateId: string): Promise<TemplateDraft> {
  const draft = await findTemplateDraft(db, templateId)
  if (draft === undefined) {
    if ((await listTemplateVersions(db, { templateId })).length === 0)
      throw await unknownTemplate(db, templateId)
    throw new SigmaError(
      'CONFLICT',
      `the template ${templateId} has no draft: it is published as it stands`,
      {
        next: `begin one with: sigma admin templates edit ${templateId}`,
      },
    )
  }
  const { faults } = await parts.packFiles.readTemplate(draft.packId, templateId, draft.template)
  if (faults.length === 0) return draft
  throw invalidParam(
    faults.map(({ field, issue }) => ({ field: `template.${field}`, issue })),
    { next: `mend it with: sigma admin templates edit ${templateId}` },
  )
}

/** Publishes a draft as the next version, which never changes. @throws as `publishableDraft` */
export async function publishTemplate(parts: Parts, templateId: string): Promise<{ version: number }> {
  return administer(parts, `template ${templateId}`, async (db, time) => {
    const draft = await readyDraft(parts, db, templateId)
    const [latest] = await listTemplateVersions(db, { templateId })
    const version = (latest?.version ?? 0) + 1
    const template = { ...draft.template, template_version: version }
    await insertTemplateVersion(db, {
      ...{ templateId, version, packId: draft.packId, template },
      publishedAt: time,
      publishedBy: currentUser(),
    })
    await deleteTemplateDraft(db, templateId)
    return {
      result: { version },
      audit: { of: { template_id: templateId, version }, before: latest?.template ?? null, after: template },
    }
  })
}

async function refuseOfFile({ packFiles }: Parts, templateId: string): Promise<void> {
  const found = (await packFiles.templates()).find(({ id }) => id === templateId)
  if (!found) return
  throw new SigmaError('CONFLICT', `the template ${templateId} is that of a file: ${found.file.path}`, {
    next: 'edit the file, or make a template of another id',
  })
}

async function unknownTemplate(db: Parts['db'], templateId: string): Promise<SigmaError> {
  const known = [...(await listTemplateDrafts(db)), ...(await listTemplateVersions(db))]
  const guess = didYouMean(
    templateId,
    known.map((one) => one.templateId),
  )
  return new SigmaError('NOT_FOUND', `the store has no template "${templateId}"${guess}`, {
    next: 'sigma admin templates list',
  })
}
