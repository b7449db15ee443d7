import type { readPage } from '../../contract/paging.ts'
import type { Template } from '../../services/models.ts'
import type { Parts } from '../../services/parts.ts'
import { pageOf } from '../pageOf.ts'
import type { Routes } from '../route.ts'
import type { Served } from '../served.ts'
import { sourceOf, toWireTemplate } from '../wirePack.ts'

export const packRoutes = ({ packs }: Parts): Routes<Served<'packs'>> => ({
  async listPacks({ query }) {
    const all = await packs.list()
    const { rows, answer } = pageOf(
      all.map(({ id, meta, origin }) => ({ id, meta, source: sourceOf(origin) })),
      query,
    )
    return { ...answer, rows, packs: rows, count: rows.length }
  },

  async getPack({ params: { pack_id } }) {
    const [pack, sets, templates, models] = await Promise.all([
      packs.get(pack_id),
      packs.indicatorSets(pack_id),
      packs.templates(pack_id),
      packs.models(pack_id),
    ])
    return {
      ok: true,
      pack: {
        id: pack.id,
        meta: pack.meta,
        source: sourceOf(pack.file.origin),
        indicator_sets: sets.map((set) => ({ ...set, pack_id: pack.id })),
        templates: templates.map(toWireTemplate),
        models: models.map(({ modelId }) => modelId),
      },
    }
  },

  async listPackTemplates({ params: { pack_id }, query }) {
    return templateList(await packs.templates(pack_id), query)
  },

  async listPackIndicatorSets({ params: { pack_id }, query }) {
    const sets = await packs.indicatorSets(pack_id)
    const { rows, answer } = pageOf(
      sets.map((set) => ({ ...set, pack_id })),
      query,
    )
    return { ...answer, rows, indicator_sets: rows, count: rows.length }
  },

  async listModelTemplates({ query }) {
    const { pack, horizon, cadence, q } = query
    const wanted = q?.toLowerCase()
    const all = (await packs.templates(pack)).filter(
      (template) =>
        (horizon === undefined || template.horizon === horizon) &&
        (cadence === undefined || template.cadence === cadence) &&
        (wanted === undefined ||
          `${template.id} ${template.name} ${template.description}`.toLowerCase().includes(wanted)),
    )
    return templateList(all, query)
  },
})

function templateList(templates: Template[], query: Parameters<typeof readPage>[0]) {
  const { rows, answer } = pageOf(templates.map(toWireTemplate), query)
  return { ...answer, rows, templates: rows, count: rows.length }
}
