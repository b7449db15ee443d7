import { failStaleRuns, type StaleRun } from '../store/staleRuns.ts'
import type { Parts } from './parts.ts'

/** Marks as failed what a process left unfinished when it was killed, so that nothing looks running for ever. */
export function closeStaleRuns({ db, now }: Parts, isAlive: (owner: string) => boolean): Promise<StaleRun[]> {
  return failStaleRuns(db, isAlive, now().toISOString())
}
