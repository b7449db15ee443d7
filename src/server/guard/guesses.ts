import { SigmaError } from '../../core/errors.ts'

const windowMs = 60_000
/** Addresses that are counted at once: who has very many of them is not kept from guessing by counting. */
const addressesAtMost = 10_000

/** Counts tokens that are not known by the address that they came from, so that guessing soon costs no look-up. */
export class Guesses {
  readonly #perMinute: number | null
  readonly #counts = new Map<string, number>()
  #windowEnds = 0

  /** @param perMinute null: as many as anybody likes */
  constructor(perMinute: number | null) {
    this.#perMinute = perMinute
  }

  count(address: string): void {
    this.#beginWindow()
    if (this.#counts.size >= addressesAtMost) this.#counts.clear()
    this.#counts.set(address, (this.#counts.get(address) ?? 0) + 1)
  }

  /** @throws RATE_LIMITED where an address has guessed as often as anybody may ask */
  refuse(address: string): void {
    if (this.#perMinute === null) return
    this.#beginWindow()
    if ((this.#counts.get(address) ?? 0) < this.#perMinute) return
    throw new SigmaError('RATE_LIMITED', `more than ${this.#perMinute} unknown tokens in a minute`, {
      next: `wait ${this.secondsLeft} seconds`,
      details: { limit: this.#perMinute, window_sec: windowMs / 1000 },
    })
  }

  /** Until an address may guess again. */
  get secondsLeft(): number {
    return Math.max(1, Math.ceil((this.#windowEnds - performance.now()) / 1000))
  }

  #beginWindow(): void {
    const now = performance.now()
    if (now < this.#windowEnds) return
    this.#counts.clear()
    this.#windowEnds = now + windowMs
  }
}
