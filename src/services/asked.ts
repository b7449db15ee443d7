import type { Kysely } from 'kysely'
import { insertPolicySnapshot } from '../store/policies.ts'
import type { Database } from '../store/schema.ts'
import { inTransaction } from '../store/transaction.ts'
import type { UserWorkKind } from '../store/userWork.ts'
import type { Work } from '../store/work.ts'
import { closeIfStale } from './closeStaleRuns.ts'
import { quotaLock, refusePastDaily } from './keepQuotas.ts'
import type { Parts } from './parts.ts'
import { leavesRuns, ownerOfNew } from './shared.ts'
import type { Subject } from './subject.ts'
import { currentUser } from './user.ts'

/** A run that was asked for: a new one, or an equal one from before. */
export interface Asked<Run> {
  run: Run
  deduplicated: boolean
  warnings: string[]
}

export interface Asking<Run> {
  /** Whose policy is kept with a new run; absent where it is stored already. */
  subject?: Subject
  /** What `find` looks for. */
  requestKey: string
  /** Makes a new run although an equal one was made before. */
  force: boolean | undefined
  /** The quota that a new run counts against. */
  quota?: UserWorkKind
  find(db: Kysely<Database>): Promise<Run | undefined>
  insert(db: Kysely<Database>): Promise<Run>
}

/**
 * The equal run of before, else a new row that keeps its policy by hash. Both steps are one transaction, so that
 * equal requests that come together are one run, whatever process they come to. Whoever is given a new row submits
 * its job at once.
 *
 * @throws QUOTA_EXCEEDED for a new run past the day's quota
 */
export function findOrInsert<Run extends Work>(
  parts: Parts,
  asking: Asking<Run>,
): Promise<{ run: Run; deduplicated: boolean }> {
  return inTransaction(parts.db, { locks: locksOf(asking) }, (trx) =>
    findOrInsertIn({ ...parts, db: trx }, asking),
  )
}

/** What is locked while an equal run is looked for. */
export function locksOf({ requestKey, quota }: Pick<Asking<Work>, 'requestKey' | 'quota'>): string[] {
  return [requestKey, ...(quota ? [quotaLock(quota, currentUser())] : [])]
}

/** The same within a transaction that holds the locks, for several runs that are to be there all or none. */
export async function findOrInsertIn<Run extends Work>(
  parts: Parts,
  { subject, force, quota, find, insert }: Asking<Run>,
): Promise<{ run: Run; deduplicated: boolean }> {
  const known = force ? undefined : await findUsable(parts, find)
  if (known) return { run: known, deduplicated: true }
  if (quota) await refusePastDaily(parts, quota)
  const { policy = null, lineage } = subject ?? {}
  if (policy && lineage && lineage.policy_sha !== null)
    await insertPolicySnapshot(parts.db, lineage.policy_sha, policy)
  const run = await insert(parts.db)
  if (!leavesRuns(parts)) parts.queue.expect(run.id)
  return { run, deduplicated: false }
}

/** What the rows of all kinds of work begin with: one that waits to be started. */
export function newWork(
  parts: Parts,
  { packId, modelId, policy, lineage }: Subject,
  { requestKey, tag, time }: { requestKey: string; tag: string | undefined; time: string },
) {
  return {
    id: parts.newId(),
    requestKey,
    status: 'queued' as const,
    owner: ownerOfNew(parts),
    packId,
    modelId,
    tag: tag ?? null,
    policySnapshotSha: policy ? lineage.policy_sha : null,
    createdAt: time,
  }
}

/** A run that nobody works on any more is no answer, but an equal one from before it may be. */
async function findUsable<Run extends Work>(
  parts: Parts,
  find: Asking<Run>['find'],
): Promise<Run | undefined> {
  const known = await find(parts.db)
  return known && (await closeIfStale(parts, known)) ? findUsable(parts, find) : known
}
