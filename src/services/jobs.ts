import { SigmaError } from '../core/errors.ts'
import { findJob, type Job, listJobs as listStored } from '../store/jobs.ts'
import type { Listed, Page } from '../store/page.ts'
import type { RunStatus } from '../store/schema.ts'
import type { Work } from '../store/work.ts'
import { cancelRun, openRun } from './cancelRun.ts'
import { cancelSweep } from './cancelSweep.ts'
import { tellChanged } from './changes.ts'
import type { Parts } from './parts.ts'
import { resumeSweep } from './resumeSweep.ts'
import { storedBacktest } from './storedBacktest.ts'
import { storedBuild } from './storedBuild.ts'
import { isLeft, type Repeatable, takeUp } from './takeUp.ts'
import { cancelTraining, retryTraining } from './trainingJobs.ts'

export type { Job }

export const listJobs = (
  { db }: Pick<Parts, 'db'>,
  filter: { status?: RunStatus },
  page: Page,
): Promise<Listed<Job>> => listStored(db, filter, page)

/** A job that has not ended. @throws NOT_FOUND; CONFLICT for one that has */
export async function requireOpenJob(parts: Parts, id: string): Promise<Job> {
  const job = await requireJob(parts, id)
  if (job.status === 'queued' || job.status === 'running') return job
  throw new SigmaError('CONFLICT', `the ${job.kind} ${id} has ended: it is ${job.status}`, { next: listThem })
}

/**
 * Stops a job, wherever it runs.
 *
 * @throws NOT_FOUND; CONFLICT for one that has ended
 */
export async function cancelJob(parts: Parts, id: string): Promise<void> {
  const job = await requireOpenJob(parts, id)
  if (job.kind === 'train') await cancelTraining(parts, id)
  else if (job.kind === 'sweep') await cancelSweep(parts, id)
  else if (job.kind === 'build') await cancelRun(parts, storedBuild, id)
  else await cancelRun(parts, storedBacktest, id)
  await told(parts, job)
}

/**
 * Does a training again that failed or was canceled, or goes on with a sweep that did; so with whatever a process left.
 *
 * @throws NOT_FOUND; CONFLICT for one that is done or on its way, or is asked for anew instead; GATE_FAILED
 */
export async function retryJob(parts: Parts, id: string): Promise<void> {
  const job = await requireJob(parts, id)
  if (job.kind === 'train') await retryTraining(parts, id)
  else if (job.kind === 'sweep') await resumeSweep(parts, id)
  else if (
    !(await (job.kind === 'build' ? again(parts, storedBuild, id) : again(parts, storedBacktest, id)))
  ) {
    throw new SigmaError('CONFLICT', `a ${job.kind} is not done again under its id`, {
      next: `ask for the ${job.kind} again: one that failed is not answered with`,
    })
  }
  await told(parts, job)
}

const listThem = 'sigma admin jobs list shows them'

async function requireJob({ db }: Parts, id: string): Promise<Job> {
  const job = await findJob(db, id)
  if (job) return job
  throw new SigmaError('NOT_FOUND', `there is no job ${id}`, { next: listThem })
}

/** Takes up a run that a process left. False, with nothing done, for one that none has, or that was taken meanwhile. */
async function again<Run extends Work>(
  parts: Parts,
  repeatable: Repeatable<Run>,
  id: string,
): Promise<boolean> {
  const run = await openRun(parts, repeatable, id)
  return isLeft(run) && (await takeUp(parts, repeatable, run)) !== undefined
}

/** The work itself is begun and ended in transactions of its own, by whoever does it. */
async function told(parts: Parts, before: Job): Promise<void> {
  const after = await requireJob(parts, before.id)
  tellChanged('status', before.status, after.status)
}
