import { SigmaError } from '../core/errors.ts'
import { listSweepResults } from '../store/sweepResults.ts'
import { claimSweep, listInterruptedSweeps, type Sweep, updateSweep } from '../store/sweeps.ts'
import { listTrials } from '../store/trials.ts'
import { closeIfStale } from './closeStaleRuns.ts'
import { loadData } from './loadData.ts'
import type { Parts } from './parts.ts'
import type { PreparedData } from './preparedData.ts'
import { requireSweep } from './runs.ts'
import { readSweepRequest } from './storedRequest.ts'
import { readTrial } from './storedTrial.ts'
import { resolveSubject, type Subject } from './subject.ts'
import { type PlacedTrial, placed, type VariantResult } from './sweepTrials.ts'
import { SweepWork } from './sweepWork.ts'
import { startWork } from './work.ts'

/**
 * Goes on with a sweep that was interrupted, canceled or failed: variants that are done are kept, the others follow.
 *
 * @throws CONFLICT when it is done or worked on, or when what it is made of has changed since; UNPROCESSABLE for a sweep
 *   that does not tell what was asked for
 */
export async function resumeSweep(parts: Parts, id: string): Promise<Sweep> {
  const started = performance.now()
  const sweep = await unfinishedSweep(parts, id)
  const request = readSweepRequest(sweep)
  const subject = await resolveSubject(parts, request.subject)
  checkUnchanged(parts, subject, sweep)
  const { csv } = request.data
  const stored = csv === undefined && sweep.matrixSha !== null && { matrixSha: sweep.matrixSha }
  const data = await loadData(parts, subject, { ...request.data, ...stored })
  if (data.matrixSha !== sweep.matrixSha) throw changed(id, `the file ${csv}`)
  const trials = placed(data, readTrials(sweep))
  const done = await doneVariants(parts, data, sweep, trials)
  const { owner, attempt } = sweep
  parts.queue.expect(id)
  if (!(await claimSweep(parts.db, id, parts.owner, { owner, attempt, done: done.length }))) {
    throw new SigmaError('CONFLICT', `another process has just gone on with the sweep ${id}`, {
      next: `follow it with: sigma sweep watch ${id}`,
    })
  }
  startWork(parts, {
    id,
    quota: 'sweeps',
    save: (changes) => updateSweep(parts.db, id, changes),
    work: (context) =>
      new SweepWork(
        parts,
        { subject, data, sweep, kept: request.kept, trials, done },
        { ...context, threads: request.threads },
      ).run(performance.now() - started),
  })
  return requireSweep(parts, id)
}

/** Goes on with each sweep that a process left when it was killed. What keeps one from it is told, and stays with it. */
export async function resumeInterrupted(parts: Parts): Promise<string[]> {
  const resumed: string[] = []
  for (const id of await listInterruptedSweeps(parts.db)) {
    try {
      await resumeSweep(parts, id)
      resumed.push(id)
    } catch (error) {
      if (!(error instanceof SigmaError)) throw error
      const { code, message, next } = error
      await updateSweep(parts.db, id, {
        status: 'failed',
        error: { code, message, ...(next && { next }) },
        finishedAt: parts.now().toISOString(),
      })
    }
  }
  return resumed
}

async function unfinishedSweep(parts: Parts, id: string): Promise<Sweep> {
  const found = await requireSweep(parts, id)
  const sweep = (await closeIfStale(parts, found)) ? await requireSweep(parts, id) : found
  if (sweep.status === 'completed') {
    throw new SigmaError('CONFLICT', `the sweep ${id} is done`, {
      next: `see its rows with: sigma sweep results ${id}`,
    })
  }
  if ((sweep.status === 'queued' || sweep.status === 'running') && sweep.owner !== null) {
    throw new SigmaError('CONFLICT', `the sweep ${id} is ${sweep.status}, by ${sweep.owner.split('#')[0]}`, {
      next: `follow it with: sigma sweep watch ${id}`,
    })
  }
  return sweep
}

function readTrials({ spec }: Sweep) {
  return Array.isArray(spec.trials) ? spec.trials.map(readTrial) : []
}

/** A sweep is one comparison: all of its variants are of the same files and the same program. */
function checkUnchanged({ engineVersion }: Parts, { lineage }: Subject, sweep: Sweep): void {
  const now: Record<string, unknown> = { ...lineage, engine_version: engineVersion }
  const names: Record<string, string> = {
    pack_sha: 'the pack',
    indicator_set_sha: 'the indicator set',
    model_config_sha: 'the model',
    policy_sha: 'the policy',
    risk_profile: 'the risk profile',
    risk_sha: 'the risk budget',
    engine_version: 'the version of Sigma',
  }
  const differing = Object.keys(names).filter(
    (name) => (sweep.lineage?.[name] ?? null) !== (now[name] ?? null),
  )
  if (differing.length > 0) throw changed(sweep.id, differing.map((name) => names[name]).join(' and '))
}

function changed(id: string, what: string): SigmaError {
  return new SigmaError('CONFLICT', `${what} changed since the sweep ${id} was started`, {
    next: 'start a new sweep, or change it back',
  })
}

/** Variants whose runs are still there, with their returns from the ledger. */
async function doneVariants(
  { db }: Parts,
  data: Pick<PreparedData, 'ledgerKey'>,
  sweep: Sweep,
  trials: readonly PlacedTrial[],
): Promise<VariantResult[]> {
  const results = (await listSweepResults(db, sweep.id)).filter(({ status }) => status === 'completed')
  if (results.length === 0) return []
  const ledger = new Map((await listTrials(db, data.ledgerKey)).map((one) => [one.sha, one]))
  return results.flatMap(({ position, trialSha: sha, runId }) => {
    const known = ledger.get(sha)
    const one = trials.at(position)
    if (!known || !one || runId === null || one.sha !== sha) return []
    return [{ ...one, runId, sessions: known.sessions, returns: known.sessionReturns }]
  })
}
