import { invalidParam, SigmaError } from '../core/errors.ts'
import { sha256OfJson } from '../core/lineage/canonicalJson.ts'
import { normalisePolicy } from '../core/policy/policy.ts'
import { findPolicy, findPolicySnapshot, listPolicyVersions, type Policy } from '../store/policies.ts'
import type { Parts } from './parts.ts'
import { findPolicyOf, homeOfPolicy } from './policies.ts'

/** Which policy of a model is to be read: the one in force where neither is named. */
interface PolicyQuery {
  modelId: string
  packId?: string
  version?: number
  /** As in the lineage of runs, or in the answer that stored it. */
  sha?: string
}

/** @throws NOT_FOUND without such a policy; INVALID_PARAM when both a version and a sha are named */
export async function readPolicy(parts: Parts, { modelId, packId, version, sha }: PolicyQuery) {
  if (version !== undefined && sha !== undefined) {
    throw invalidParam([
      { field: 'policy_sha', issue: 'names a policy beside version: leave out one of them' },
    ])
  }
  const home = packId ?? (await homeOfPolicy(parts, modelId))
  if (sha !== undefined) return policyOfSha(parts, home, modelId, sha)
  if (version !== undefined) return storedVersion(parts, home, modelId, version)
  const found = await findPolicyOf(parts, home, modelId)
  if (!found) throw new SigmaError('NOT_FOUND', `${modelId} has no policy in pack ${home}`)
  const policy = normalisePolicy(found.document)
  return { policy, version: found.version, source: found.source, policy_sha: found.sha }
}

async function storedVersion({ db }: Parts, packId: string, modelId: string, version: number) {
  const stored = await findPolicy(db, packId, modelId, version)
  if (stored) return asStored(stored)
  const latest = await findPolicy(db, packId, modelId)
  throw new SigmaError(
    'NOT_FOUND',
    latest
      ? `${modelId} has no version ${version} of its policy: the latest is ${latest.version}`
      : `${modelId} has no stored version of its policy: the pack's file is in force`,
  )
}

/** A version that is still kept, else what a run kept of the policy that it began with, which may have been a file. */
async function policyOfSha({ db }: Parts, packId: string, modelId: string, sha: string) {
  const versions = await listPolicyVersions(db, packId, modelId)
  const stored = versions.find(({ policy }) => sha256OfJson(policy) === sha)
  if (stored) return asStored(stored)
  const snapshot = await findPolicySnapshot(db, sha)
  if (snapshot) return { policy: normalisePolicy(snapshot), version: null, policy_sha: sha }
  throw new SigmaError(
    'NOT_FOUND',
    `no version and no run of this workspace has the policy ${sha.slice(0, 16)}`,
  )
}

function asStored({ policy, version }: Policy) {
  return {
    policy: normalisePolicy(policy),
    version,
    source: 'model' as const,
    policy_sha: sha256OfJson(policy),
  }
}
