import { type BracketExits, byReason, exitCode, exitReasons } from './exits.ts'
import { atOpen, type SideExits, within } from './track.ts'

/** Counts how trades left. */
export class ExitTally {
  readonly #counts = new Int32Array(exitReasons.length)
  readonly #gaps = { stop: 0, target: 0 }
  readonly #ambiguousBars = new Set<number>()
  #ambiguous = 0

  /** @param barId a number of the bar that no other bar has */
  add({ at, reason, ambiguous }: SideExits, slot: number, barId: number): void {
    this.#counts[reason[slot]]++
    if (at[slot] === atOpen && reason[slot] === exitCode.stop) this.#gaps.stop++
    if (at[slot] === atOpen && reason[slot] === exitCode.target) this.#gaps.target++
    if (at[slot] === within && ambiguous[slot] === 1) {
      this.#ambiguous++
      this.#ambiguousBars.add(barId)
    }
  }

  get openAtEnd(): number {
    return this.#counts[exitCode.openAtEnd]
  }

  get exits(): BracketExits {
    return {
      exits: byReason(this.#counts),
      gaps: this.#gaps,
      ambiguous_trades: this.#ambiguous,
      ambiguous_bars: this.#ambiguousBars.size,
    }
  }
}
