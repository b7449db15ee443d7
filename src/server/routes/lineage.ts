import type { LineageNode as WireNode } from '../../contract/types.ts'
import { findLineage, type LineageNode } from '../../services/lineage.ts'
import type { Parts } from '../../services/parts.ts'
import type { Routes } from '../route.ts'
import type { Served } from '../served.ts'

export const lineageRoutes = (parts: Parts): Routes<Served<'lineage'>> => ({
  async getLineage({ params: { id } }) {
    const { self, madeOf, made, madeTotal } = await findLineage(parts, id)
    return {
      ok: true,
      self: toNode(self),
      made_of: madeOf.map(toNode),
      made: made.map(toNode),
      made_total: madeTotal,
    }
  },
})

function toNode({ kind, id, name, detail, status, createdAt, kept }: LineageNode): WireNode {
  return {
    kind,
    id,
    name: name ?? null,
    detail: detail ?? null,
    status: status ?? null,
    created_at: createdAt ?? null,
    kept: kept ?? null,
  }
}
