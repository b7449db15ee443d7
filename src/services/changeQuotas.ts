import { type FieldError, invalidParam } from '../core/errors.ts'
import { findQuotas, insertQuotaOverride, putQuotas, type QuotaLimits } from '../store/quotas.ts'
import { inTransaction } from '../store/transaction.ts'
import { auditIn } from './audited.ts'
import { tellChangedFields } from './changes.ts'
import type { Parts } from './parts.ts'
import { limitFields } from './quotaFields.ts'
import { quotasInForce } from './quotas.ts'
import { currentUser } from './user.ts'

const dayMs = 86_400_000

/** What is to hold for longer belongs into the standing limits. */
const longestOverrideDays = 90

/** New standing limits of a user or, with a time, limits that hold until then. Those left out stay as they are. */
export interface QuotaChange {
  userId: string
  limits: Partial<QuotaLimits>
  /** In UTC, as the store has times. */
  expiresAt?: string
  reason?: string
}

/**
 * The change with its time in UTC.
 *
 * @throws INVALID_PARAM for a change of nothing, for an override that is past, too long or without a reason
 */
export function checkQuotaChange({ now }: Pick<Parts, 'now'>, change: QuotaChange): QuotaChange {
  const faults: FieldError[] = []
  if (Object.keys(change.limits).length === 0)
    faults.push({ field: 'limits', issue: 'expected at least one limit, got none' })
  if (change.expiresAt === undefined) {
    if (faults.length > 0) throw invalidParam(faults)
    return change
  }
  const expires = new Date(change.expiresAt)
  const left = expires.getTime() - now().getTime()
  if (!(left > 0))
    faults.push({ field: 'expires_at', issue: `expected a time to come, got ${change.expiresAt}` })
  if (left > longestOverrideDays * dayMs) {
    const issue = `an override holds for at most ${longestOverrideDays} days; without it the limit is changed for good`
    faults.push({ field: 'expires_at', issue })
  }
  if (!change.reason?.trim()) faults.push({ field: 'reason', issue: 'an override needs a reason' })
  if (faults.length > 0) throw invalidParam(faults)
  return { ...change, expiresAt: expires.toISOString() }
}

/** Stores a checked change together with its audit row: neither is there without the other. */
export async function changeQuotas(parts: Parts, change: QuotaChange): Promise<void> {
  const { userId, limits, expiresAt, reason } = change
  const time = parts.now().toISOString()
  await inTransaction(parts.db, { locks: [`quotas ${userId}`] }, async (trx) => {
    const { limits: inForce } = await quotasInForce({ ...parts, db: trx }, userId)
    const standing = (await findQuotas(trx, userId)) ?? parts.quotas.limits
    if (expiresAt === undefined) await putQuotas(trx, userId, { ...standing, ...limits }, time)
    else {
      await insertQuotaOverride(trx, {
        id: parts.newId(),
        userId,
        limits,
        reason: reason ?? '',
        createdBy: currentUser(),
        createdAt: time,
        expiresAt,
      })
    }
    const before = expiresAt === undefined ? standing : inForce
    tellChangedFields(limitFields(before), limitFields({ ...before, ...limits }))
    await auditIn(trx)
  })
}
