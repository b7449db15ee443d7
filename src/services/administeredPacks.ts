import type { Kysely } from 'kysely'
import { limitsWithPolicy } from '../core/policy/riskLimits.ts'
import { isMap } from '../core/policy/unwrap.ts'
import { type FileFault, filesAreFaulty } from '../packs/faults.ts'
import type { Packs } from '../packs/openPacks.ts'
import type { Pack, ProfileLimits } from '../packs/pack.ts'
import { type Template, theTemplate } from '../packs/templates.ts'
import type { JsonObject } from '../store/json.ts'
import { listPackMetadata } from '../store/packMetadata.ts'
import { listRiskBudgets, type RiskBudgetVersion } from '../store/riskBudgets.ts'
import type { Database } from '../store/schema.ts'
import { listTemplateVersions, type TemplateVersion } from '../store/templates.ts'

/** The packs of files, with what an administrator changed on top of them: budgets, metadata and published templates. */
export function administeredPacks(files: Packs, db: Kysely<Database>): Packs {
  async function changed(pack: Pack): Promise<Pack> {
    const { budgets, said } = await changesOf(pack.id)
    const profiles = { ...pack.profiles }
    for (const { profile, limits } of budgets.get(pack.id) ?? [])
      profiles[profile] = withLimits(profiles[profile], limits)
    const metadata = said.get(pack.id)
    const meta = changedMeta(pack.meta, budgets.get(pack.id), metadata)
    return { ...pack, profiles, meta, ...namesIn(metadata) }
  }

  /** What is in force of a pack, or of each that has something. */
  async function changesOf(packId?: string) {
    const versions = await listRiskBudgets(db, packId)
    const latest = versions.filter(
      ({ packId, profile }, index) =>
        versions[index - 1]?.packId !== packId || versions[index - 1]?.profile !== profile,
    )
    const budgets = new Map<string, RiskBudgetVersion[]>()
    for (const one of latest) budgets.set(one.packId, [...(budgets.get(one.packId) ?? []), one])
    const said = (await listPackMetadata(db, packId)).map((one) => [one.packId, one.metadata] as const)
    return { budgets, said: new Map(said) }
  }

  /** The templates that can be used, and what is not right in those of the store that can't be any more. */
  async function templates(
    packId?: string,
  ): Promise<{ valid: Template[]; faults: Map<string, FileFault[]> }> {
    const ofFiles = await files.templates(packId)
    const known = new Set(await files.ids())
    const valid = [...ofFiles]
    const faults = new Map<string, FileFault[]>()
    for (const version of latestOf(await listTemplateVersions(db, packId === undefined ? {} : { packId }))) {
      const { packId: home, templateId } = version
      const isOfFile = ofFiles.some((one) => one.id === templateId && one.packId === home)
      if (!known.has(home) || isOfFile) continue
      const read = await files.readTemplate(home, templateId, version.template)
      if (read.template && read.faults.length === 0) valid.push(read.template)
      else faults.set(templateId, read.faults)
    }
    return { valid, faults }
  }

  return {
    ...files,
    templates: async (packId) => (await templates(packId)).valid,
    get: async (packId) => changed(await files.get(packId)),
    async list() {
      const { budgets, said } = await changesOf()
      return (await files.list()).map((pack) => ({
        ...pack,
        meta: changedMeta(pack.meta, budgets.get(pack.id), said.get(pack.id)),
      }))
    },
    async model(modelId, packId) {
      const model = await files.model(modelId, packId)
      return { ...model, pack: await changed(model.pack) }
    },
    async template(templateId, packId) {
      const { valid, faults } = await templates(packId)
      const own = faults.get(templateId)
      if (own) throw filesAreFaulty(own, `mend it with: sigma admin templates edit ${templateId}`)
      return theTemplate(valid, templateId)
    },
  }
}

/** What a profile holds a run to, with limits in the place of those of its file, one by one. */
export function withLimits(limits: ProfileLimits, set: JsonObject): ProfileLimits {
  // Limits that name no profile are of the one that is asked for, whichever that is.
  const { hoursFrom: _, ...held } = limitsWithPolicy(limits, 'balanced', { risk_budget: set })
  return held
}

/** What the file of a pack says, with the limits that hold in their place, and what else is said over it. */
function changedMeta(
  meta: Pack['meta'],
  budgets: readonly RiskBudgetVersion[] = [],
  said: JsonObject = {},
): Pack['meta'] {
  const changed = { ...meta, ...said }
  for (const { profile, limits } of budgets) {
    const profiles = mapOf(changed.profiles)
    const own = mapOf(profiles[profile])
    const held = { ...own, risk_budget: { ...mapOf(own.risk_budget), ...limits } }
    changed.profiles = { ...profiles, [profile]: held }
  }
  return changed
}

const mapOf = (value: unknown): Readonly<Record<string, unknown>> => (isMap(value) ? value : {})

function namesIn({ title, description }: JsonObject = {}): Partial<Pick<Pack, 'title' | 'description'>> {
  return {
    ...(typeof title === 'string' && { title }),
    ...(typeof description === 'string' && { description }),
  }
}

/** Of versions that are sorted, the first of each template. */
export function latestOf(versions: readonly TemplateVersion[]): TemplateVersion[] {
  return versions.filter(({ templateId }, index) => versions[index - 1]?.templateId !== templateId)
}
