import type { Kysely } from 'kysely'
import type { Database, RunStatus } from './schema.ts'
import { changedWorkColumns, type WorkChanges } from './work.ts'

const unfinished = ['queued', 'running'] satisfies RunStatus[]

/** The trainings that somebody has asked to be stopped. */
const toBeStopped = (db: Kysely<Database>) =>
  db.selectFrom('train_jobs').select('id').where('cancel_requested_at', 'is not', null)

/** How often a training is begun whose processes end before it: it may be what they end by. */
const mostAttempts = 5

/** The trainings that have been begun so often that they are not begun by themselves once more. */
const triedEnough = (db: Kysely<Database>) =>
  db.selectFrom('train_jobs').select('id').where('attempt', '>=', mostAttempts)

/**
 * Leaves a training to another process, which begins it anew. False, with nothing changed, when it is not that owner's any
 * more, or is to be stopped.
 */
export async function leaveTraining(db: Kysely<Database>, id: string, owner: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('training_runs')
    .set({ status: 'queued', owner: null, progress: 0 })
    .where('id', '=', id)
    .where('owner', '=', owner)
    .where('status', 'in', unfinished)
    .where('id', 'not in', toBeStopped(db))
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/**
 * Lets go of the trainings of a process that is gone, or of one of them, that tell what was asked for, and have not been
 * begun too often. One that was to be stopped is canceled. The ids of both are returned.
 */
export async function releaseTrainings(
  db: Kysely<Database>,
  owner: string,
  now: string,
  id?: string,
): Promise<string[]> {
  const ofProcess = (changes: {
    status: RunStatus
    owner?: null
    progress?: number
    finished_at?: string
  }) => {
    const theirs = db
      .updateTable('training_runs')
      .set(changes)
      .where('owner', '=', owner)
      .where('status', 'in', unfinished)
      .where((eb) => eb(eb.cast('params', 'text'), '!=', '{}'))
      .returning('id')
    return id === undefined ? theirs : theirs.where('id', '=', id)
  }
  const canceled = await ofProcess({ status: 'canceled', finished_at: now })
    .where('id', 'in', toBeStopped(db))
    .execute()
  const released = await ofProcess({ status: 'queued', owner: null, progress: 0 })
    .where('id', 'not in', triedEnough(db))
    .execute()
  return [...canceled, ...released].map((row) => row.id)
}

/** Trainings that a process left, oldest first: they wait for one that takes them up. */
export async function listLeftTrainings(db: Kysely<Database>): Promise<string[]> {
  const rows = await db
    .selectFrom('training_runs')
    .select('id')
    .where('status', '=', 'queued')
    .where('owner', 'is', null)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map(({ id }) => id)
}

/** Ends a training that nobody works on. False, with nothing changed, when somebody does by now. */
export async function endLeftTraining(
  db: Kysely<Database>,
  id: string,
  changes: Pick<WorkChanges, 'error' | 'finishedAt'> & { status: 'failed' | 'canceled' },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('training_runs')
    .set(changedWorkColumns(changes))
    .where('id', '=', id)
    .where('status', '=', 'queued')
    .where('owner', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
