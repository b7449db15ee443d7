import { parseRiskProfile } from '../../contract/spellings.ts'
import type { AdminTemplate } from '../../contract/types.ts'
import { invalidParam } from '../../core/errors.ts'
import { changeMetadata, checkMetadata, metadataByPack } from '../../services/packMetadata.ts'
import type { Parts } from '../../services/parts.ts'
import { changeRiskProfile, checkRiskChange, listRiskProfiles } from '../../services/riskProfiles.ts'
import {
  createTemplate,
  editTemplate,
  listManagedTemplates,
  type ManagedTemplate,
  publishableDraft,
  publishTemplate,
} from '../../services/templates.ts'
import { requireConfirmation } from '../confirmation.ts'
import { pageOf } from '../pageOf.ts'
import type { Routes } from '../route.ts'
import type { Served } from '../served.ts'
import { sourceOf, toWireTemplate } from '../wirePack.ts'

/** What administration does to packs: their budgets, metadata and templates. */
export const adminPackRoutes = (parts: Parts): Routes<Served<'adminPacks'>> => ({
  async getRiskProfiles({ query: { pack_id: asked } }) {
    const packId = asked === '' ? undefined : asked
    const states = await listRiskProfiles(parts, packId)
    return {
      ok: true,
      pack_id: packId ?? null,
      profiles: states.map(({ packId, profile, budget, version, riskSha, set, history }) => ({
        pack_id: packId,
        profile,
        risk_budget: budget,
        version,
        risk_sha: riskSha,
        set,
        history: history.map((one) => ({
          version: one.version,
          set: one.limits,
          risk_sha: one.riskSha,
          created_at: one.createdAt,
          created_by: one.createdBy,
        })),
      })),
    }
  },

  async updateRiskProfile(request) {
    const { pack_id: packId, profile: named, risk_budget: limits } = request.body
    const profile = parseRiskProfile(named, 'profile')
    if (profile === undefined) throw invalidParam([{ field: 'profile', issue: 'is missing' }])
    await checkRiskChange(parts, { packId, limits })
    requireConfirmation(request, `a change of the ${profile} risk budget of ${packId}`)
    const { before, after } = await changeRiskProfile(parts, { packId, profile, limits })
    const told = ({ version, riskSha, budget }: typeof after) => ({
      version,
      risk_sha: riskSha,
      risk_budget: budget,
    })
    return { ok: true, version: after.version, before: told(before), after: told(after) }
  },

  async listAdminPacks({ query }) {
    const said = await metadataByPack(parts)
    const packs = (await parts.packs.list()).map(({ id, meta, origin }) => {
      const own = said.get(id)
      return {
        id,
        meta,
        source: sourceOf(origin),
        metadata: own?.metadata ?? {},
        metadata_version: own?.version ?? 1,
        updated_at: own?.createdAt ?? null,
        updated_by: own?.createdBy ?? null,
      }
    })
    const { rows, answer } = pageOf(packs, query)
    return { ...answer, rows, packs: rows, count: rows.length }
  },

  async updatePack(request) {
    const { id } = request.params
    const { metadata } = request.body
    await checkMetadata(parts, id, metadata)
    requireConfirmation(request, `a change of the metadata of ${id}`)
    return { ok: true, ...(await changeMetadata(parts, id, metadata)) }
  },

  async listAdminTemplates({ query }) {
    const { rows, answer } = pageOf((await listManagedTemplates(parts)).map(toAdminTemplate), query)
    return { ...answer, rows, templates: rows, count: rows.length }
  },

  async createTemplate(request) {
    return toDrafted(await createTemplate(parts, request.body.template))
  },

  async updateTemplate(request) {
    return toDrafted(await editTemplate(parts, request.params.id, request.body.template))
  },

  async publishTemplate(request) {
    const { id } = request.params
    await publishableDraft(parts, id)
    requireConfirmation(request, `the publication of the template ${id}`)
    return { ok: true, ...(await publishTemplate(parts, id)) }
  },
})

function toDrafted({ templateId, faults }: Awaited<ReturnType<typeof createTemplate>>) {
  return { ok: true, template_id: templateId, faults } as const
}

function toAdminTemplate(managed: ManagedTemplate): AdminTemplate {
  const { id, packId, source, published, drafted, draft, faults, versions } = managed
  const shown = published ?? drafted
  return {
    ...(shown ? toWireTemplate(shown) : { template_id: id, name: id, pack: packId }),
    template_version: source === 'file' ? (published?.version ?? null) : (versions[0]?.version ?? null),
    source,
    status: draft === null ? 'published' : versions.length > 0 ? 'edited' : 'draft',
    draft: draft?.template ?? null,
    faults,
    updated_at: draft?.updatedAt ?? versions[0]?.publishedAt ?? null,
    updated_by: draft?.updatedBy ?? versions[0]?.publishedBy ?? null,
    versions: versions.map(({ version, publishedAt, publishedBy }) => ({
      version,
      published_at: publishedAt,
      published_by: publishedBy,
    })),
  }
}
