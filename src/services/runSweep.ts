import { canonicalJson } from '../core/lineage/canonicalJson.ts'
import { findSweepByRequestKey, insertSweep, type Sweep } from '../store/sweeps.ts'
import { appliedHours, hoursWarnings } from './appliedHours.ts'
import { type Asked, findOrInsert, newWork } from './asked.ts'
import { requestKey, trialSha } from './backtestRequest.ts'
import { bracketWarnings } from './brackets.ts'
import { loadData } from './loadData.ts'
import { optionWarnings } from './optionExecution.ts'
import type { Parts } from './parts.ts'
import { policyWarnings } from './policyChange.ts'
import { goOnWith } from './resumeSweep.ts'
import { storedRequest } from './storedRequest.ts'
import { storedTrial } from './storedTrial.ts'
import { resolveSubject } from './subject.ts'
import { startSweep } from './sweepJob.ts'
import { withSweepOverrides } from './sweepOverrides.ts'
import { sweepPlan } from './sweepPlan.ts'
import { hoursSetsOf, type SweepRequest, triedBy } from './sweepTrials.ts'

/** Starts a sweep as a job. */
export async function runSweep(
  parts: Parts,
  request: SweepRequest,
): Promise<Asked<Sweep> & { variants: number }> {
  const started = performance.now()
  const subject = await resolveSubject(parts, request)
  const data = await loadData(parts, subject, request)
  const { request: whole, fromProfile, warnings: ofProfile } = withSweepOverrides(subject, request, data)
  const tried = triedBy(subject, data, whole)
  const { trials, search } = tried
  const plan = sweepPlan(data, tried)
  const kind = search ? `sweep ${canonicalJson(search)}` : 'sweep'
  const shas = trials.map((trial) => trialSha(data, trial))
  const key = requestKey(kind, subject, data, request, parts.engineVersion, shas)
  const hours = appliedHours(subject, hoursSetsOf(whole)[0], data)
  const warnings = [
    ...data.warnings,
    ...ofProfile,
    ...optionWarnings(subject, request.options, data.dataset),
    ...hoursWarnings(subject, hours, data),
    ...bracketWarnings(data.dataset, trials[0].execution),
    ...(await policyWarnings(parts, subject)),
  ]
  const stored = storedRequest(request, fromProfile.includes('hours') ? 'profile' : hours.from)
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
        ...newWork(parts, subject, { requestKey: key, tag: request.tag, time }),
        riskProfile: subject.riskProfile,
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
    const isLeft = sweep.status === 'queued' && sweep.owner === null
    return { run: isLeft ? await goOnWith(parts, sweep) : sweep, deduplicated, ...answer }
  }
  startSweep(
    parts,
    { subject, data, sweep, kept: stored.kept, plan, done: [] },
    { threads: request.threads, loadMs: performance.now() - started },
  )
  return { run: sweep, deduplicated: false, ...answer }
}
