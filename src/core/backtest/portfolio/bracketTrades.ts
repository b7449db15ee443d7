import { ExitTally } from '../brackets/tally.ts'
import type { BracketTrack } from '../brackets/track.ts'
import type { Simulation } from '../simulate.ts'
import type { TradesOf } from './trades.ts'

/** The trades of several tickers with brackets, whatever their positions. */
export class BracketTrades implements TradesOf {
  /** Per decision: which track it is of, and its place there; -1 where it can't be filled. */
  readonly #track: Int32Array
  readonly #slot: Int32Array
  readonly #tracks: BracketTrack[] = []
  /** More than any ticker has bars. */
  #bars = 0
  /** Of the last trades shown. */
  readonly #decision: Int32Array
  readonly #gross: Float64Array
  readonly #exit: Uint8Array

  constructor(decisions: number) {
    this.#track = new Int32Array(decisions)
    this.#slot = new Int32Array(decisions).fill(-1)
    this.#decision = new Int32Array(decisions)
    this.#gross = new Float64Array(decisions)
    this.#exit = new Uint8Array(decisions)
  }

  /** @param decisionOf which decision each index of the track stands for */
  add(track: BracketTrack, decisionOf: Int32Array): void {
    for (let slot = 0; slot < track.decision.length; slot++) {
      const index = decisionOf[track.decision[slot]]
      this.#track[index] = this.#tracks.length
      this.#slot[index] = slot
    }
    this.#tracks.push(track)
    this.#bars = Math.max(this.#bars, track.last + 1)
  }

  /** Those of positions that are not 0, in the order of their decisions. The next ones overwrite them. */
  of(position: Float64Array): Required<Pick<Simulation, 'trades' | 'brackets' | 'unfilled'>> {
    const tally = new ExitTally()
    let wanted = 0
    let count = 0
    for (let index = 0; index < position.length; index++) {
      const size = position[index]
      if (size === 0) continue
      wanted++
      const slot = this.#slot[index]
      if (slot < 0) continue
      const { long, short } = this.#tracks[this.#track[index]]
      const exits = size > 0 ? long : short
      tally.add(exits, slot, this.#track[index] * this.#bars + exits.bar[slot])
      this.#decision[count] = index
      this.#gross[count] = size > 0 ? exits.change[slot] : -exits.change[slot]
      this.#exit[count++] = exits.reason[slot]
    }
    return {
      trades: {
        decision: this.#decision.subarray(0, count),
        gross: this.#gross.subarray(0, count),
        closed: count - tally.openAtEnd,
        exit: this.#exit.subarray(0, count),
      },
      brackets: tally.exits,
      unfilled: wanted - count,
    }
  }

  filled(position: Float64Array): number {
    let count = 0
    for (let index = 0; index < position.length; index++) {
      count += Number(position[index] !== 0 && this.#slot[index] >= 0)
    }
    return count
  }
}
