import { setImmediate as nextTurn } from 'node:timers/promises'
import { datasetOfHours, type PathedResult, pathsEvaluator } from '../core/backtest/index.ts'
import { updateBacktest } from '../store/backtests.ts'
import { findSweepByRequestKey, insertSweep, type Sweep, updateSweep } from '../store/sweeps.ts'
import { countTrials } from '../store/trials.ts'
import { type AppliedHours, appliedHours, hoursWarnings } from './appliedHours.ts'
import { type Asked, findOrInsert } from './asked.ts'
import { plainConfig, requestKey, type Trial } from './backtestRequest.ts'
import { bracketWarnings } from './brackets.ts'
import { type FitContext, fitFolds } from './fitModels.ts'
import type { JobPart } from './fitTally.ts'
import { assessLedger } from './ledger.ts'
import { loadData } from './loadData.ts'
import { optionWarnings } from './optionExecution.ts'
import type { Parts } from './parts.ts'
import { policyWarnings } from './policyChange.ts'
import type { PreparedData } from './preparedData.ts'
import { insertRun } from './runBacktest.ts'
import { saveResult } from './saveResult.ts'
import { resolveSubject, type Subject } from './subject.ts'
import { type SweepLuck, sweepLuck } from './sweepLuck.ts'
import { judgeSweep, type Overfitting, type VariantResult } from './sweepOverfitting.ts'
import { byExecution, byFitKey, hoursSetsOf, type SweepRequest, trialsOf } from './sweepTrials.ts'
import { runError, startWork } from './work.ts'

/** Of the work on one fit key, the share that goes into its fits; the rest evaluates variants on them. */
const fitShare = 0.8

/**
 * Starts a sweep as a job: each combination of fit settings is fitted once, whatever the number of thresholds and
 * shares tried on its scores. Every variant becomes a run of its own; the assessment follows after the last one.
 */
export async function runSweep(
  parts: Parts,
  request: SweepRequest,
): Promise<Asked<Sweep> & { variants: number }> {
  const started = performance.now()
  const subject = await resolveSubject(parts, request)
  const data = await loadData(parts, subject, request)
  const trials = trialsOf(subject, data, request)
  const key = requestKey('sweep', subject, data, request, parts.engineVersion, trials)
  const hours = appliedHours(subject, hoursSetsOf(request)[0], data)
  const warnings = [
    ...data.warnings,
    ...optionWarnings(subject, undefined, data.dataset),
    ...hoursWarnings(subject, hours, data),
    ...bracketWarnings(data.dataset, trials[0].execution),
    ...(await policyWarnings(parts, subject)),
  ]
  const answer = { warnings, variants: trials.length }
  const time = parts.now().toISOString()
  const { run: sweep, deduplicated } = await findOrInsert(parts, {
    subject,
    requestKey: key,
    force: request.force,
    find: (db) => findSweepByRequestKey(db, key),
    insert: (db) =>
      insertSweep(db, {
        id: parts.newId(),
        requestKey: key,
        status: 'queued',
        owner: parts.owner,
        packId: subject.packId,
        modelId: subject.modelId,
        tag: request.tag ?? null,
        createdAt: time,
        riskProfile: subject.riskProfile,
        matrixSha: data.matrixSha,
        progressTotal: trials.length,
        lineage: { ...subject.lineage, matrix_sha: data.matrixSha, engine_version: parts.engineVersion },
        spec: {
          trials: trials.map(({ config, selection, execution }) => ({
            config: plainConfig(config),
            selection,
            execution,
          })),
        },
      }),
  })
  if (deduplicated) return { run: sweep, deduplicated, ...answer }
  startWork(parts, {
    id: sweep.id,
    save: (changes) => updateSweep(parts.db, sweep.id, changes),
    work: (context) =>
      new SweepWork(
        parts,
        subject,
        data,
        sweep,
        { hoursFrom: hours.from, ...(request.tag !== undefined && { tag: request.tag }) },
        { ...context, threads: request.threads },
      ).run(trials, performance.now() - started),
  })
  return { run: sweep, deduplicated: false, ...answer }
}

/** What is kept with every variant alike. */
interface Kept {
  tag?: string
  hoursFrom: AppliedHours['from']
}

/** The job of one sweep. */
class SweepWork {
  readonly #parts: Parts
  readonly #subject: Subject
  readonly #data: PreparedData
  readonly #sweep: Sweep
  readonly #kept: Kept
  readonly #context: FitContext

  constructor(
    parts: Parts,
    subject: Subject,
    data: PreparedData,
    sweep: Sweep,
    kept: Kept,
    context: FitContext,
  ) {
    this.#parts = parts
    this.#subject = subject
    this.#data = data
    this.#sweep = sweep
    this.#kept = kept
    this.#context = context
  }

  async run(trials: Trial[], loadMs: number): Promise<void> {
    const started = performance.now()
    const results: VariantResult[] = []
    let fitMs = 0
    try {
      const groups = byFitKey(trials)
      for (const [index, group] of groups.entries()) {
        const part = { index, of: groups.length, fits: fitShare }
        fitMs += await this.#runGroup(group, part, results, trials.length)
      }
    } catch (error) {
      // What was tried was tried, though the sweep ends early: the other runs of the ledger are judged by it.
      if (results.length > 0) await this.#assess(results)
      throw error
    }
    const overfitting = await judgeSweep(this.#parts, this.#data.ledgerKey, results)
    await this.#assess(results)
    const luck = await sweepLuck(this.#parts, this.#data, this.#sweep.id, results, this.#context.signal)
    await this.#saveStatistics(overfitting, luck, {
      load_ms: loadMs,
      fit_ms: fitMs,
      total_ms: performance.now() - started + loadMs,
    })
  }

  #assess(results: readonly VariantResult[]): Promise<void> {
    const ended = results.map(({ runId }) => runId)
    return assessLedger(this.#parts, this.#data.ledgerKey, ended)
  }

  /** The variants of one fit key; tells how many milliseconds its fits took. */
  async #runGroup(group: Trial[], part: JobPart, results: VariantResult[], total: number): Promise<number> {
    const before = performance.now()
    const context = { ...this.#context, part }
    const fits = await fitFolds(this.#parts, this.#data.dataset, group[0].config, context)
    const fitMs = performance.now() - before
    let evaluated = 0
    for (const sameExecution of byExecution(group)) {
      const dataset = datasetOfHours(this.#data.dataset, group[0].config.hours)
      const evaluate = pathsEvaluator(dataset, fits, sameExecution[0].execution)
      for (const trial of sameExecution) {
        // Lets the server answer others, and a cancel arrive, between two variants.
        await nextTurn()
        this.#context.signal.throwIfAborted()
        results.push(await this.#evaluate(trial, () => evaluate({ selection: trial.selection }), total))
        await updateSweep(this.#parts.db, this.#sweep.id, { progressDone: results.length })
        const ofPart = part.fits + (1 - part.fits) * (++evaluated / group.length)
        this.#context.report({
          done: results.length,
          total,
          message: 'evaluating variants',
          share: (part.index + ofPart) / part.of,
        })
      }
    }
    return fitMs
  }

  /** One variant: a run of its own, so that a failure names the variant and leaves the others as they are. */
  async #evaluate(trial: Trial, evaluate: () => PathedResult, variants: number): Promise<VariantResult> {
    const { db, engineVersion } = this.#parts
    const key = requestKey(
      'variant',
      this.#subject,
      this.#data,
      this.#kept,
      `${engineVersion} ${this.#sweep.id}`,
      [trial],
    )
    const run = await insertRun(this.#parts, db, this.#subject, this.#data, trial, {
      key,
      sweepId: this.#sweep.id,
      ...this.#kept,
    })
    const time = (): string => this.#parts.now().toISOString()
    try {
      const before = performance.now()
      const { result, paths } = evaluate()
      const timings = { evaluate_ms: performance.now() - before }
      await saveResult(this.#parts, this.#subject, this.#data, {
        runId: run.id,
        trial,
        result,
        timings,
        variants,
        paths,
      })
      await updateBacktest(db, run.id, { status: 'completed', progress: 100, finishedAt: time() })
      return { runId: run.id, trial, result }
    } catch (error) {
      await this.#saveFailure(run.id, error)
      throw error
    }
  }

  /** The error that failed the variant is the one to tell, though it can't be saved. */
  async #saveFailure(runId: string, error: unknown): Promise<void> {
    const { db, now, reportBug } = this.#parts
    try {
      await updateBacktest(db, runId, {
        status: 'failed',
        error: runError(error),
        finishedAt: now().toISOString(),
      })
    } catch (cause) {
      reportBug(cause, `the failure of variant ${runId} could not be saved`)
    }
  }

  async #saveStatistics(
    { pbo, oosLossProbability, blocks, degradationSlope }: Overfitting,
    luck: SweepLuck,
    timings: Record<string, number>,
  ): Promise<void> {
    const trials = await countTrials(this.#parts.db, this.#data.ledgerKey)
    await updateSweep(this.#parts.db, this.#sweep.id, {
      statistics: {
        pbo,
        oos_loss_probability: oosLossProbability,
        cscv_blocks: blocks,
        degradation_slope: degradationSlope,
        ...luck,
        trials,
        timings,
      },
    })
  }
}
