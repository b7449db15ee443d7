import type { Kysely } from 'kysely'
import type { Metrics, PathedResult } from '../core/backtest/index.ts'
import { SigmaError } from '../core/errors.ts'
import { insertBacktestFolds } from '../store/backtestFolds.ts'
import { insertBacktests, type NewBacktest } from '../store/backtests.ts'
import type { Database } from '../store/schema.ts'
import { insertSweepResults, type NewSweepResult } from '../store/sweepResults.ts'
import { type Sweep, updateHeldSweep } from '../store/sweeps.ts'
import { inTransaction } from '../store/transaction.ts'
import { appendTrials } from '../store/trials.ts'
import type { Parts } from './parts.ts'
import type { PreparedData } from './preparedData.ts'
import { type Evaluated, type ResultRows, resultRows } from './saveResult.ts'
import { storedTrial } from './storedTrial.ts'
import type { Subject } from './subject.ts'
import type { PlacedTrial } from './sweepTrials.ts'
import { runError } from './work.ts'

/** A variant that is to be a run. */
export interface Variant extends PlacedTrial {
  run: NewBacktest
}

interface Done extends Variant {
  rows: ResultRows
  metrics: Metrics
  finishedAt: string
}

/**
 * Variants that wait to be saved together, at most so many and so long: a transaction for each takes longer than they do.
 * Nobody else is answered while they are written. Their rows go into single statements, which have room for some 30,000
 * values on SQLite.
 */
const mostWaiting = { alone: 200, answering: 25 }
const longestMs = 200

/**
 * Saves the variants of a sweep as runs of their own, some at a time: each with its folds, its trial and its place in
 * the sweep, or not at all. The assessment against the ledger comes later.
 */
export class VariantSaver {
  readonly #parts: Parts
  readonly #subject: Subject
  readonly #data: PreparedData
  readonly #sweep: Sweep
  /** How many are saved. */
  #saved: number
  #waiting: Done[] = []
  #since = 0

  /** @param saved variants that earlier work on the sweep has saved */
  constructor(parts: Parts, subject: Subject, data: PreparedData, sweep: Sweep, saved: number) {
    this.#parts = parts
    this.#subject = subject
    this.#data = data
    this.#sweep = sweep
    this.#saved = saved
  }

  /** How many are evaluated, and not saved yet. */
  get waiting(): number {
    return this.#waiting.length
  }

  /** Takes a variant that is evaluated, saves those that wait when it is time to, and tells the score. */
  async add(
    variant: Variant,
    { result, paths }: PathedResult,
    evaluated: Pick<Evaluated, 'timings' | 'variants'>,
  ): Promise<number | null> {
    const finishedAt = this.#parts.now().toISOString()
    const { trial, sha: trialSha, run } = variant
    const rows = resultRows(
      this.#subject,
      this.#data,
      { runId: run.id, trial, trialSha, result, paths, ...evaluated },
      finishedAt,
    )
    if (this.#waiting.length === 0) this.#since = performance.now()
    this.#waiting.push({ ...variant, rows, metrics: result.metrics, finishedAt })
    const { alone, answering } = mostWaiting
    const most = this.#parts.answersOthers ? answering : alone
    if (this.#waiting.length >= most || performance.now() - this.#since >= longestMs) await this.save()
    return rows.columns.score ?? null
  }

  /** Saves those that wait. */
  async save(): Promise<void> {
    const done = this.#waiting
    if (done.length === 0) return
    const { ledgerKey } = this.#data
    await inTransaction(this.#parts.db, { locks: [ledgerKey] }, async (trx) => {
      const seqs = await appendTrials(
        trx,
        ledgerKey,
        done.map(({ rows }) => rows.trial),
      )
      const runs = done.map(({ run, rows, finishedAt }, place): NewBacktest => {
        const ended = { status: 'completed', progress: 100, finishedAt, ledgerSeq: seqs[place] } as const
        return { ...run, ...rows.columns, ...ended }
      })
      await insertBacktests(trx, runs)
      await insertBacktestFolds(
        trx,
        done.flatMap(({ rows }) => rows.folds),
      )
      await insertSweepResults(trx, this.#sweep.id, done.map(completedRow))
      await this.#saveProgress(trx, this.#saved + done.length)
    })
    this.#saved += done.length
    this.#waiting = []
  }

  /** Nothing is kept of work on a sweep that another process has gone on with. */
  async #saveProgress(trx: Kysely<Database>, done: number): Promise<void> {
    const { id, attempt } = this.#sweep
    const { owner } = this.#parts
    if (await updateHeldSweep(trx, id, { owner, attempt }, { progressDone: done })) return
    throw new SigmaError('CONFLICT', `another process has gone on with the sweep ${id}`, {
      next: `follow it with: sigma sweep watch ${id}`,
    })
  }

  /** Keeps a variant that failed, with why. */
  async saveFailure(variant: Variant, cause: unknown): Promise<void> {
    const error = runError(cause)
    const finishedAt = this.#parts.now().toISOString()
    await inTransaction(this.#parts.db, {}, async (trx) => {
      await insertBacktests(trx, [{ ...variant.run, status: 'failed', error, finishedAt }])
      const row = { ...placeOf(variant), createdAt: finishedAt }
      await insertSweepResults(trx, this.#sweep.id, [{ ...row, status: 'failed', error }])
    })
  }
}

/** Its metrics are the ones that sweeps are read by; the run has all. */
function completedRow({ metrics, finishedAt, ...variant }: Done): NewSweepResult {
  const { sharpe, sharpe_hourly, cum_return, max_dd, trades } = metrics
  return {
    ...placeOf(variant),
    status: 'completed',
    metrics: { sharpe, sharpe_hourly, cum_return, max_dd, trades },
    createdAt: finishedAt,
  }
}

function placeOf({ position, rung, trial, sha, run }: Variant) {
  const place = { position, ...(rung !== undefined && { rung }) }
  return { ...place, kind: trial.selection.kind, trialSha: sha, params: storedTrial(trial), runId: run.id }
}
