import { SigmaError } from '../core/errors.ts'
import { endLeftRun, type LeftKind, listLeftRuns, reopenRun } from '../store/leftRuns.ts'
import { StoreAway } from '../store/storeAway.ts'
import { inTransaction } from '../store/transaction.ts'
import { userOfWork } from '../store/userWork.ts'
import type { Work } from '../store/work.ts'
import { tellChanged } from './changes.ts'
import type { Parts } from './parts.ts'
import { leavesRuns, ownerOfNew } from './shared.ts'
import { asUser, currentUser } from './user.ts'
import { runError } from './work.ts'

/** A kind of run that can be done again, by what its row tells. */
export interface Repeatable<Run extends Work> {
  kind: LeftKind
  /** @throws NOT_FOUND */
  require(parts: Parts, id: string): Promise<Run>
  /** Submits its job, which reads what it takes once it is its turn. */
  start(parts: Parts, run: Run): void
}

/** Whether work waits for a process that takes it up, because the one that had it was stopped or killed. */
export const isLeft = ({ status, owner }: Pick<Work, 'status' | 'owner'>): boolean =>
  status === 'queued' && owner === null

/**
 * Does a run that failed, was canceled or was left once more, as a job of this process, with the settings and on the data that
 * it was asked for with. Undefined, with nothing done, when somebody else has taken it meanwhile.
 */
export async function takeUp<Run extends Work>(
  parts: Parts,
  { kind, require, start }: Repeatable<Run>,
  { id, status, lineage }: Work,
): Promise<Run | undefined> {
  const { model_sha: _, ...madeOf } = lineage ?? {}
  const change = { owner: ownerOfNew(parts), lineage: { ...madeOf, engine_version: parts.engineVersion } }
  // Until it is submitted, nobody takes it for one that is left alone.
  if (!leavesRuns(parts)) parts.queue.expect(id)
  let isSubmitted = false
  try {
    if (!(await inTransaction(parts.db, {}, (trx) => reopenRun(trx, kind, id, change)))) return undefined
    const run = await require(parts, id)
    tellChanged('status', status, run.status)
    start(parts, run)
    isSubmitted = true
    return run
  } finally {
    // Whatever kept it from being submitted, another may take it.
    if (!isSubmitted) parts.queue.forget(id)
  }
}

/** A run that is answered with: one that was left is taken up first, unless somebody else has just done so. */
export async function takenUp<Run extends Work>(
  parts: Parts,
  repeatable: Repeatable<Run>,
  run: Run,
): Promise<Run> {
  // One that waits for a worker is on its way.
  if (!isLeft(run) || leavesRuns(parts)) return run
  return (await takeUp(parts, repeatable, run)) ?? repeatable.require(parts, run.id)
}

/** Queues each run of a kind that a process left. What keeps one from being done is told, and stays with it. */
export async function takeUpAll<Run extends Work>(parts: Parts, repeatable: Repeatable<Run>): Promise<void> {
  for (const id of await listLeftRuns(parts.db, repeatable.kind)) {
    if (parts.closing.aborted) return
    await takeUpLeft(parts, repeatable, id)
  }
}

/** Queues one of them. Undefined where somebody else has it by now, or where something keeps it from being done. */
export async function takeUpLeft<Run extends Work>(
  parts: Parts,
  repeatable: Repeatable<Run>,
  id: string,
): Promise<Run | undefined> {
  const { kind, require } = repeatable
  try {
    const left = await require(parts, id)
    if (!isLeft(left)) return undefined
    const user = kind === 'training' ? await userOfWork(parts.db, 'train', id) : currentUser()
    return await asUser(user, () => takeUp(parts, repeatable, left))
  } catch (error) {
    // It is as it was, for whoever asks again.
    if (error instanceof StoreAway) throw error
    if (!(error instanceof SigmaError)) parts.reportBug(error, `taking up the ${kind} ${id}`)
    const finishedAt = parts.now().toISOString()
    await endLeftRun(parts.db, kind, id, { status: 'failed', error: runError(error), finishedAt })
    return undefined
  }
}
