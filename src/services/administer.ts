import type { Transaction } from 'kysely'
import type { Database } from '../store/schema.ts'
import { inTransaction } from '../store/transaction.ts'
import { auditIn } from './audited.ts'
import { tellChangedFields } from './changes.ts'
import type { Parts } from './parts.ts'

/** What a change did, and what the audit keeps of it. */
interface Change<Result> {
  result: Result
  /** Null where nothing was to be changed. */
  audit: {
    /** What it was done to, and as what it is known now, in the words of the contract. */
    of: object
    /** The fields that were changed; null of what is new. */
    before: object | null
    after: object
  } | null
  /** What is done outside of the store, last before all of it is kept: when it fails, nothing is. */
  last?(): Promise<void>
}

/**
 * Changes something, and keeps in the audit what was changed by the same transaction: neither is there without the other.
 *
 * @param lock what is being changed, such as `risk budgets swingsigma`
 * @param change is told the time that its rows are of; it may be done more than once
 */
export async function administer<Result>(
  parts: Pick<Parts, 'db' | 'now'>,
  lock: string,
  change: (trx: Transaction<Database>, time: string) => Promise<Change<Result>>,
): Promise<Result> {
  const time = parts.now().toISOString()
  return inTransaction(parts.db, { locks: [lock] }, async (trx) => {
    const { result, audit, last } = await change(trx, time)
    if (audit !== null) {
      tellChangedFields(audit.before, audit.after)
      await auditIn(trx, { status: 200, answer: audit.of })
    }
    await last?.()
    return result
  })
}
