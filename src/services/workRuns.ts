import type { Build } from '../store/builds.ts'
import { inTransaction } from '../store/transaction.ts'
import { waitsForPlace } from './keepQuotas.ts'
import type { Parts } from './parts.ts'
import { patiently } from './patiently.ts'
import { resumeLeft } from './resumeSweep.ts'
import { type RunKind, readRunJob } from './sendRuns.ts'
import { executeIn, type Shared } from './shared.ts'
import { storedBacktest } from './storedBacktest.ts'
import { storedBuild } from './storedBuild.ts'
import { storedTraining } from './storedTraining.ts'
import { takeUpLeft } from './takeUp.ts'
import { WaitsForWork } from './waitsForWork.ts'

/** A run whose user has as many as he may have is looked at again after so long. */
const quotaSeconds = 1

/**
 * Takes runs that wait for a worker, and does them as jobs of this process, several at a time. Whose a run is, its row tells:
 * the job in the queue only says that there is one, and is gone once the run is taken.
 */
export class RunLanes {
  readonly #parts: Parts
  readonly #shared: Shared
  readonly #waits: WaitsForWork

  constructor(parts: Parts, shared: Shared) {
    this.#parts = parts
    this.#shared = shared
    this.#waits = new WaitsForWork(shared, 'runs')
  }

  /** Works until the signal. Runs that are being done then are ended by their queue. */
  async run(lanes: number, signal: AbortSignal): Promise<void> {
    await Promise.all(Array.from({ length: lanes }, () => this.#lane(signal)))
  }

  async #lane(signal: AbortSignal): Promise<void> {
    let looksForOthers = false
    while (!signal.aborted) {
      try {
        const run = await patiently(this.#parts.log, signal, () => this.#take())
        if (run && looksForOthers) this.#waits.wakeOthers()
        looksForOthers = !run && (await this.#waits.untilHeard(signal))
        if (run) await this.#do(run, signal)
      } catch (error) {
        if (signal.aborted) return
        // The others go on, and so does this one, in a while.
        this.#parts.reportBug(error, 'taking runs from the queue')
        looksForOthers = await this.#waits.untilHeard(signal).catch(() => false)
      }
    }
  }

  #take(): Promise<{ kind: RunKind; id: string } | undefined> {
    return inTransaction(this.#parts.db, {}, async (trx) => {
      const within = executeIn(trx)
      const [job] = await this.#shared.jobs.take('runs', 1, within)
      if (!job) return undefined
      await this.#shared.jobs.remove('runs', [job.id], within)
      const run = readRunJob(job.subject)
      if (!(await this.#isPastQuota({ ...this.#parts, db: trx }, run))) return run
      const again = { id: job.id, subject: job.subject, afterSeconds: quotaSeconds }
      await this.#shared.jobs.put('runs', [again], within)
      return undefined
    })
  }

  /** Others go first: who waits for a place of his own takes no lane. */
  async #isPastQuota(parts: Parts, { kind, id }: { kind: RunKind; id: string }): Promise<boolean> {
    if (kind === 'sweep') return waitsForPlace(parts, 'sweeps', id)
    return kind === 'training' && (await waitsForPlace(parts, 'train', id))
  }

  async #do({ kind, id }: { kind: RunKind; id: string }, signal: AbortSignal): Promise<void> {
    try {
      const run = await patiently(this.#parts.log, signal, () => this.#start(kind, id))
      // How it ends is kept with it.
      if (run) await Promise.allSettled([this.#parts.queue.finished(id)])
    } catch (error) {
      // It is left, and found again.
      this.#parts.reportBug(error, `beginning the ${kind} ${id}`)
    }
  }

  #start(kind: RunKind, id: string): Promise<Pick<Build, 'id'> | undefined> {
    if (kind === 'sweep') return resumeLeft(this.#parts, id)
    if (kind === 'build') return takeUpLeft(this.#parts, storedBuild, id)
    if (kind === 'training') return takeUpLeft(this.#parts, storedTraining, id)
    return takeUpLeft(this.#parts, storedBacktest, id)
  }
}
