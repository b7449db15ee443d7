import { type Difference, differences } from '../core/differences.ts'
import { invalidParam, SigmaError } from '../core/errors.ts'
import { sha256OfJson } from '../core/lineage/canonicalJson.ts'
import { mergeFields } from '../core/mergeFields.ts'
import { effectiveExecution } from '../core/policy/effective.ts'
import { policyFaults } from '../core/policy/faults.ts'
import { guardChecks } from '../core/policy/guards.ts'
import { normalisePolicy, type Policy } from '../core/policy/policy.ts'
import { limitsWithPolicy, type RiskLimits } from '../core/policy/riskLimits.ts'
import { unwrapPolicy } from '../core/policy/unwrap.ts'
import type { FileFault } from '../packs/faults.ts'
import { findPolicy, putPolicy } from '../store/policies.ts'
import { tellChanged } from './changes.ts'
import type { Parts } from './parts.ts'

/** A policy as it is kept, valid or not, and where it was found. */
interface FoundPolicy {
  document: unknown
  /** `model`: a stored version; `pack`: the pack's file. */
  source: 'model' | 'pack'
  version: number | null
  path: string | null
  /** As in the lineage of runs: of a file's bytes, or of a stored version's JSON. */
  sha: string
  faults: (Pick<FileFault, 'field' | 'issue'> & { line?: number })[]
}

/** The policy in force: the latest stored version, else the pack's file; null without either. */
export async function findPolicyOf(
  parts: Pick<Parts, 'db' | 'packs'>,
  packId: string,
  modelId: string,
): Promise<FoundPolicy | null> {
  const stored = await findPolicy(parts.db, packId, modelId)
  if (stored) {
    return {
      document: stored.policy,
      source: 'model',
      version: stored.version,
      path: null,
      sha: sha256OfJson(stored.policy),
      faults: policyFaults(stored.policy),
    }
  }
  const file = await parts.packs.policyFile(packId, modelId)
  if (!file) return null
  return {
    document: file.document,
    source: 'pack',
    version: null,
    path: file.file.path,
    sha: file.file.sha256,
    faults: file.faults,
  }
}

/** What a policy means when it is run: faults, effective execution, guard checks and budget. */
export async function explainPolicy(parts: Parts, modelId: string, packId?: string) {
  const home = packId ?? (await homeOfPolicy(parts, modelId))
  const found = await findPolicyOf(parts, home, modelId)
  if (!found) {
    throw new SigmaError('NOT_FOUND', `${modelId} has no policy in pack ${home}`, {
      next: `sigma policy set ${modelId} --slippage-bps 1 makes one`,
    })
  }
  const schemaErrors = found.faults.map(
    ({ field, issue, line }) => `${line === undefined ? '' : `line ${line}: `}${field}: ${issue}`,
  )
  const body = unwrapPolicy(found.document ?? {})
  const checks = guardChecks(body)
  const pack = await parts.packs.get(home)
  const policy: Policy | null = found.faults.length === 0 ? normalisePolicy(found.document) : null
  const profile = policy?.risk_profile ?? pack.defaults.riskProfile
  return {
    valid: schemaErrors.length === 0 && checks.ok,
    schema_ok: schemaErrors.length === 0,
    schema_errors: schemaErrors,
    execution_effective: effectiveExecution(body),
    checks,
    path: found.path,
    errors: [...schemaErrors, ...checks.errors],
    version: found.version,
    risk_profile: profile,
    risk_budget: shownBudget(limitsWithPolicy(pack.profiles[profile], profile, policy)),
  }
}

/** As a profile's file spells it, without the limits that it does not set. */
export function shownBudget({ budget, allowedHours, dailyLossCapR }: RiskLimits) {
  return {
    ...budget,
    ...(allowedHours && { allowed_hours: allowedHours.join(',') }),
    ...(dailyLossCapR !== null && { daily_loss_cap_R: dailyLossCapR }),
  }
}

/** The pack of a model by its files alone: a faulty policy must not keep it from being explained. */
export async function homeOfPolicy(parts: Parts, modelId: string): Promise<string> {
  const homes = (await parts.packs.models()).filter((model) => model.modelId === modelId)
  const [home] = homes
  if (homes.length === 1) return home.packId
  // Says what is wrong: no such model, or one of several packs.
  return (await parts.packs.model(modelId)).packId
}

/** What was stored of a policy, and how it differs from the one that was in force. */
interface StoredPolicy {
  version: number
  policy_sha: string
  changes: Difference[]
}

/** Stores a policy as a new version, or in place of the latest without `bump`. A faulty one is INVALID_PARAM. */
export async function storePolicy(
  parts: Parts,
  request: { modelId: string; packId?: string; document: unknown; bump: boolean },
): Promise<StoredPolicy> {
  const { packId, modelId } = await parts.packs.model(request.modelId, request.packId)
  return keepPolicy(parts, { ...request, packId, modelId })
}

/**
 * Stores the policy in force with some fields changed, one level deep, as a new version; null where it says that already.
 *
 * @param parts whose store may be a transaction
 * @throws INVALID_PARAM for a policy that would be faulty
 */
export async function patchPolicy(
  parts: Pick<Parts, 'db' | 'packs' | 'now'>,
  { packId, modelId, fields }: { packId: string; modelId: string; fields: Readonly<Record<string, unknown>> },
): Promise<StoredPolicy | null> {
  const before = await findPolicyOf(parts, packId, modelId)
  const policy = before ? normalisePolicy(before.document) : { risk: {}, execution: {}, alerting: {} }
  const document = mergeFields({ ...policy }, fields)
  if (before && differences(policy, normalisePolicy(document)).length === 0) return null
  return keepPolicy(parts, { packId, modelId, document, bump: true })
}

async function keepPolicy(
  parts: Pick<Parts, 'db' | 'packs' | 'now'>,
  { packId, modelId, document, bump }: { packId: string; modelId: string; document: unknown; bump: boolean },
): Promise<StoredPolicy> {
  const policy = normalisePolicy(document)
  refuseSenseless(policy)
  const before = await findPolicyOf(parts, packId, modelId)
  const createdAt = parts.now().toISOString()
  const stored = await putPolicy(parts.db, { packId, modelId, policy, createdAt }, { bump })
  const changes = differences(before?.document ?? {}, policy)
  tellChanged('version', before?.version, stored.version)
  for (const change of changes) tellChanged(`policy.${change.field}`, change.before, change.after)
  return { version: stored.version, policy_sha: sha256OfJson(policy), changes }
}

/** What no run could be carried out by is not stored: a file may say it still, and is told of by `explainPolicy`. */
function refuseSenseless(policy: Policy): void {
  const { errors } = guardChecks(policy)
  if (errors.length === 0) return
  throw invalidParam(
    errors.map((issue) => ({ field: 'policy.execution', issue })),
    { next: 'mend what is named; nothing was stored' },
  )
}
