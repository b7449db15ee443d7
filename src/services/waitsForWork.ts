import type { QueueName } from '../jobs/jobQueue.ts'
import { type Shared, wordOfQueue } from './shared.ts'

/** Who is not woken looks for work again after so long. */
const lookMs = 1_000

/** One whose fellow looks for him looks again after so long: that one may hang. */
const restMs = 10_000

/**
 * The waits of those in one process who found no work in a queue. A word wakes all of them, and every second one of them looks for
 * all, so that a worker that waits asks the database no more often the more it could do at a time.
 */
export class WaitsForWork {
  readonly #channel: Pick<Shared['channel'], 'heard' | 'wake'>
  readonly #word: string
  #isLookedFor = false

  constructor({ channel }: { channel: Pick<Shared['channel'], 'heard' | 'wake'> }, queue: QueueName) {
    this.#channel = channel
    this.#word = wordOfQueue(queue)
  }

  /**
   * Resolves when there may be work; rejects when the signal aborts.
   *
   * @returns whether who waited looks for the others: if he finds something, he is to wake them
   */
  async untilHeard(signal: AbortSignal): Promise<boolean> {
    const looks = !this.#isLookedFor
    if (looks) this.#isLookedFor = true
    try {
      await this.#channel.heard(this.#word, looks ? lookMs : restMs, signal)
    } finally {
      if (looks) this.#isLookedFor = false
    }
    return looks
  }

  /** Where one found work without having been told of it, there may be more. */
  wakeOthers(): void {
    this.#channel.wake(this.#word)
  }
}
