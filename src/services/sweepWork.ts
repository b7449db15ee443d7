import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  type BacktestResult,
  datasetOfHours,
  type PathedResult,
  pathsEvaluator,
} from '../core/backtest/index.ts'
import { type Sweep, updateHeldSweep } from '../store/sweeps.ts'
import { countTrials } from '../store/trials.ts'
import type { AppliedHours } from './appliedHours.ts'
import { requestKeys } from './backtestRequest.ts'
import { type FitContext, fitFolds } from './fitModels.ts'
import type { JobPart } from './fitTally.ts'
import { inTurns } from './inTurns.ts'
import { assessLedger } from './ledger.ts'
import type { Parts } from './parts.ts'
import type { PreparedData } from './preparedData.ts'
import { newRun } from './runBacktest.ts'
import { type Variant, VariantSaver } from './saveVariants.ts'
import type { Subject } from './subject.ts'
import { type SweepLuck, sweepLuck } from './sweepLuck.ts'
import { judgeSweep, type Overfitting } from './sweepOverfitting.ts'
import type { SweepPlan } from './sweepPlan.ts'
import { byExecution, byFitKey, type PlacedTrial, type VariantResult } from './sweepTrials.ts'

/** Of the work on one fit key, the share that goes into its fits; the rest evaluates variants on them. */
const fitShare = 0.8

/** What is kept with every variant alike. */
interface Kept {
  tag?: string
  hoursFrom: AppliedHours['from']
}

type Fits = Awaited<ReturnType<typeof fitFolds>>

/** A variant with its whole result. */
interface BestResult {
  placed: PlacedTrial
  score: number | null
  result: BacktestResult
}

/** What a sweep works on. */
export interface SweepTask {
  subject: Subject
  data: PreparedData
  sweep: Sweep
  kept: Kept
  plan: SweepPlan
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
  /** The request key of a variant, by the hash of its trial. */
  readonly #keyOf: ReturnType<typeof requestKeys>
  /** The whole result of one variant alone: each holds on to the scores of its fits. */
  #best?: BestResult
  /** What the last variants were evaluated on. */
  #last?: { group: readonly PlacedTrial[]; fits: Fits }

  constructor(parts: Parts, task: SweepTask, context: FitContext) {
    const { subject, data, sweep, done } = task
    this.#parts = parts
    this.#task = task
    this.#context = context
    this.#results = [...done]
    const version = `${parts.engineVersion} ${sweep.id}`
    this.#keyOf = requestKeys('variant', subject, data, task.kept, version)
    this.#saver = new VariantSaver(parts, subject, data, sweep, done.length)
  }

  async run(loadMs: number): Promise<void> {
    const started = performance.now()
    let fitMs = 0
    try {
      for (let stage = 0; stage < this.#task.plan.stages; stage++) {
        const groups = byFitKey(this.#left(stage))
        this.#context.shared?.announce(groups.map(([{ trial }]) => trial.config))
        for (const [index, group] of groups.entries()) {
          fitMs += await this.#runGroup(group, { index, of: groups.length, fits: fitShare }, stage)
        }
      }
    } catch (error) {
      await this.#keepWhatWasDone()
      throw error
    }
    // As if they had been done in this order, whatever was done when.
    this.#results.sort((a, b) => a.position - b.position)
    const overfitting = await inTurns(judgeSweep(this.#results), this.#context.signal)
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

  /** What was tried was tried, though the sweep ends early: the other runs of the ledger are judged by it. */
  async #keepWhatWasDone(): Promise<void> {
    try {
      await this.#saver.save()
      if (this.#results.length > 0) await this.#assess()
    } catch (cause) {
      // What ended the sweep is the one to tell.
      this.#parts.reportBug(cause, `the last variants of the sweep ${this.#task.sweep.id} could not be saved`)
    }
  }

  #left(stage: number): PlacedTrial[] {
    const done = new Map(this.#results.map((result) => [result.position, result]))
    return this.#task.plan.stage(stage, done).filter(({ position }) => !done.has(position))
  }

  /** Progress of a stage, as that of the whole sweep: stages take about as long, since rounds grow as candidates fall. */
  #reportOf(stage: number): FitContext['report'] {
    const { stages } = this.#task.plan
    if (stages === 1) return this.#context.report
    return ({ secondsLeft: _, share = 0, ...progress }) =>
      this.#context.report({ ...progress, share: (stage + share) / stages })
  }

  #assess(overfitting?: Overfitting): Promise<void> {
    const ended = this.#results.map(({ runId }) => runId)
    return assessLedger(this.#parts, this.#task.data.ledgerKey, ended, overfitting)
  }

  /** The variants of one fit key; tells how many milliseconds its fits took. */
  async #runGroup(group: readonly PlacedTrial[], part: JobPart, stage: number): Promise<number> {
    const { data, plan } = this.#task
    const before = performance.now()
    const report = this.#reportOf(stage)
    const context = { ...this.#context, part, report }
    this.#last = undefined
    const fits = await fitFolds(this.#parts, data.dataset, group[0].trial.config, context)
    this.#last = { group, fits }
    const fitMs = performance.now() - before
    let evaluated = 0
    const tell = (shareOfGroup: number) => {
      const ofPart = part.fits + (1 - part.fits) * shareOfGroup
      report({
        // What is told to be done is stored.
        done: this.#results.length - this.#saver.waiting,
        total: plan.total,
        message: 'evaluating variants',
        share: (part.index + ofPart) / part.of,
      })
    }
    for (const sameExecution of byExecution(group)) {
      const [{ trial: first }] = sameExecution
      const dataset = datasetOfHours(data.dataset, first.config.hours)
      const evaluate = pathsEvaluator(dataset, fits, first.execution)
      for (const placed of sameExecution) {
        // Lets the server answer others, and a cancel arrive, between two variants.
        await nextTurn()
        this.#context.signal.throwIfAborted()
        await this.#evaluate(placed, evaluate)
        tell(++evaluated / group.length)
      }
    }
    await this.#saver.save()
    tell(1)
    this.#parts.log.debug('variants evaluated', {
      variants: group.length,
      group: part.index + 1,
      of: part.of,
      fit_ms: Math.round(fitMs),
    })
    return fitMs
  }

  /** One variant: a run of its own, so that a failure names the variant and leaves the others as they are. */
  async #evaluate(placed: PlacedTrial, evaluate: ReturnType<typeof pathsEvaluator>): Promise<void> {
    const variant = { ...placed, run: this.#newRun(placed) }
    const before = performance.now()
    const evaluated = await this.#evaluated(variant, evaluate)
    const timings = { evaluate_ms: performance.now() - before }
    const score = await this.#saver.add(variant, evaluated, { timings, variants: this.#task.plan.total })
    const { result } = evaluated
    const { sessions, sessionReturns: returns, metrics } = result
    this.#results.push({
      ...placed,
      runId: variant.run.id,
      sessions,
      returns,
      sharpe: metrics.sharpe,
    })
    this.#keepIfBest({ placed, score, result })
  }

  /** Of a later rung, or of a higher score: the one that is likely to be looked at again. */
  #keepIfBest(one: BestResult): void {
    const best = this.#best
    const rungs = (one.placed.rung ?? 0) - (best?.placed.rung ?? 0)
    const isBetter =
      rungs > 0 || (rungs === 0 && one.score !== null && (best?.score == null || one.score > best.score))
    if (!best || isBetter) this.#best = one
  }

  async #evaluated(variant: Variant, evaluate: ReturnType<typeof pathsEvaluator>): Promise<PathedResult> {
    try {
      return evaluate({ selection: variant.trial.selection })
    } catch (error) {
      await this.#saveFailure(variant, error)
      throw error
    }
  }

  #newRun({ trial, sha }: PlacedTrial) {
    const { subject, data, sweep, kept } = this.#task
    const key = this.#keyOf([sha])
    return newRun(this.#parts, subject, data, trial, { key, sweepId: sweep.id, ...kept })
  }

  /** The error that failed the variant is the one to tell, though it can't be saved. */
  async #saveFailure(variant: Variant, error: unknown): Promise<void> {
    try {
      await this.#saver.saveFailure(variant, error)
    } catch (cause) {
      this.#parts.reportBug(cause, `the failure of variant ${variant.run.id} could not be saved`)
    }
  }

  /** Its fits are made again, unless it is the one that is kept, or one of the last. */
  async #evaluateAgain({ position, trial }: VariantResult): Promise<BacktestResult> {
    if (this.#best?.placed.position === position) return this.#best.result
    const { dataset } = this.#task.data
    const isOfLast = this.#last?.group.some((one) => one.position === position)
    const fits =
      this.#last && isOfLast
        ? this.#last.fits
        : await fitFolds(this.#parts, dataset, trial.config, this.#context)
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
    const holder = { owner: this.#parts.owner, attempt: sweep.attempt }
    await updateHeldSweep(this.#parts.db, sweep.id, holder, {
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
