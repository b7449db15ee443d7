import type { StaleRun } from '../store/staleRuns.ts'
import { inTransaction } from '../store/transaction.ts'
import type { Parts } from './parts.ts'
import { executeIn, type Shared, tell, wordOfQueue } from './shared.ts'

export type RunKind = StaleRun['kind']

/** Puts a run into the queue that waits for a worker; once, however often it is asked for. */
export async function sendRuns(
  parts: Parts,
  shared: Shared,
  runs: readonly { kind: RunKind; id: string }[],
): Promise<void> {
  if (runs.length === 0) return
  await inTransaction(parts.db, {}, async (trx) => {
    const jobs = runs.map(({ kind, id }) => ({ id, subject: `${kind} ${id}` }))
    await shared.jobs.put('runs', jobs, executeIn(trx))
    await tell(shared, trx, wordOfQueue('runs'))
  })
}

/** The same for one that was just asked for. One that can't be sent now is found by the workers a little later. */
export async function sendRun(parts: Parts, shared: Shared, kind: RunKind, id: string): Promise<void> {
  try {
    await sendRuns(parts, shared, [{ kind, id }])
  } catch (error) {
    parts.reportBug(error, `telling the workers of the ${kind} ${id}`)
  }
}

/** What a job of the queue is about. */
export function readRunJob(subject: string): { kind: RunKind; id: string } {
  const [kind, id] = subject.split(' ')
  if (kind !== 'build' && kind !== 'backtest' && kind !== 'sweep' && kind !== 'training')
    throw new Error(`no kind of run: ${kind}`)
  return { kind, id }
}
