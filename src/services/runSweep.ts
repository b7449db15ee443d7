import { canonicalJson } from '../core/lineage/canonicalJson.ts'
import { findSweepByRequestKey, insertSweep, type Sweep } from '../store/sweeps.ts'
import { type Asked, findOrInsert, newWork } from './asked.ts'
import { requestKey, trialSha } from './backtestRequest.ts'
import type { Parts } from './parts.ts'
import { prepareSweep } from './prepareSweep.ts'
import { goOnWith } from './resumeSweep.ts'
import { storedRequest } from './storedRequest.ts'
import { storedTrial } from './storedTrial.ts'
import { startSweep } from './sweepJob.ts'
import type { SweepRequest } from './sweepTrials.ts'
import { isLeft } from './takeUp.ts'
import { currentUser } from './user.ts'

/** Starts a sweep as a job. */
export async function runSweep(
  parts: Parts,
  request: SweepRequest,
): Promise<Asked<Sweep> & { variants: number }> {
  const started = performance.now()
  const { subject, data, tried, plan, threads, fromProfile, hoursFrom, warnings } = await prepareSweep(
    parts,
    request,
  )
  const { trials, search } = tried
  const kind = search ? `sweep ${canonicalJson(search)}` : 'sweep'
  const shas = trials.map((trial) => trialSha(data, trial))
  const key = requestKey(kind, subject, data, request, parts.engineVersion, shas)
  const stored = storedRequest(request, hoursFrom)
  const answer = { warnings, variants: plan.total }
  const time = parts.now().toISOString()
  const { run: sweep, deduplicated } = await findOrInsert(parts, {
    subject,
    requestKey: key,
    force: request.force,
    quota: 'sweeps',
    find: (db) => findSweepByRequestKey(db, key),
    insert: (db) =>
      insertSweep(db, {
        userId: currentUser(),
        ...newWork(parts, subject, { requestKey: key, tag: request.tag, time }),
        matrixSha: data.matrixSha,
        progressTotal: plan.total,
        lineage: { ...subject.lineage, matrix_sha: data.matrixSha, engine_version: parts.engineVersion },
        spec: {
          trials: trials.map(storedTrial),
          ...(search && { search }),
          ...(fromProfile.length > 0 && { from_profile: fromProfile }),
          ...(warnings.length > 0 && { warnings }),
        },
        request: stored,
      }),
  })
  if (deduplicated) {
    // Left by a process that was killed: who asks for it again goes on with it.
    return { run: isLeft(sweep) ? await goOnWith(parts, sweep) : sweep, deduplicated, ...answer }
  }
  startSweep(
    parts,
    { subject, data, sweep, kept: stored.kept, plan, done: [] },
    { threads, priority: request.priority, loadMs: performance.now() - started },
  )
  return { run: sweep, deduplicated: false, ...answer }
}
