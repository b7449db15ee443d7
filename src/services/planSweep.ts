import { randomDraws } from '../core/backtest/index.ts'
import { invalidParam } from '../core/errors.ts'
import { countTrials } from '../store/trials.ts'
import type { Parts } from './parts.ts'
import { prepareSweep } from './prepareSweep.ts'
import { sweepBytes } from './sweepMemory.ts'
import { probeSweep, workOn } from './sweepProbe.ts'
import { type Reckoning, reckonSweep, sumOf } from './sweepReckoning.ts'
import { byExecution, byFitKey, type SweepRequest } from './sweepTrials.ts'

/** What a sweep will take, from a short probe on this machine. */
export interface SweepEstimate extends Reckoning {
  trials: number
  /** Combinations of fit settings, each fitted once. */
  fitKeys: number
  /** Models, over all folds and inner folds. */
  fits: number
  probeMs: number
  threads: number
  warnings: string[]
}

/**
 * Says what a sweep will take, and starts nothing: some folds of its first combination of fit settings are fitted with a
 * few rounds, some variants are evaluated on them, and the rest is reckoned from the work in it. Nothing is stored.
 */
export async function planSweep(
  parts: Parts,
  request: SweepRequest,
  signal: AbortSignal,
): Promise<SweepEstimate> {
  if (request.matrix) {
    const issue = 'names a matrix that a sweep builds first; a plan builds nothing'
    const [field] = Object.keys(request.matrix)
    throw invalidParam([{ field, issue }], { next: 'build it with sigma build, then leave this out' })
  }
  const asked = performance.now()
  const { data, plan, warnings, ...prepared } = await prepareSweep(parts, request)
  const loadMs = performance.now() - asked
  const { dataset } = data
  const stages = Array.from({ length: plan.stages }, (_, stage) => plan.stage(stage, new Map()))
  const groups = stages.flatMap(byFitKey)
  const keys = groups.map(([{ trial }]) => trial.config)
  const works = keys.map(workOn(dataset))
  const threads = Math.min(prepared.threads ?? parts.fits.threads, parts.fits.threads)
  const [first] = byExecution(groups[0])
  const sessions = works.reduce((most, work) => Math.max(most, work.sessions), 0)
  const started = performance.now()
  const rates = await probeSweep(
    parts,
    dataset,
    first.map(({ trial }) => trial),
    { sessions, signal, threads },
  )
  const probeMs = performance.now() - started
  const load = {
    keys: works.map((work, at) => ({ ...work, variants: groups[at].length })),
    sessions,
    // The best row is compared with so many random traders, each of which is evaluated as a variant is.
    extraEvaluations: randomDraws,
    earlierTrials: await countTrials(parts.db, data.ledgerKey),
    loadMs,
    fitBytes: sweepBytes(dataset.matrix, keys, threads),
  }
  return {
    trials: plan.total,
    fitKeys: keys.length,
    fits: sumOf(works, ({ fits }) => fits),
    ...reckonSweep(load, rates),
    probeMs,
    threads,
    warnings,
  }
}
