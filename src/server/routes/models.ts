import { parseRiskProfile } from '../../contract/spellings.ts'
import type { ModelRow } from '../../contract/types.ts'
import type { Parts } from '../../services/parts.ts'
import { pageOf } from '../pageOf.ts'
import type { Routes } from '../route.ts'
import type { Served } from '../served.ts'

/** Loaded by those who ask for more than the list, which is made of the packs alone. */
const details = () => import('../../services/models.ts')
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
    const { model, template, files } = created
    return {
      ok: true,
      model_id: model.modelId,
      pack_id: model.packId,
      message: 'created',
      path: files.find((file) => file.includes('/model_configs/')),
      lineage: {
        ...model.lineage,
        template_id: template?.id ?? null,
        template_version: template?.version ?? null,
      },
      warnings: model.warnings,
    }
  },

  async getModelDetail({ query: { model_id, pack_id } }) {
    const { modelDetail } = await details()
    return { ok: true, ...(await modelDetail(parts, model_id, pack_id)) }
  },

  async getModelConfig({ query: { model_id, pack_id } }) {
    const { config } = await parts.packs.model(model_id, pack_id)
    return { ok: true, config: config.raw }
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
