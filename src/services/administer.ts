import type { Transaction } from 'kysely'
import { insertAuditEntry } from '../store/audit.ts'
import type { Database } from '../store/schema.ts'
import { inTransaction } from '../store/transaction.ts'
import type { ChangedBy } from './changeQuotas.ts'
import type { Parts } from './parts.ts'

/** What a change did, and what the audit keeps of it: never a secret. */
interface Change<Result> {
  result: Result
  /** Null where nothing was to be changed, of which the audit keeps nothing. */
  audit: object | null
}

/**
 * Changes something and keeps who did it, in one transaction: neither is there without the other.
 *
 * @param lock what is being changed, such as `risk budgets swingsigma`
 * @param change is told the time that its rows are of; it may be done more than once
 */
export async function administer<Result>(
  parts: Pick<Parts, 'db' | 'now' | 'newId'>,
  by: ChangedBy,
  lock: string,
  change: (trx: Transaction<Database>, time: string) => Promise<Change<Result>>,
): Promise<Result> {
  const time = parts.now().toISOString()
  return inTransaction(parts.db, { locks: [lock] }, async (trx) => {
    const { result, audit } = await change(trx, time)
    if (audit !== null) await recordChange({ ...parts, db: trx }, by, audit, time)
    return result
  })
}

/** Keeps who changed something. @param audit what was changed, never a secret */
export async function recordChange(
  { db, now, newId }: Pick<Parts, 'db' | 'now' | 'newId'>,
  by: ChangedBy,
  audit: object,
  time = now().toISOString(),
): Promise<void> {
  await insertAuditEntry(db, { id: newId(), at: time, status: 200, ...by, payload: audit })
}
