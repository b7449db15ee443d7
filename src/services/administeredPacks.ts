import type { Kysely } from 'kysely'
import { riskProfiles } from '../core/gate/riskBudget.ts'
import { limitsWithPolicy } from '../core/policy/riskLimits.ts'
import { filesAreFaulty } from '../packs/faults.ts'
import type { Packs } from '../packs/openPacks.ts'
import type { Pack, ProfileLimits } from '../packs/pack.ts'
import { type Template, theTemplate } from '../packs/templates.ts'
import type { JsonObject } from '../store/json.ts'
import { listPackMetadata } from '../store/packMetadata.ts'
import { listRiskBudgets } from '../store/riskBudgets.ts'
import type { Database } from '../store/schema.ts'
import { listTemplateVersions, type TemplateVersion } from '../store/templates.ts'

/** The packs of files, with what an administrator changed on top of them: budgets, metadata and published templates. */
export function administeredPacks(files: Packs, db: Kysely<Database>): Packs {
  async function changed(pack: Pack): Promise<Pack> {
    const budgets = await listRiskBudgets(db, pack.id)
    const [said] = await listPackMetadata(db, pack.id)
    const profiles = { ...pack.profiles }
    for (const profile of riskProfiles) {
      const latest = budgets.find((one) => one.profile === profile)
      if (latest) profiles[profile] = withLimits(profiles[profile], latest.limits)
    }
    return { ...pack, ...(said && withMetadata(pack, said.metadata)), profiles }
  }

  async function templates(packId?: string): Promise<Template[]> {
    const ofFiles = await files.templates(packId)
    const known = new Set(await files.ids())
    const published: Template[] = []
    for (const version of latestOf(await listTemplateVersions(db, packId === undefined ? {} : { packId }))) {
      const isOfFile = ofFiles.some(
        ({ id, packId: home }) => id === version.templateId && home === version.packId,
      )
      if (known.has(version.packId) && !isOfFile) published.push(await readPublished(files, version))
    }
    return [...ofFiles, ...published]
  }

  return {
    ...files,
    templates,
    get: async (packId) => changed(await files.get(packId)),
    async list() {
      const said = new Map((await listPackMetadata(db)).map((one) => [one.packId, one.metadata]))
      return (await files.list()).map((pack) => ({ ...pack, meta: { ...pack.meta, ...said.get(pack.id) } }))
    },
    async model(modelId, packId) {
      const model = await files.model(modelId, packId)
      return { ...model, pack: await changed(model.pack) }
    },
    template: async (templateId, packId) => theTemplate(await templates(packId), templateId),
  }
}

/** What a profile holds a run to, with limits in the place of those of its file, one by one. */
export function withLimits(limits: ProfileLimits, set: JsonObject): ProfileLimits {
  // Limits that name no profile are of the one that is asked for, whichever that is.
  const { hoursFrom: _, ...held } = limitsWithPolicy(limits, 'balanced', { risk_budget: set })
  return held
}

function withMetadata({ title, description, meta }: Pack, said: JsonObject): Partial<Pack> {
  return {
    title: typeof said.title === 'string' ? said.title : title,
    description: typeof said.description === 'string' ? said.description : description,
    meta: { ...meta, ...said },
  }
}

/** Of versions that are sorted, the first of each template. */
export function latestOf(versions: readonly TemplateVersion[]): TemplateVersion[] {
  return versions.filter(({ templateId }, index) => versions[index - 1]?.templateId !== templateId)
}

async function readPublished(
  files: Packs,
  { packId, templateId, template }: TemplateVersion,
): Promise<Template> {
  const read = await files.readTemplate(packId, templateId, template)
  if (!read.template || read.faults.length > 0) throw filesAreFaulty(read.faults)
  return read.template
}
