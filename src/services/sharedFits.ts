import { randomUUID } from 'node:crypto'
import { deserialize } from 'node:v8'
import { type BacktestConfig, featureColumns, planFits } from '../core/backtest/index.ts'
import { isErrorCode, SigmaError } from '../core/errors.ts'
import { sha256OfJson } from '../core/lineage/canonicalJson.ts'
import { type FitWork, fitWork, longestFirst, totalWork } from '../jobs/fitWork.ts'
import type { JobContext } from '../jobs/queue.ts'
import type { TimedFit } from '../jobs/timedFit.ts'
import {
  type NewFitPart,
  type PartsOf,
  type Priority,
  readEndedFitParts,
  unwantFitParts,
  wantFitParts,
} from '../store/fitParts.ts'
import { StoreAway } from '../store/storeAway.ts'
import { inTransaction } from '../store/transaction.ts'
import type { RunError } from '../store/work.ts'
import { spellFitPart } from './fitPartSpec.ts'
import { FitTally, type JobPart } from './fitTally.ts'
import type { Parts } from './parts.ts'
import type { PreparedData } from './preparedData.ts'
import { executeIn, fitJob, type Shared, tell, wordOfQueue, wordOfRun } from './shared.ts'
import { currentUser } from './user.ts'

/**
 * Does the work of a run with fits that workers share; without, where this process does all of its work.
 *
 * @param work is given the fits; undefined: it does its own
 */
export async function withSharedFits<Result>(
  parts: Parts,
  { priority = 'normal', ...of }: Omit<PartsOf, 'userId'> & { priority?: Priority | undefined },
  data: PreparedData,
  work: (shared: SharedFits | undefined) => Promise<Result>,
): Promise<Result> {
  if (!parts.shared) return work(undefined)
  const fits = new SharedFits(parts, parts.shared, { ...of, userId: currentUser() }, data, priority)
  let result: Result
  try {
    result = await work(fits)
  } catch (error) {
    // Its parts are done meanwhile, for who goes on with it.
    if (!(error instanceof StoreAway)) await fits.end({ isDone: false })
    throw error
  }
  await fits.end({ isDone: true })
  return result
}

/** Parts of a run that are in the queue before they are asked for, at most: enough for every worker to have the next one. */
const aheadOf = 1_000

/** Configurations that are planned ahead, at most: where they are too quick to be parts, the queue stays empty. */
const plannedAhead = 200

/** Whom the fits of a configuration are told to, and which part of its job they are. */
interface PartContext extends JobContext {
  part?: JobPart
  onFit?: () => void
}

/** Who is not woken looks again after so long. */
const lookMs = 500

interface PlannedPart extends NewFitPart {
  /** The work of each model that it fits. */
  fits: FitWork[]
}

/**
 * The fits of one run, of which any worker does those of a fold. They are put into the queue some way ahead of their use, so
 * that workers have something to do while this process evaluates what they have fitted.
 */
export class SharedFits {
  readonly #parts: Parts
  readonly #shared: Shared
  readonly #of: PartsOf
  readonly #data: PreparedData
  readonly #priority: Priority
  /** Configurations that are to come. */
  #next: BacktestConfig[] = []
  /** What is in the queue, by configuration, until it is used. */
  readonly #queued = new Map<BacktestConfig, PlannedPart[] | null>()
  #waiting = 0
  #isUsed = false

  constructor(parts: Parts, shared: Shared, of: PartsOf, data: PreparedData, priority: Priority) {
    this.#parts = parts
    this.#shared = shared
    this.#of = of
    this.#data = data
    this.#priority = priority
  }

  /** Tells which configurations will be asked for, in their order. */
  announce(configs: readonly BacktestConfig[]): void {
    this.#next.push(...configs)
  }

  /**
   * The fits of a configuration, in the order of its tasks; undefined where they are so quick that it is not worth asking others.
   *
   * @throws what a part failed with
   */
  async fits(
    config: BacktestConfig,
    { signal, report, onFit, part }: PartContext,
  ): Promise<TimedFit[] | undefined> {
    if (!this.#queued.has(config)) await this.#put(config)
    await this.#putAhead(config, signal)
    const planned = this.#queued.get(config)
    this.#queued.delete(config)
    if (!planned) return undefined
    const tally = new FitTally(
      planned.flatMap(({ fits }) => fits),
      report,
      part,
    )
    const results = await this.#await(planned, signal, (first, count) => {
      for (let fit = first; fit < first + count; fit++) {
        tally.onFit(fit)
        onFit?.()
      }
    })
    this.#waiting -= planned.length
    return results
  }

  /** The run has ended. What it did not use is kept for who goes on with it, unless it is done. */
  async end({ isDone }: { isDone: boolean }): Promise<void> {
    if (!this.#isUsed) return
    const { db } = this.#parts
    await inTransaction(db, {}, async (trx) => {
      const jobs = await unwantFitParts(trx, this.#of.runId, { withResults: isDone })
      await this.#shared.jobs.remove('fits', jobs, executeIn(trx))
    })
  }

  async #putAhead(now: BacktestConfig, signal: AbortSignal): Promise<void> {
    this.#next = this.#next.filter((config) => config !== now)
    while (this.#waiting < aheadOf && this.#queued.size < plannedAhead && this.#next.length > 0) {
      signal.throwIfAborted()
      const [config] = this.#next.splice(0, 1)
      await this.#put(config)
    }
  }

  async #put(config: BacktestConfig): Promise<void> {
    const planned = this.#planned(config)
    this.#queued.set(config, planned)
    if (!planned) return
    this.#isUsed = true
    this.#waiting += planned.length
    await inTransaction(this.#parts.db, {}, async (trx) => {
      const turns = await wantFitParts(trx, this.#of, longestFirst(planned, workOfPart), this.#priority)
      const jobs = planned.flatMap(({ key, jobId }) => {
        const turn = turns.get(key)
        return turn === undefined ? [] : [fitJob({ key, jobId, turn })]
      })
      if (jobs.length === 0) return
      await this.#shared.jobs.put('fits', jobs, executeIn(trx))
      await tell(this.#shared, trx, wordOfQueue('fits'))
    })
  }

  #planned(config: BacktestConfig): PlannedPart[] | null {
    const { dataset } = this.#data
    const { tasks } = planFits(dataset, config)
    const columns = featureColumns(dataset.matrix, config.features).length
    const folds = [...new Set(tasks.map(({ fold }) => fold))]
    const fits = tasks.map((task) => ({ fold: task.fold, work: fitWork(task, columns) }))
    const work = fits.reduce((sum, fit) => sum + totalWork(fit.work), 0)
    if (work / folds.length < this.#shared.leastWork) return null
    const { matrixSha, ledgerKey, asked } = this.#data
    const of = { matrix_sha: matrixSha, ledger_key: ledgerKey, asked, engine: this.#parts.engineVersion }
    return folds.map((fold): PlannedPart => {
      const spec = spellFitPart({ config, fold, scoresOnly: this.#of.runKind === 'sweep' })
      const ofFold = fits.filter((fit) => fit.fold === fold).map((fit) => fit.work)
      return { key: sha256OfJson({ ...of, spec }), spec, jobId: randomUUID(), fits: ofFold }
    })
  }

  async #await(
    parts: readonly PlannedPart[],
    signal: AbortSignal,
    onPart: (firstFit: number, fits: number) => void,
  ): Promise<TimedFit[]> {
    const results = new Map<string, TimedFit[]>()
    for (;;) {
      // Heard of after this look, so that nothing that ends meanwhile is missed.
      const heard = this.#shared.channel.heard(wordOfRun(this.#of.runId), lookMs, signal)
      heard.catch(() => undefined)
      const missing = parts.filter(({ key }) => !results.has(key)).map(({ key }) => key)
      for (const { key, result, error } of await readEndedFitParts(this.#parts.db, missing)) {
        if (result === null) throw partError(error)
        results.set(key, deserialize(result))
        const place = parts.findIndex((part) => part.key === key)
        const before = parts.slice(0, place).reduce((sum, { fits }) => sum + fits.length, 0)
        onPart(before, parts[place].fits.length)
      }
      if (results.size === parts.length) return parts.flatMap(({ key }) => results.get(key) ?? [])
      await heard
    }
  }
}

function workOfPart({ fits }: PlannedPart): number {
  return fits.reduce((sum, fit) => sum + totalWork(fit), 0)
}

function partError(error: RunError | null): SigmaError {
  const { code = 'INTERNAL', message = 'a part failed', next } = error ?? {}
  return new SigmaError(isErrorCode(code) ? code : 'INTERNAL', message, {
    ...(next !== undefined && { next }),
  })
}
