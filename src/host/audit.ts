import { SigmaError } from '../core/errors.ts'
import { type VerifiedAudit, verifyAudit } from '../services/verifyAudit.ts'
import { openAsItIs } from '../store/database.ts'
import { databaseState } from './db.ts'
import type { Settings } from './settings.ts'
import { storeTarget } from './storeTarget.ts'

export type { VerifiedAudit } from '../services/verifyAudit.ts'

/** The migration that made the chain. */
const chained = '0028_audit_chain'

/**
 * Verifies the audit of a workspace's store, as `verifyAudit` tells it, and changes nothing.
 *
 * @throws NOT_FOUND for a store that has no chain yet; UNAVAILABLE when it can't be read
 */
export async function verifyStoredAudit(
  workspace: string,
  settings: Settings,
  options: { expected?: string },
): Promise<VerifiedAudit> {
  const { applied, database } = await databaseState(workspace, settings)
  if (!applied.includes(chained)) {
    throw new SigmaError('NOT_FOUND', `the audit of ${database} has no chain yet`, {
      next: 'sigma db migrate brings the database to this program; from then on rows are chained',
    })
  }
  const db = await openAsItIs(storeTarget(workspace, settings))
  try {
    return await verifyAudit({ db }, options)
  } finally {
    await db.destroy()
  }
}
