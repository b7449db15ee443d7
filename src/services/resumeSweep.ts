import { SigmaError } from '../core/errors.ts'
import type { JsonObject } from '../store/json.ts'
import { StoreAway } from '../store/storeAway.ts'
import { listSweepResults } from '../store/sweepResults.ts'
import { claimSweep, listInterruptedSweeps, type Sweep } from '../store/sweeps.ts'
import { inTransaction } from '../store/transaction.ts'
import { listTrials } from '../store/trials.ts'
import { tellChanged } from './changes.ts'
import { closeIfStale } from './closeStaleRuns.ts'
import { endSweepThatIsLeft } from './endSweep.ts'
import type { Parts } from './parts.ts'
import type { PreparedData } from './preparedData.ts'
import { requireSweep } from './runs.ts'
import { sendRuns } from './sendRuns.ts'
import { leavesRuns, type Shared } from './shared.ts'
import { readRequest } from './storedRequest.ts'
import { resolveSubject } from './subject.ts'
import { startSweep } from './sweepJob.ts'
import { checkDataFits, threadsWithinLimit } from './sweepMemory.ts'
import { type SweepPlan, sweepPlan, triedBySweep } from './sweepPlan.ts'
import type { VariantResult } from './sweepTrials.ts'
import { isLeft } from './takeUp.ts'
import { loadUnchanged, refuseChanged } from './unchanged.ts'
import { asUser } from './user.ts'
import { runError } from './work.ts'

/**
 * Goes on with a sweep that was interrupted, canceled or failed: variants that are done are kept, the others follow.
 *
 * @throws CONFLICT when it is done or worked on, or when what it is made of has changed since; UNPROCESSABLE for a sweep
 *   that does not tell what was asked for
 */
export async function resumeSweep(parts: Parts, id: string): Promise<Sweep> {
  const sweep = await goOn(parts, await unfinishedSweep(parts, id))
  if (sweep) return sweep
  throw new SigmaError('CONFLICT', `another process has just gone on with the sweep ${id}`, {
    next: `follow it with: sigma sweep watch ${id}`,
  })
}

/** Goes on with a sweep that was left, unless another process has just done so: it is the answer either way. */
export async function goOnWith(parts: Parts, left: Sweep): Promise<Sweep> {
  return (await goOn(parts, left)) ?? requireSweep(parts, left.id)
}

/**
 * Goes on with each sweep that was left by a process, one after the other. What keeps one from it is told, and stays with
 * it.
 */
export async function resumeInterrupted(parts: Parts): Promise<void> {
  for (const id of await listInterruptedSweeps(parts.db)) {
    if (parts.closing.aborted) return
    const sweep = await resumeLeft(parts, id)
    // How it ends is kept with it.
    if (sweep) await Promise.allSettled([parts.queue.finished(id)])
  }
}

/** Goes on with one of them. Undefined where somebody else does by now, or where something keeps it from being gone on with. */
export async function resumeLeft(parts: Parts, id: string): Promise<Sweep | undefined> {
  try {
    const left = await requireSweep(parts, id)
    if (!isLeft(left)) return undefined
    return await asUser(left.userId, () => goOn(parts, left))
  } catch (error) {
    // It is as it was, for whoever asks again.
    if (error instanceof StoreAway) throw error
    if (!(error instanceof SigmaError)) parts.reportBug(error, `going on with the sweep ${id}`)
    const finishedAt = parts.now().toISOString()
    await endSweepThatIsLeft(parts, id, { status: 'failed', error: runError(error), finishedAt })
    return undefined
  }
}

/** Undefined, with nothing done, when another process has taken the sweep meanwhile. */
async function goOn(parts: Parts, sweep: Sweep): Promise<Sweep | undefined> {
  if (parts.shared && leavesRuns(parts)) return handOn(parts, parts.shared, sweep)
  const started = performance.now()
  const { id, owner, attempt } = sweep
  const request = readRequest('sweep', sweep)
  const subject = await resolveSubject(parts, request.subject)
  // A sweep is one comparison: all of its variants are of the same program too.
  refuseChanged('sweep', sweep, { ...subject.lineage, engine_version: parts.engineVersion })
  const { csv } = request.data
  const stored = csv === undefined && sweep.matrixSha !== null && { matrixSha: sweep.matrixSha }
  await checkDataFits(parts, { ...request, ...request.data, ...stored })
  const data = await loadUnchanged(parts, { kind: 'sweep', ...sweep }, subject, request.data)
  const tried = triedBySweep(sweep)
  const plan = sweepPlan(data, tried)
  const configs = tried.trials.map(({ config }) => config)
  const { threads } = threadsWithinLimit(parts, data.dataset.matrix, configs, request)
  const done = await doneVariants(parts, data, sweep, plan)
  // Until it is submitted, nobody takes it for one that is left alone.
  parts.queue.expect(id)
  const claim = { owner, attempt, done: done.length }
  let isSubmitted = false
  try {
    if (!(await inTransaction(parts.db, {}, (trx) => claimSweep(trx, id, parts.owner, claim))))
      return undefined
    const claimed = await requireSweep(parts, id)
    tellChanged('status', sweep.status, claimed.status)
    startSweep(
      parts,
      { subject, data, sweep: claimed, kept: request.kept, plan, done },
      { threads, priority: request.priority, loadMs: performance.now() - started },
    )
    isSubmitted = true
    return claimed
  } finally {
    // Whatever kept it from being submitted, another may take it.
    if (!isSubmitted) parts.queue.forget(id)
  }
}

/** A worker looks what there is to do. */
async function handOn(parts: Parts, shared: Shared, sweep: Sweep): Promise<Sweep | undefined> {
  const { id, owner, attempt, progressDone } = sweep
  const claim = { owner, attempt, done: progressDone }
  const isClaimed = await inTransaction(parts.db, {}, (trx) => claimSweep(trx, id, null, claim))
  if (!isClaimed) return undefined
  await sendRuns(parts, shared, [{ kind: 'sweep', id }])
  const waiting = await requireSweep(parts, id)
  tellChanged('status', sweep.status, waiting.status)
  return waiting
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

/** Variants whose runs are still there, with their returns from the ledger; of halving up to the rung that was worked on. */
async function doneVariants(
  { db }: Parts,
  data: Pick<PreparedData, 'ledgerKey'>,
  sweep: Sweep,
  plan: SweepPlan,
): Promise<VariantResult[]> {
  const rows = (await listSweepResults(db, sweep.id)).filter(({ status }) => status === 'completed')
  if (rows.length === 0) return []
  const ledger = new Map((await listTrials(db, data.ledgerKey)).map((one) => [one.sha, one]))
  const kept = new Map(rows.map((row) => [row.position, row]))
  const done = new Map<number, VariantResult>()
  for (let stage = 0; stage < plan.stages; stage++) {
    const trials = plan.stage(stage, done)
    for (const one of trials) {
      const row = kept.get(one.position)
      const known = ledger.get(one.sha)
      if (!row || !known || row.runId === null || row.trialSha !== one.sha) continue
      const { sessions, sessionReturns: returns } = known
      done.set(one.position, { ...one, runId: row.runId, sessions, returns, sharpe: sharpeOf(row.metrics) })
    }
    if (trials.some(({ position }) => !done.has(position))) break
  }
  return [...done.values()]
}

function sharpeOf(metrics: JsonObject | null): number | null {
  return typeof metrics?.sharpe === 'number' ? metrics.sharpe : null
}
