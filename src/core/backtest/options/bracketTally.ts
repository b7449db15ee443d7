import { type BracketExits, byReason, exitCode, exitReasons } from '../brackets/exits.ts'
import type { Leaving } from './leaving.ts'

/** Counts how the trades of a run with brackets left. */
export class BracketTally {
  readonly #codes: number[] = []
  readonly #gaps = { stop: 0, target: 0 }
  readonly #ambiguousBars: number[] = []

  /**
   * What ended a trade is counted: one that expired was left at no level, though its last bar may have touched one, and
   * one that had not left by the end has touched nothing yet.
   */
  add({ reason, isGap, ambiguousBar }: Leaving, exit: 'open_at_end' | 'expiry' | 'quote' | 'last_bid'): void {
    if (exit === 'open_at_end' || exit === 'expiry') {
      this.#codes.push(exit === 'expiry' ? exitCode.sessionEnd : exitCode.openAtEnd)
      return
    }
    this.#codes.push(reason)
    if (isGap) this.#gaps[reason === exitCode.stop ? 'stop' : 'target']++
    if (ambiguousBar !== null) this.#ambiguousBars.push(ambiguousBar)
  }

  /** The code of each trade. */
  codes(): Uint8Array {
    return Uint8Array.from(this.#codes)
  }

  exits(): BracketExits {
    const counts = Array.from(exitReasons, (_, code) => this.#codes.filter((one) => one === code).length)
    return {
      exits: byReason(counts),
      gaps: this.#gaps,
      ambiguous_trades: this.#ambiguousBars.length,
      ambiguous_bars: new Set(this.#ambiguousBars).size,
    }
  }
}
