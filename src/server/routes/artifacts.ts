import { findArtifact, linksTo, listArtifacts } from '../../services/artifacts.ts'
import { collectGarbage } from '../../services/collectGarbage.ts'
import type { Parts } from '../../services/parts.ts'
import { verifyArtifacts } from '../../services/verifyArtifacts.ts'
import { storedPage } from '../pageOf.ts'
import type { Routes } from '../route.ts'
import type { Served } from '../served.ts'
import { toArtifact } from '../wire.ts'
import { toCollected, toVerified } from '../wireArtifacts.ts'

export const artifactRoutes = (parts: Parts): Routes<Served<'artifacts'>> => ({
  async listArtifacts({ query }) {
    const { rows, answer } = await storedPage(query, (page) => listArtifacts(parts, query, page))
    const urls = query.links ? await linksTo(parts, rows) : undefined
    return {
      ...answer,
      rows: rows.map((row, index) => ({ ...toArtifact(row), ...(urls && { url: urls[index] }) })),
    }
  },

  async getArtifact({ params: { sha256 } }, reply) {
    const { bytes, type } = await findArtifact(parts, sha256)
    return reply.type(type).send(bytes)
  },

  async verifyArtifacts() {
    return toVerified(await verifyArtifacts(parts))
  },

  async collectArtifacts({ body }) {
    return toCollected(await collectGarbage(parts, { dryRun: body?.dry_run }))
  },
})
