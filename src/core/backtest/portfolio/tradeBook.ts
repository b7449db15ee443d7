import type { Simulation, Track } from '../simulate.ts'

/** What becomes of a decision: 0 is never filled. */
const leaves = 1
const staysOpen = 2

/** The trades of several tickers, whatever their positions. A trade earns the same whatever its share of the capital. */
export class TradeBook {
  /** Per decision. */
  readonly #state: Uint8Array
  readonly #change: Float64Array
  /** Of the last trades shown. */
  readonly #decision: Int32Array
  readonly #gross: Float64Array

  constructor(decisions: number) {
    this.#state = new Uint8Array(decisions)
    this.#change = new Float64Array(decisions)
    this.#decision = new Int32Array(decisions)
    this.#gross = new Float64Array(decisions)
  }

  /** @param decisionOf which decision each index of the track stands for */
  add({ decision, change, closed }: Track, decisionOf: Int32Array): void {
    for (let slot = 0; slot < decision.length; slot++) {
      const index = decisionOf[decision[slot]]
      this.#change[index] = change[slot]
      this.#state[index] = slot < closed ? leaves : staysOpen
    }
  }

  /** Those of positions that are not 0. The next ones overwrite them. */
  of(position: Float64Array): Pick<Simulation, 'trades' | 'unfilled'> {
    const open: number[] = []
    let wanted = 0
    let closed = 0
    for (let index = 0; index < position.length; index++) {
      if (position[index] === 0) continue
      wanted++
      if (this.#state[index] === leaves) this.#put(closed++, index, position)
      else if (this.#state[index] === staysOpen) open.push(index)
    }
    for (const [place, index] of open.entries()) this.#put(closed + place, index, position)
    const count = closed + open.length
    return {
      trades: { decision: this.#decision.subarray(0, count), gross: this.#gross.subarray(0, count), closed },
      unfilled: wanted - count,
    }
  }

  #put(place: number, index: number, position: Float64Array): void {
    this.#decision[place] = index
    this.#gross[place] = position[index] > 0 ? this.#change[index] : -this.#change[index]
  }
}
