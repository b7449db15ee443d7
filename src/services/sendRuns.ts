import type { Priority } from '../store/fitParts.ts'
import type { StaleRun } from '../store/staleRuns.ts'
import { inTransaction } from '../store/transaction.ts'
import type { Parts } from './parts.ts'
import { executeIn, type Shared, tell, wordOfQueue } from './shared.ts'

export type RunKind = StaleRun['kind']

/** A run that waits for a worker. */
interface WaitingRun {
  kind: RunKind
  id: string
  priority?: Priority
}

const order: Readonly<Record<Priority, number>> = { high: 1, normal: 0, low: -1 }

/** Puts a run into the queue that waits for a worker; once, however often it is asked for. */
export async function sendRuns(parts: Parts, shared: Shared, runs: readonly WaitingRun[]): Promise<void> {
  if (runs.length === 0) return
  await inTransaction(parts.db, {}, async (trx) => {
    const jobs = runs.map(({ kind, id, priority = 'normal' }) => ({
      ...{ id, subject: `${kind} ${id}` },
      priority: order[priority],
    }))
    await shared.jobs.put('runs', jobs, executeIn(trx))
    await tell(shared, trx, wordOfQueue('runs'))
  })
}

/** The same for one that was just asked for. One that can't be sent now is found by the workers a little later. */
export async function sendRun(parts: Parts, shared: Shared, run: WaitingRun): Promise<void> {
  try {
    await sendRuns(parts, shared, [run])
  } catch (error) {
    parts.reportBug(error, `telling the workers of the ${run.kind} ${run.id}`)
  }
}

/** What a job of the queue is about. */
export function readRunJob(subject: string): { kind: RunKind; id: string } {
  const [kind, id] = subject.split(' ')
  if (kind !== 'build' && kind !== 'backtest' && kind !== 'sweep' && kind !== 'training')
    throw new Error(`no kind of run: ${kind}`)
  return { kind, id }
}
