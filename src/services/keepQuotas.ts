import { setTimeout as sleep } from 'node:timers/promises'
import { SigmaError } from '../core/errors.ts'
import type { QueuedContext } from '../jobs/queue.ts'
import { inTransaction } from '../store/transaction.ts'
import { markRunning, type UserWorkKind, userOfWork } from '../store/userWork.ts'
import type { Parts } from './parts.ts'
import { limitFields, usageFields } from './quotaFields.ts'
import { openWork, quotasInForce, quotaUsage, usedToday } from './quotas.ts'
import { currentUser } from './user.ts'

/** How often waiting work looks for a free place. */
const pollMs = 250

const kinds = {
  sweeps: { perDay: 'sweepsPerDay', concurrent: 'sweepsConcurrent', name: 'sweeps' },
  train: { perDay: 'trainPerDay', concurrent: 'trainConcurrent', name: 'trainings' },
} as const

/** What is locked while a user's work of a kind is counted. */
export function quotaLock(kind: UserWorkKind, user: string): string {
  return `quota ${kind} ${user}`
}

/**
 * Refuses new work of a user who has asked for as much of it today (UTC) as the quota allows. Call it in the transaction
 * that inserts the work.
 *
 * @throws QUOTA_EXCEEDED with the limits and the usage
 */
export async function refusePastDaily(parts: Parts, kind: UserWorkKind): Promise<void> {
  if (!parts.quotas.enforce) return
  const { perDay, name } = kinds[kind]
  const user = currentUser()
  const { limits } = await quotasInForce(parts, user)
  const used = await usedToday(parts, kind, user)
  if (used < limits[perDay]) return
  const usage = await quotaUsage(parts, user)
  throw new SigmaError('QUOTA_EXCEEDED', `the day's quota of ${name} is used: ${used} of ${limits[perDay]}`, {
    details: { quota: limitFields(limits), usage: usageFields(usage) },
    next: 'wait for midnight (UTC), or ask an administrator for a higher quota',
  })
}

/**
 * Waits, as a job, until no more of the user's work runs than the quota allows, whatever process it is in, and marks this
 * as running. Who asked first goes first.
 */
export async function waitForPlace(
  parts: Parts,
  kind: UserWorkKind,
  id: string,
  { signal, letOthers }: QueuedContext,
): Promise<void> {
  if (!parts.quotas.enforce) return
  const user = await userOfWork(parts.db, kind, id)
  while (!(await takePlace(parts, kind, user, id))) {
    signal.throwIfAborted()
    await letOthers(() => sleep(pollMs, undefined, { signal }))
  }
}

/** Whether work that is queued waits because as much of its kind runs as is allowed at once. */
export async function waitsForPlace(parts: Parts, kind: UserWorkKind, id: string): Promise<boolean> {
  return parts.quotas.enforce && (await isFull(parts, kind, await userOfWork(parts.db, kind, id), id))
}

async function takePlace(parts: Parts, kind: UserWorkKind, user: string, id: string): Promise<boolean> {
  // The lock is taken only when there seems to be a place.
  if (await isFull(parts, kind, user, id)) return false
  return inTransaction(parts.db, { locks: [quotaLock(kind, user)] }, async (trx) => {
    if (await isFull({ ...parts, db: trx }, kind, user, id)) return false
    await markRunning(trx, kind, id, { owner: parts.owner, time: parts.now().toISOString() })
    return true
  })
}

/** Whether what runs, and what waits since before this, takes all places. */
async function isFull(parts: Parts, kind: UserWorkKind, user: string, id: string): Promise<boolean> {
  const { limits } = await quotasInForce(parts, user)
  const open = await openWork(parts, kind, user)
  const mine = open.findIndex((work) => work.id === id)
  const ahead = open.filter((work, index) => work.id !== id && (work.status === 'running' || index < mine))
  return ahead.length >= limits[kinds[kind].concurrent]
}
