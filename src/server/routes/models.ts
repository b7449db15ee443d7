import { parseRiskProfile } from '../../contract/spellings.ts'
import type { ModelRow } from '../../contract/types.ts'
import type { ChangedModel } from '../../services/modelConfigs.ts'
import type { Parts } from '../../services/parts.ts'
import { given } from '../given.ts'
import { pageOf, storedPage } from '../pageOf.ts'
import type { Routes } from '../route.ts'
import type { Served } from '../served.ts'
import { toChange } from '../wireChange.ts'

/** Loaded by those who ask for more than the list, which is made of the packs alone. */
const details = () => import('../../services/models.ts')
const configs = () => import('../../services/modelConfigs.ts')
const cards = () => import('../../services/modelCards.ts')

export const modelRoutes = (parts: Parts): Routes<Served<'models'>> => ({
  async listModels({ query }) {
    const { pack_id, model_id, search } = query
    const all = (await parts.packs.models(pack_id)).filter(
      ({ modelId }) =>
        (model_id === undefined || modelId === model_id) &&
        (search === undefined || modelId.includes(search.toLowerCase())),
    )
    const rows = all.map((model): ModelRow => {
      const { modelId, packId, ticker, assetType, horizon, cadence, source } = model
      return {
        id: modelId,
        pack_id: packId,
        ticker,
        asset_type: assetType,
        horizon,
        cadence,
        source,
        needs: model.needs,
      }
    })
    const page = pageOf(rows, query)
    return { ...page.answer, rows: page.rows, models: page.rows, count: page.rows.length }
  },

  async createModel({ body }) {
    const { risk_profile, ...rest } = body
    const profile = parseRiskProfile(risk_profile)
    const { createModel } = await details()
    const created = await createModel(parts, { ...rest, ...(profile && { risk_profile: profile }) })
    const { model, files, lineage } = created
    return {
      ok: true,
      model_id: model.modelId,
      pack_id: model.packId,
      message: 'created',
      path: files.find((file) => file.includes('/model_configs/')),
      lineage,
      warnings: model.warnings,
    }
  },

  async getModelDetail({ query: { model_id, pack_id } }) {
    const { modelDetail } = await details()
    return { ok: true, ...(await modelDetail(parts, model_id, pack_id)) }
  },

  async updateModel({ params: { model_id }, body }) {
    const { pack_id, config, policy_patch } = body
    const { updateModel } = await configs()
    const asked = { ...askedModel(model_id, pack_id), ...askedChange(body) }
    return changedModel(
      await updateModel(parts, { ...asked, ...given('config', config), ...given('policy', policy_patch) }),
    )
  },

  async getModelConfig({ query: { model_id, pack_id, version } }) {
    const { readModelConfig } = await configs()
    const asked = { ...askedModel(model_id, pack_id), ...given('version', version) }
    const read = await readModelConfig(parts, asked)
    const { config, text, sha, path } = read
    return { ok: true, config, config_yaml: text, config_sha: sha, path, version: read.version }
  },

  async putModelConfig({ body }) {
    const { model_id, pack_id, config, config_yaml } = body
    const { replaceModelConfig } = await configs()
    const asked = { ...askedModel(model_id, pack_id), ...askedChange(body) }
    return changedModel(
      await replaceModelConfig(parts, {
        ...asked,
        ...given('config', config),
        ...given('text', config_yaml),
      }),
    )
  },

  async listModelConfigVersions({ query }) {
    const { listConfigVersions } = await configs()
    const asked = askedModel(query.model_id, query.pack_id)
    const { rows, answer } = await storedPage(query, (page) => listConfigVersions(parts, asked, page))
    return {
      ...answer,
      count: rows.length,
      rows: rows.map((row) => ({
        version: row.version,
        in_force: row.isInForce,
        created_at: row.createdAt,
        created_by: row.createdBy,
        config_sha: row.sha,
        changes: row.changes.map(toChange),
      })),
    }
  },

  async listModelCards({ query }) {
    const { listCards } = await cards()
    const { rows, answer } = pageOf(await listCards(parts, query.model_id, query.pack_id), query)
    return { ...answer, rows, cards: rows, count: rows.length }
  },

  async getModelCard({ query: { model_id, pack_id, file } }) {
    const { readCard } = await cards()
    return { ok: true, ...(await readCard(parts, model_id, pack_id, file)) }
  },
})

const askedModel = (modelId: string, packId: string | undefined) => ({ modelId, ...given('packId', packId) })

const askedChange = ({ expected_sha, dry_run }: { expected_sha?: string; dry_run?: boolean }) => ({
  ...given('expectedSha', expected_sha),
  ...given('dryRun', dry_run),
})

function changedModel({
  modelId,
  packId,
  path,
  config,
  sha,
  version,
  changes,
  policy,
  warnings,
}: ChangedModel) {
  return {
    ok: true as const,
    ...{ model_id: modelId, pack_id: packId, path, config, config_sha: sha, version },
    changes: changes.map(toChange),
    policy: policy && { ...policy, changes: policy.changes.map(toChange) },
    warnings,
  }
}
