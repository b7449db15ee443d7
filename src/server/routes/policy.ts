import type { Parts } from '../../services/parts.ts'
import { explainPolicy, storePolicy } from '../../services/policies.ts'
import { readPolicy } from '../../services/readPolicy.ts'
import { given } from '../given.ts'
import type { Routes } from '../route.ts'
import type { Served } from '../served.ts'
import { toChange } from '../wireChange.ts'

export const policyRoutes = (parts: Parts): Routes<Served<'policy'>> => ({
  async getPolicy({ query: { model_id, pack_id, version, policy_sha } }) {
    const asked = {
      modelId: model_id,
      ...given('packId', pack_id),
      ...given('version', version),
      ...given('sha', policy_sha),
    }
    return { ok: true, ...(await readPolicy(parts, asked)) }
  },

  async putPolicy({ body }) {
    const { model_id, pack_id, policy, bump_version } = body
    const request = {
      modelId: model_id,
      document: policy,
      bump: bump_version ?? true,
      ...(pack_id !== undefined && { packId: pack_id }),
    }
    const { version, policy_sha, changes } = await storePolicy(parts, request)
    return {
      ok: true,
      version,
      policy_sha,
      changes: changes.map(toChange),
    }
  },

  async explainPolicy({ query: { model_id, pack_id } }) {
    return { ok: true, ...(await explainPolicy(parts, model_id, pack_id)) }
  },

  async validatePolicy({ query: { model_id, pack_id } }) {
    return { ok: true, ...(await explainPolicy(parts, model_id, pack_id)) }
  },
})
