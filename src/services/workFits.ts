import { setTimeout as sleep } from 'node:timers/promises'
import { serialize } from 'node:v8'
import { SigmaError } from '../core/errors.ts'
import { mostTries } from '../jobs/jobQueue.ts'
import {
  claimFitPart,
  endFitPart,
  type FitPart,
  listOwnFitParts,
  releaseFitParts,
  stillWanted,
} from '../store/fitParts.ts'
import { inTransaction } from '../store/transaction.ts'
import type { RunError } from '../store/work.ts'
import { FitPartWork } from './fitPart.ts'
import type { Parts } from './parts.ts'
import { patiently } from './patiently.ts'
import { executeIn, fitJob, type Shared, tell, wordOfQueue, wordOfRun } from './shared.ts'
import { asUser } from './user.ts'
import { WaitsForWork } from './waitsForWork.ts'
import { runError } from './work.ts'

/** How often a worker looks whether what it does is still wanted. */
const watchMs = 1_000

/** How a part is done: what comes back is kept as its result. */
export interface PartWork {
  fit(part: FitPart, signal: AbortSignal): Promise<unknown>
}

/** A part that this process does. */
interface Taken {
  part: FitPart
  jobId: string
}

/** A part, or that there is none; `gone`: nobody wanted the one that was next. */
type Found = Taken | 'none' | 'gone'

const isTaken = (found: Found | undefined): found is Taken => typeof found === 'object'

/** Why a part is given up: nobody wants it any more, or the worker stops. */
type Ending = 'unwanted' | 'stopping'

/**
 * Takes parts of runs from the queue and does them, several at a time. A result is kept together with the end of its job, or
 * neither is; a database that is away is waited for, with the result in hand.
 */
export class FitLanes {
  readonly #parts: Parts
  readonly #shared: Shared
  readonly #work: PartWork
  readonly #waits: WaitsForWork
  readonly #inHand = new Map<string, AbortController>()
  /** Ours by the tables at the last look, and not in hand. */
  #unknown = new Set<string>()

  constructor(parts: Parts, shared: Shared, work: PartWork = new FitPartWork(parts)) {
    this.#parts = parts
    this.#shared = shared
    this.#work = work
    this.#waits = new WaitsForWork(shared, 'fits')
  }

  /** Works until the signal; what is in hand then goes back to the queue. */
  async run(lanes: number, signal: AbortSignal): Promise<void> {
    const giveUp = (): void => this.giveUp()
    signal.addEventListener('abort', giveUp)
    const watch = this.#watch(signal)
    await Promise.all(Array.from({ length: lanes }, () => this.#lane(signal)))
    await watch
    signal.removeEventListener('abort', giveUp)
  }

  /** Ends what is in hand. What is still this worker's goes back to the queue. */
  giveUp(): void {
    for (const controller of this.#inHand.values()) controller.abort('stopping' satisfies Ending)
  }

  async #lane(signal: AbortSignal): Promise<void> {
    let next: Found | undefined
    let looksForOthers = false
    // What was taken together with the end of the part before is given back by a worker that stops.
    while (!signal.aborted || isTaken(next)) {
      try {
        const found: Found | undefined = next ?? (await this.#patiently(signal, () => this.#take()))
        next = undefined
        if (found === 'none') looksForOthers = await this.#waits.untilHeard(signal)
        if (!isTaken(found)) continue
        if (looksForOthers) this.#waits.wakeOthers()
        looksForOthers = false
        next = await this.#do(found, signal)
      } catch (error) {
        if (signal.aborted) return
        // The others go on, and so does this one, in a while.
        this.#parts.reportBug(error, 'taking parts from the queue')
        // A stop ends the wait, and so the loop.
        looksForOthers = await this.#waits.untilHeard(signal).catch(() => false)
      }
    }
  }

  /** Takes a job and its part together, so that a worker that is killed between them has neither. */
  #take(): Promise<Found> {
    return inTransaction(this.#parts.db, {}, (trx) => this.#takeIn(trx))
  }

  async #takeIn(trx: Parts['db']): Promise<Found> {
    const within = executeIn(trx)
    const [job] = await this.#shared.jobs.take('fits', 1, within)
    if (!job) return 'none'
    const part = await claimFitPart(trx, job.subject, this.#parts.owner)
    if (part) return { part, jobId: job.id }
    await this.#shared.jobs.remove('fits', [job.id], within)
    return 'gone'
  }

  /** Does a part, and tells what was found when it was done; undefined where nobody looked. */
  async #do(taken: Taken, stopped: AbortSignal): Promise<Found | undefined> {
    const { part } = taken
    const controller = new AbortController()
    if (stopped.aborted) controller.abort('stopping' satisfies Ending)
    this.#inHand.set(part.key, controller)
    try {
      return await this.#outcome(taken, controller.signal, stopped)
    } finally {
      this.#inHand.delete(part.key)
    }
  }

  async #outcome(
    { part, jobId }: Taken,
    signal: AbortSignal,
    stopped: AbortSignal,
  ): Promise<Found | undefined> {
    const { log, reportBug } = this.#parts
    const begun = performance.now()
    const facts = () => ({ part: part.key.slice(0, 12), ms: Math.round(performance.now() - begun) })
    try {
      signal.throwIfAborted()
      const done = await asUser(part.userId, () => this.#work.fit(part, signal))
      const result = serialize(done)
      const next = await this.#end({ part, jobId }, { result }, stopped)
      log.debug('part done', facts())
      return next
    } catch (error) {
      if (signal.aborted) {
        // What nobody wants has left the queue with its want.
        if (signal.reason === 'stopping') await this.#handBack({ part, jobId })
        return undefined
      }
      if (!(error instanceof SigmaError)) reportBug(error, `the part ${part.key} of the run ${part.runId}`)
      const kept = runError(error)
      if (kept.code === 'UNAVAILABLE' && part.attempts < mostTries) {
        log.warn('part given back', { ...facts(), code: kept.code, error: kept.message })
        await this.#giveBack({ part, jobId }, kept)
        return undefined
      }
      log.warn('part failed', { ...facts(), code: kept.code, error: kept.message })
      return this.#end({ part, jobId }, { error: kept }, stopped)
    }
  }

  /**
   * Keeps what a part came to, however long the database is away: what was computed is not lost by that. The next part is taken in
   * the same transaction, which is a fifth of what the queue takes of a part.
   */
  #end(
    { part, jobId }: Taken,
    outcome: { result: Uint8Array } | { error: RunError },
    stopped: AbortSignal,
  ): Promise<Found | undefined> {
    return this.#patiently(undefined, () =>
      inTransaction(this.#parts.db, {}, async (trx) => {
        if (await endFitPart(trx, part.key, outcome)) {
          await this.#shared.jobs.remove('fits', [jobId], executeIn(trx))
          await tell(this.#shared, trx, wordOfRun(part.runId))
        }
        return stopped.aborted ? undefined : this.#takeIn(trx)
      }),
    )
  }

  async #giveBack({ part, jobId }: Taken, { message }: RunError): Promise<void> {
    await this.#patiently(undefined, () =>
      inTransaction(this.#parts.db, {}, async (trx) => {
        await releaseFitParts(trx, this.#parts.owner, [part.key])
        await this.#shared.jobs.giveBack('fits', [jobId], message, executeIn(trx))
      }),
    )
  }

  /** A stop is no try: another worker has the part at once. */
  async #handBack({ part, jobId }: Taken): Promise<void> {
    await inTransaction(this.#parts.db, {}, async (trx) => {
      const within = executeIn(trx)
      const released = await releaseFitParts(trx, this.#parts.owner, [part.key], { isTry: false })
      if (released.length === 0) return
      await this.#shared.jobs.remove('fits', [jobId], within)
      await this.#shared.jobs.put('fits', released.map(fitJob), within)
      await tell(this.#shared, trx, wordOfQueue('fits'))
    })
  }

  /** Ends what nobody wants any more, and lets go of what is ours by the tables but of which we never heard. */
  async #watch(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await sleep(watchMs, undefined, { signal }).catch(() => undefined)
      if (signal.aborted) return
      await this.#patiently(signal, () => this.#look())
    }
  }

  async #look(): Promise<void> {
    const { db, owner } = this.#parts
    const doing = [...this.#inHand.keys()]
    const wanted = await stillWanted(db, doing, owner)
    for (const key of doing) if (!wanted.has(key)) this.#inHand.get(key)?.abort('unwanted' satisfies Ending)
    await this.#letGoOfUnknown(await listOwnFitParts(db, owner))
  }

  /** A connection that broke while a job was being taken leaves it taken, by one who does not know. */
  async #letGoOfUnknown(own: readonly { key: string; jobId: string }[]): Promise<void> {
    const unknown = own.map(({ key }) => key).filter((key) => !this.#inHand.has(key))
    // One that is being taken right now is known at the next look.
    const keys = unknown.filter((key) => this.#unknown.has(key))
    this.#unknown = new Set(unknown)
    if (keys.length === 0) return
    await inTransaction(this.#parts.db, {}, async (trx) => {
      const jobs = (await releaseFitParts(trx, this.#parts.owner, keys)).map(({ jobId }) => jobId)
      await this.#shared.jobs.giveBack('fits', jobs, 'its worker did not hear of it', executeIn(trx))
    })
  }

  #patiently<Result>(
    signal: AbortSignal | undefined,
    act: () => Promise<Result>,
  ): Promise<Result | undefined> {
    return patiently(this.#parts.log, signal, act)
  }
}
