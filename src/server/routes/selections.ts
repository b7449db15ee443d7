import type { Parts } from '../../services/parts.ts'
import {
  createSelection,
  deleteSelection,
  listSelections,
  requireSelection,
} from '../../services/selections.ts'
import { storedPage } from '../pageOf.ts'
import { toNamedBacktest } from '../promotionRequests.ts'
import type { Routes } from '../route.ts'
import type { Served } from '../served.ts'
import { toSelection } from '../wirePromotion.ts'

export const selectionRoutes = (parts: Parts): Routes<Served<'selections'>> => ({
  async listSelections({ query }) {
    const filter = query.model_id ? { modelId: query.model_id } : {}
    const { rows, answer } = await storedPage(query, (page) => listSelections(parts, filter, page))
    return { ...answer, rows: rows.map(toSelection) }
  },

  async createSelection({ body }) {
    const selection = await createSelection(parts, body.items.map(toNamedBacktest))
    const { selection_id, items } = toSelection(selection)
    return { ok: true, selection_id, items }
  },

  async getSelection({ params: { selection_id } }) {
    return { ok: true, ...toSelection(await requireSelection(parts, selection_id)) }
  },

  async deleteSelection({ params: { selection_id } }) {
    await deleteSelection(parts, selection_id)
    return { ok: true }
  },
})
