import type { FitProgress } from '../jobs/fitProgress.ts'
import { type FitWork, totalWork } from '../jobs/fitWork.ts'
import type { Progress } from '../jobs/queue.ts'

/** Which of several equal parts of a job some fits are, and the share of the part that they take. */
export interface JobPart {
  index: number
  of: number
  /** What comes after the fits of a part takes the rest of it. */
  fits: number
}

/** The whole of a job whose fits are nearly all of it. */
const wholeJob: JobPart = { index: 0, of: 1, fits: 1 }

/** Before so much of a job is done, and so long, what is left of it is a guess. */
const leastShare = 0.01
const leastMs = 1_000

/**
 * Adds up what fits that run side by side tell of themselves: how far the job is, by the work in each fit, and the
 * time left if it goes on like that.
 */
export class FitTally {
  readonly #works: readonly FitWork[]
  readonly #part: JobPart
  readonly #report: (progress: Progress) => void
  readonly #clock: () => number
  readonly #started: number
  readonly #running = new Map<number, FitProgress>()
  readonly #ended = new Set<number>()

  constructor(
    works: readonly FitWork[],
    report: (progress: Progress) => void,
    part: JobPart = wholeJob,
    clock: () => number = () => performance.now(),
  ) {
    this.#works = works
    this.#report = report
    this.#part = part
    this.#clock = clock
    this.#started = clock()
    this.#tell()
  }

  /** Takes in what the fit at a place tells of itself. */
  onProgress(index: number, progress: FitProgress): void {
    this.#running.set(index, progress)
    this.#tell()
  }

  /** Takes in that the fit at a place has ended. */
  onFit(index: number): void {
    this.#running.delete(index)
    this.#ended.add(index)
    this.#tell()
  }

  #tell(): void {
    const { index, of, fits } = this.#part
    const total = this.#works.length
    const share = this.#share()
    // Of fits side by side the earliest is told of, so that the figures do not jump between them.
    const [first] = [...this.#running.keys()].sort((a, b) => a - b)
    const fit = first === undefined ? undefined : this.#running.get(first)
    const secondsLeft = this.#secondsLeft(share)
    this.#report({
      done: index * total + this.#ended.size,
      total: of * total,
      message: 'fitting',
      share: (index + fits * share) / of,
      ...(fit && { fit }),
      ...(secondsLeft !== null && { secondsLeft }),
    })
  }

  /** The share of the work of these fits that is done. */
  #share(): number {
    let all = 0
    let done = 0
    for (const [index, work] of this.#works.entries()) {
      const whole = totalWork(work)
      all += whole
      const fit = this.#running.get(index)
      if (this.#ended.has(index)) done += whole
      else if (fit && fit.round > 0) done += work.binning + fit.round * work.round
    }
    return all === 0 ? 0 : done / all
  }

  /** Of this part and the parts after it, taking those to be like this one. */
  #secondsLeft(share: number): number | null {
    const elapsed = this.#clock() - this.#started
    if (share < leastShare || elapsed < leastMs) return null
    const ofPart = elapsed / share
    const { index, of } = this.#part
    return (ofPart - elapsed + (of - 1 - index) * ofPart) / 1_000
  }
}
