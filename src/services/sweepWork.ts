import { setImmediate as nextTurn } from 'node:timers/promises'
import { type BacktestResult, datasetOfHours, pathsEvaluator } from '../core/backtest/index.ts'
import { type Sweep, updateSweep } from '../store/sweeps.ts'
import { countTrials } from '../store/trials.ts'
import type { AppliedHours } from './appliedHours.ts'
import { requestKey } from './backtestRequest.ts'
import { watchForCancel } from './cancelSweep.ts'
import { type FitContext, fitFolds } from './fitModels.ts'
import type { JobPart } from './fitTally.ts'
import { assessLedger } from './ledger.ts'
import type { Parts } from './parts.ts'
import type { PreparedData } from './preparedData.ts'
import { newRun } from './runBacktest.ts'
import { VariantSaver } from './saveVariants.ts'
import type { Subject } from './subject.ts'
import { type SweepLuck, sweepLuck } from './sweepLuck.ts'
import { judgeSweep, type Overfitting } from './sweepOverfitting.ts'
import { byExecution, byFitKey, type PlacedTrial, type VariantResult } from './sweepTrials.ts'

/** Of the work on one fit key, the share that goes into its fits; the rest evaluates variants on them. */
const fitShare = 0.8

/** What is kept with every variant alike. */
interface Kept {
  tag?: string
  hoursFrom: AppliedHours['from']
}

/** What a sweep works on. */
export interface SweepTask {
  subject: Subject
  data: PreparedData
  sweep: Sweep
  kept: Kept
  trials: readonly PlacedTrial[]
  /** Variants that earlier work on the sweep has done. */
  done: readonly VariantResult[]
}

/**
 * The job of one sweep: each combination of fit settings is fitted once, whatever the number of thresholds and shares
 * tried on its scores. Every variant becomes a run of its own; the assessment follows after the last one.
 */
export class SweepWork {
  readonly #parts: Parts
  readonly #task: SweepTask
  readonly #context: FitContext
  readonly #results: VariantResult[]
  readonly #saver: VariantSaver

  constructor(parts: Parts, task: SweepTask, context: FitContext) {
    const { subject, data, sweep, done } = task
    this.#parts = parts
    this.#task = task
    this.#context = context
    this.#results = [...done]
    this.#saver = new VariantSaver(parts, subject, data, sweep.id, done.length)
  }

  async run(loadMs: number): Promise<void> {
    const stop = watchForCancel(this.#parts, this.#task.sweep.id)
    try {
      await this.#run(loadMs)
    } finally {
      stop()
    }
  }

  async #run(loadMs: number): Promise<void> {
    const started = performance.now()
    let fitMs = 0
    try {
      const groups = byFitKey(this.#left())
      for (const [index, group] of groups.entries()) {
        fitMs += await this.#runGroup(group, { index, of: groups.length, fits: fitShare })
      }
    } catch (error) {
      await this.#saver.save()
      // What was tried was tried, though the sweep ends early: the other runs of the ledger are judged by it.
      if (this.#results.length > 0) await this.#assess()
      throw error
    }
    // As if they had been done in this order, whatever was done when.
    this.#results.sort((a, b) => a.position - b.position)
    const overfitting = judgeSweep(this.#results)
    await this.#assess(overfitting)
    const { data, sweep } = this.#task
    const luck = await sweepLuck(this.#parts, data, sweep.id, this.#results, {
      signal: this.#context.signal,
      evaluate: (variant) => this.#evaluateAgain(variant),
    })
    await this.#saveStatistics(overfitting, luck, {
      load_ms: loadMs,
      fit_ms: fitMs,
      total_ms: performance.now() - started + loadMs,
    })
  }

  #left(): PlacedTrial[] {
    const done = new Set(this.#results.map(({ position }) => position))
    return this.#task.trials.filter(({ position }) => !done.has(position))
  }

  #assess(overfitting?: Overfitting): Promise<void> {
    const ended = this.#results.map(({ runId }) => runId)
    return assessLedger(this.#parts, this.#task.data.ledgerKey, ended, overfitting)
  }

  /** The variants of one fit key; tells how many milliseconds its fits took. */
  async #runGroup(group: readonly PlacedTrial[], part: JobPart): Promise<number> {
    const { data, trials } = this.#task
    const before = performance.now()
    const context = { ...this.#context, part }
    const fits = await fitFolds(this.#parts, data.dataset, group[0].trial.config, context)
    const fitMs = performance.now() - before
    let evaluated = 0
    for (const sameExecution of byExecution(group)) {
      const [{ trial: first }] = sameExecution
      const dataset = datasetOfHours(data.dataset, first.config.hours)
      const evaluate = pathsEvaluator(dataset, fits, first.execution)
      for (const placed of sameExecution) {
        // Lets the server answer others, and a cancel arrive, between two variants.
        await nextTurn()
        this.#context.signal.throwIfAborted()
        await this.#evaluate(placed, evaluate)
        const ofPart = part.fits + (1 - part.fits) * (++evaluated / group.length)
        this.#context.report({
          done: this.#results.length,
          total: trials.length,
          message: 'evaluating variants',
          share: (part.index + ofPart) / part.of,
        })
      }
    }
    await this.#saver.save()
    return fitMs
  }

  /** One variant: a run of its own, so that a failure names the variant and leaves the others as they are. */
  async #evaluate(placed: PlacedTrial, evaluate: ReturnType<typeof pathsEvaluator>): Promise<void> {
    const { trial } = placed
    const variant = { ...placed, run: this.#newRun(placed) }
    try {
      const before = performance.now()
      const evaluated = evaluate({ selection: trial.selection })
      const timings = { evaluate_ms: performance.now() - before }
      await this.#saver.add(variant, evaluated, { timings, variants: this.#task.trials.length })
      const { sessions, sessionReturns: returns } = evaluated.result
      this.#results.push({ ...placed, runId: variant.run.id, sessions, returns, result: evaluated.result })
    } catch (error) {
      await this.#saveFailure(variant, error)
      throw error
    }
  }

  #newRun({ trial, sha }: PlacedTrial) {
    const { subject, data, sweep, kept } = this.#task
    const version = `${this.#parts.engineVersion} ${sweep.id}`
    const key = requestKey('variant', subject, data, kept, version, [sha])
    return newRun(this.#parts, subject, data, trial, { key, sweepId: sweep.id, ...kept })
  }

  /** The error that failed the variant is the one to tell, though it can't be saved. */
  async #saveFailure(variant: Parameters<VariantSaver['saveFailure']>[0], error: unknown): Promise<void> {
    try {
      await this.#saver.saveFailure(variant, error)
    } catch (cause) {
      this.#parts.reportBug(cause, `the failure of variant ${variant.run.id} could not be saved`)
    }
  }

  /** Its fits are made again, unless it was evaluated by this work. */
  async #evaluateAgain({ trial, result }: VariantResult): Promise<BacktestResult> {
    if (result) return result
    const { dataset } = this.#task.data
    const fits = await fitFolds(this.#parts, dataset, trial.config, this.#context)
    const evaluate = pathsEvaluator(datasetOfHours(dataset, trial.config.hours), fits, trial.execution)
    return evaluate({ selection: trial.selection }).result
  }

  async #saveStatistics(
    { pbo, oosLossProbability, cscvBlocks, degradationSlope }: Overfitting,
    luck: SweepLuck,
    timings: Record<string, number>,
  ): Promise<void> {
    const { data, sweep } = this.#task
    const trials = await countTrials(this.#parts.db, data.ledgerKey)
    await updateSweep(this.#parts.db, sweep.id, {
      statistics: {
        pbo,
        oos_loss_probability: oosLossProbability,
        cscv_blocks: cscvBlocks,
        degradation_slope: degradationSlope,
        ...luck,
        trials,
        timings,
      },
    })
  }
}
