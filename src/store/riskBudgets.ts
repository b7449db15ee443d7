import type { Kysely, Selectable } from 'kysely'
import type { RiskProfile } from '../core/gate/riskBudget.ts'
import { fromJsonText, type JsonObject, toJsonText } from './json.ts'
import type { Database } from './schema.ts'

/** Limits that were set over those of a pack's files, from this version on. */
export interface RiskBudgetVersion {
  packId: string
  profile: RiskProfile
  version: number
  /** In the spelling of a pack.yaml. */
  limits: JsonObject
  riskSha: string
  createdAt: string
  createdBy: string
}

/** Keeps a version, which is never changed. Its number is taken by who holds the lock of the profile. */
export async function insertRiskBudget(
  db: Kysely<Database>,
  { limits, ...version }: Omit<RiskBudgetVersion, 'limits'> & { limits: object },
): Promise<void> {
  await db
    .insertInto('risk_budgets')
    .values({
      pack_id: version.packId,
      profile: version.profile,
      version: version.version,
      limits: toJsonText(limits),
      risk_sha: version.riskSha,
      created_at: version.createdAt,
      created_by: version.createdBy,
    })
    .execute()
}

/** Every version of the budgets of a pack, or of every pack: the latest of each profile first. */
export async function listRiskBudgets(db: Kysely<Database>, packId?: string): Promise<RiskBudgetVersion[]> {
  let rows = db.selectFrom('risk_budgets').selectAll()
  if (packId !== undefined) rows = rows.where('pack_id', '=', packId)
  const versions = await rows.orderBy('pack_id').orderBy('profile').orderBy('version', 'desc').execute()
  return versions.map(toVersion)
}

function toVersion(row: Selectable<Database['risk_budgets']>): RiskBudgetVersion {
  return {
    packId: row.pack_id,
    profile: row.profile,
    version: row.version,
    limits: fromJsonText(row.limits),
    riskSha: row.risk_sha,
    createdAt: row.created_at,
    createdBy: row.created_by,
  }
}
