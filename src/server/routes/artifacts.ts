import { findArtifact, listArtifacts } from '../../services/artifacts.ts'
import type { Parts } from '../../services/parts.ts'
import { storedPage } from '../pageOf.ts'
import type { Routes } from '../route.ts'
import { toArtifact } from '../wire.ts'

export const artifactRoutes = (parts: Parts): Routes<'listArtifacts' | 'getArtifact'> => ({
  async listArtifacts({ query }) {
    const { rows, answer } = await storedPage(query, (page) => listArtifacts(parts, query, page))
    return { ...answer, rows: rows.map(toArtifact) }
  },

  async getArtifact({ params: { sha256 } }, reply) {
    const { bytes, type } = await findArtifact(parts, sha256)
    return reply.type(type).send(bytes)
  },
})
