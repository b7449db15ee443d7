import { invalidParam } from '../core/errors.ts'
import { type RiskProfile, riskProfiles } from '../core/gate/riskBudget.ts'
import { canonicalJson } from '../core/lineage/canonicalJson.ts'
import { checkRiskBudget } from '../packs/checkRiskBudget.ts'
import type { JsonObject } from '../store/json.ts'
import { insertRiskBudget, listRiskBudgets, type RiskBudgetVersion } from '../store/riskBudgets.ts'
import { administer } from './administer.ts'
import { withLimits } from './administeredPacks.ts'
import type { Parts } from './parts.ts'
import { shownBudget } from './policies.ts'
import { riskSha } from './riskSha.ts'
import { currentUser } from './user.ts'

/** What later runs of a profile are held to, and how that came to be. */
interface ProfileState {
  packId: string
  profile: RiskProfile
  /** 1 is that of the pack's files. */
  version: number
  /** As a pack.yaml spells it. */
  budget: ReturnType<typeof shownBudget>
  riskSha: string
  /** The limits that are set over those of the files. */
  set: JsonObject
  /** The versions that were set, the latest first. */
  history: RiskBudgetVersion[]
}

/** What a change did; `before` and `after` are whole budgets. */
interface ProfileChange {
  before: ProfileState
  after: ProfileState
}

/** The budgets of a pack, or of every pack, by profile. @throws NOT_FOUND for an unknown pack */
export async function listRiskProfiles(parts: Parts, packId?: string): Promise<ProfileState[]> {
  const ids = packId === undefined ? await parts.packs.ids() : [packId]
  const states: ProfileState[] = []
  for (const id of ids) for (const profile of riskProfiles) states.push(await stateOf(parts, id, profile))
  return states
}

/**
 * The limits of a change, checked.
 *
 * @param limits those to be set, and null for those that are to be of the files again; the others stay as they are
 * @throws INVALID_PARAM with every bad limit; NOT_FOUND for an unknown pack
 */
export async function checkRiskChange(
  parts: Parts,
  { packId, limits }: { packId: string; limits: Readonly<Record<string, unknown>> },
): Promise<void> {
  if (Object.keys(limits).length === 0)
    throw invalidParam([{ field: 'risk_budget', issue: 'expected at least one limit, got none' }])
  checkRiskBudget(Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== null)))
  await parts.packFiles.get(packId)
}

/**
 * Stores a checked change as the next version of a profile's budget. Runs that are there keep the budget that they were
 * held to; those that are started later are held to this one. What changes nothing makes no version.
 */
export async function changeRiskProfile(
  parts: Parts,
  {
    packId,
    profile,
    limits,
  }: { packId: string; profile: RiskProfile; limits: { [name: string]: number | string | null } },
): Promise<ProfileChange> {
  return administer(parts, `risk budgets ${packId}`, async (db, time) => {
    const before = await stateOf({ ...parts, db }, packId, profile)
    const set = Object.fromEntries(
      Object.entries({ ...before.set, ...limits }).filter(([, value]) => value !== null),
    )
    if (canonicalJson(set) === canonicalJson(before.set))
      return { result: { before, after: before }, audit: null }
    const pack = await parts.packFiles.get(packId)
    const version = before.version + 1
    await insertRiskBudget(db, {
      ...{ packId, profile, version, limits: set },
      riskSha: riskSha(profile, withLimits(pack.profiles[profile], set)),
      createdAt: time,
      createdBy: currentUser(),
    })
    const after = await stateOf({ ...parts, db }, packId, profile)
    const told = ({ version, riskSha: risk_sha, budget }: ProfileState) => ({
      version,
      risk_sha,
      risk_budget: budget,
    })
    return {
      result: { before, after },
      audit: {
        of: { pack_id: packId, profile, version, risk_sha: after.riskSha },
        before: told(before),
        after: told(after),
      },
    }
  })
}

async function stateOf(
  { db, packFiles }: Pick<Parts, 'db' | 'packFiles'>,
  packId: string,
  profile: RiskProfile,
): Promise<ProfileState> {
  const pack = await packFiles.get(packId)
  const history = (await listRiskBudgets(db, packId)).filter((one) => one.profile === profile)
  const set = history[0]?.limits ?? {}
  const limits = withLimits(pack.profiles[profile], set)
  return {
    packId,
    profile,
    version: history[0]?.version ?? 1,
    budget: shownBudget(limits),
    riskSha: riskSha(profile, limits),
    set,
    history,
  }
}
