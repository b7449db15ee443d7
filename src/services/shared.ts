import type { Kysely } from 'kysely'
import type { Execute, JobQueue, NewJob } from '../jobs/jobQueue.ts'
import { execute, notify } from '../store/execute.ts'
import type { Channel } from '../store/postgres/channel.ts'
import type { Database } from '../store/schema.ts'

/** What processes that share their work do it by. */
export interface Shared {
  jobs: JobQueue
  channel: Channel
  /** Whether this process takes runs; else it leaves its own to those that do. */
  takesRuns: boolean
  /** Work of a fold, in updates of a histogram, from which on it is a part that others may do. */
  leastWork: number
}

/** Whether this process leaves the runs that it is asked for to workers. */
export const leavesRuns = ({ shared }: { shared: Shared | undefined }): boolean => shared?.takesRuns === false

/** Who has a run that is asked for here: nobody, where it waits for a worker. */
export function ownerOfNew(parts: { shared: Shared | undefined; owner: string }): string | null {
  return leavesRuns(parts) ? null : parts.owner
}

/** What those who wait for jobs of a queue are told. */
export const wordOfQueue = (queue: 'runs' | 'fits'): string => `queue ${queue}`

/** What who follows a run, or waits for its parts, is told when there is something new. */
export const wordOfRun = (runId: string): string => `run ${runId}`

/** A part as the queue has it. */
export function fitJob({ key, jobId, turn }: { key: string; jobId: string; turn: number }): NewJob {
  return { id: jobId, subject: key, priority: -turn }
}

/** Has the queue work within an open transaction. */
export function executeIn(trx: Kysely<Database>): Execute {
  return (text, values) => execute(trx, text, values)
}

/** Tells others a word once the transaction is committed. */
export async function tell({ channel }: Shared, trx: Kysely<Database>, word: string): Promise<void> {
  await notify(trx, channel.name, word)
}
