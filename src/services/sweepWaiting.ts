import { listWorkers } from '../store/workers.ts'
import { waitsForPlace } from './keepQuotas.ts'
import type { Parts } from './parts.ts'
import type { Sweep } from './runs.ts'

/** Why a sweep that is queued does not run, and what can be done about it. */
export interface Waiting {
  reason: string
  next: string
}

async function waitsForWorker({ db }: Parts): Promise<Waiting> {
  return (await listWorkers(db)).length > 0
    ? { reason: 'every worker has something to do', next: 'start another one: sigma worker' }
    : { reason: 'no worker is there', next: 'start one: sigma worker' }
}

/** Null for a sweep that is worked on or has ended. */
export async function waitingOf(parts: Parts, { id, status, owner }: Sweep): Promise<Waiting | null> {
  if (status !== 'queued' && status !== 'running') return null
  if (owner === null && parts.shared) return waitsForWorker(parts)
  if (owner === null || !parts.isAlive(owner)) {
    return {
      reason: 'the process that worked on it ended before it was done',
      next: `go on with it: sigma sweep resume ${id}`,
    }
  }
  if (status === 'running') return null
  if (await waitsForPlace(parts, 'sweeps', id)) {
    return {
      reason: 'as many sweeps run as are allowed at once',
      next: 'see them with: sigma sweep list --status running',
    }
  }
  return {
    reason: 'work that was asked for before it is not done yet',
    next: `follow it: sigma sweep watch ${id}`,
  }
}
