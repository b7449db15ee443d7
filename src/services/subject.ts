import { invalidParam } from '../core/errors.ts'
import type { RiskBudget, RiskProfile } from '../core/gate/riskBudget.ts'
import { sha256OfJson } from '../core/lineage/canonicalJson.ts'
import { type ExecutionPolicy, effectiveExecution, executionDefaults } from '../core/policy/effective.ts'
import { normalisePolicy, type Policy } from '../core/policy/policy.ts'
import { limitsWithPolicy } from '../core/policy/riskLimits.ts'
import type { Pack, ProfileLimits } from '../packs/pack.ts'
import type { ResolvedModel } from '../packs/resolveModel.ts'
import { findPolicy } from '../store/policies.ts'
import type { Parts } from './parts.ts'
import { riskSha } from './riskSha.ts'

/** Whom a request is about: a model of a pack, or a file without one. */
export interface SubjectRequest {
  modelId?: string
  packId?: string
  /** A foreign file; with it, a model is not needed. */
  csv?: string
  riskProfile?: RiskProfile
  budgetOverrides?: RiskBudget
}

/** A model, or a foreign file, with everything that its runs are held to. */
export interface Subject {
  packId: string
  modelId: string
  /** Null for a foreign file without a model. */
  model: ResolvedModel | null
  pack: Pack
  policy: Policy | null
  execution: ExecutionPolicy
  riskProfile: RiskProfile
  budget: RiskBudget
  /** The profile's, with those of the policy in their place; its budget is `budget`. */
  limits: Omit<ProfileLimits, 'budget'> & { hoursFrom: 'policy' | 'profile' }
  /** Hashes of the files it is made of, and of profile and budget. */
  lineage: {
    pack_sha: string
    indicator_set_sha: string | null
    model_config_sha: string | null
    policy_sha: string | null
    risk_profile: RiskProfile
    risk_sha: string
  }
}

/** Runs on a file without a model are kept under this pack. */
const adhocPack = 'adhoc'

/** Finds the model and its policy (the stored version wins over the file). Faults of its files are INVALID_PARAM. */
export async function resolveSubject(parts: Parts, request: SubjectRequest): Promise<Subject> {
  const { modelId, packId, csv } = request
  if (modelId === undefined && csv === undefined) {
    throw invalidParam([{ field: 'model_id', issue: 'is missing' }], {
      next: 'name a model, or a file with --csv; sigma models list shows the models',
    })
  }
  if (modelId === undefined) return foreignSubject(parts, request, csv ?? '')
  const model = await parts.packs.model(modelId, packId)
  const stored = await findPolicy(parts.db, model.packId, model.modelId)
  const policy = stored ? normalisePolicy(stored.policy) : model.policy
  const policySha = stored ? sha256OfJson(stored.policy) : model.lineage.policy_sha
  return subjectOf(request, {
    packId: model.packId,
    modelId: model.modelId,
    model,
    pack: model.pack,
    policy,
    files: { ...model.lineage, policy_sha: policySha },
  })
}

async function foreignSubject(parts: Parts, request: SubjectRequest, csv: string): Promise<Subject> {
  const pack = await parts.packs.get(request.packId ?? adhocPack)
  return subjectOf(request, {
    packId: pack.id,
    modelId: idOfFile(csv),
    model: null,
    pack,
    policy: null,
    files: { pack_sha: pack.file.sha256, indicator_set_sha: null, model_config_sha: null, policy_sha: null },
  })
}

interface Found {
  packId: string
  modelId: string
  model: ResolvedModel | null
  pack: Pack
  policy: Policy | null
  files: Omit<Subject['lineage'], 'risk_profile' | 'risk_sha'>
}

function subjectOf(request: SubjectRequest, { files, ...found }: Found): Subject {
  const { pack, policy } = found
  const riskProfile = request.riskProfile ?? policy?.risk_profile ?? pack.defaults.riskProfile
  const ofProfile = limitsWithPolicy(pack.profiles[riskProfile], riskProfile, policy)
  const { budget: ofPolicy, ...limits } = ofProfile
  const budget = { ...ofPolicy, ...request.budgetOverrides }
  return {
    ...found,
    execution: policy ? effectiveExecution(policy) : executionDefaults,
    riskProfile,
    budget,
    limits,
    lineage: {
      ...files,
      risk_profile: riskProfile,
      risk_sha: riskSha(riskProfile, { ...limits, budget }),
    },
  }
}

/** A file's name as a model id: lower case, letters, digits and underscores. */
function idOfFile(path: string): string {
  const stem =
    path
      .split(/[\\/]/)
      .at(-1)
      ?.replace(/\.[^.]*$/, '') ?? ''
  return (
    stem
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '_')
      .replaceAll(/^_+|_+$/g, '') || 'file'
  )
}
