import type { Account, Booked, BookedBars, Held, Scale, TickerBars } from '../account.ts'
import { countSessions, onlyHoldable } from '../bookedBars.ts'
import { firstAtLeast } from '../search.ts'
import { addExposure, exceeds, exposureScale } from './exposure.ts'
import type { Lane, LaneSpan } from './lanes.ts'
import { weighted } from './shares.ts'
import type { TradesOf } from './trades.ts'

/** What positions are traded with. */
export interface Trading {
  lanes: readonly Lane[]
  trades: TradesOf
  /** Of all bars of all tickers, the weight that is filled in each; the last one is of decisions that never are. */
  wanted: Float64Array
  /** Matrix row of each decision. */
  rows: Int32Array
  /** By matrix row: where its weight stands, and its share of the capital. */
  slotOfRow: Int32Array
  shareOfRow: Float64Array
}

interface Opened {
  spans: readonly LaneSpan[]
  trading(): Trading
  /** Of the bars of the span. */
  ts: Float64Array
  session: Int32Array
  /** Places in which a position can be held; null when that is all of them. */
  kept: Int32Array | null
  maxExposure: number
  /** First place in the span that a decision can be held in. */
  placeOf(decision: number): number
}

/** Several tickers traded out of one capital. */
export class PricedAccount implements Account {
  readonly days: number
  readonly bars: number
  readonly #opened: Opened
  readonly #gross: Float64Array
  readonly #traded: Float64Array
  readonly #weight: Float64Array
  /** Null where a position can be held in every bar. */
  readonly #onlyKept: ReturnType<typeof onlyHoldable> | null

  constructor(opened: Opened) {
    const { session, kept } = opened
    this.#opened = opened
    this.days = countSessions(session)
    this.bars = kept?.length ?? session.length
    this.#onlyKept = kept && onlyHoldable(opened, kept)
    this.#gross = new Float64Array(session.length)
    this.#traded = new Float64Array(session.length)
    this.#weight = new Float64Array(session.length)
  }

  /** The weight of a bar is the sum of the sizes of all weights in it. */
  trade(position: Float64Array, scale?: Scale): Booked {
    return { ...this.barsOf(position, scale), ...this.#opened.trading().trades.of(position) }
  }

  barsOf(position: Float64Array, scale?: Scale): BookedBars {
    this.#want(position)
    const by = scale === undefined ? this.#scale() : scale.ofBar
    this.#gross.fill(0)
    this.#traded.fill(0)
    if (by !== null) this.#weight.fill(0)
    for (const lane of this.#opened.trading().lanes) {
      lane.book(by, this.#gross, this.#traded)
      if (by !== null) addExposure(lane, this.#weight)
    }
    return this.#shown()
  }

  scaleOf(position: Float64Array): Scale {
    this.#want(position)
    return { ofBar: this.#scale() }
  }

  filled(position: Float64Array): number {
    return this.#opened.trading().trades.filled(position)
  }

  firstBarOf(decision: number): number {
    const { kept, placeOf } = this.#opened
    const place = placeOf(decision)
    return kept === null ? place : firstAtLeast(kept, place)
  }

  /** An equal part of each ticker that has a bar, every bar anew; a ticker that comes in is bought at its open. */
  hold(): Held {
    const { spans, session } = this.#opened
    const gross = new Float64Array(session.length)
    const held = new Float64Array(session.length)
    for (const { market, first, place, from } of spans) {
      const { open, close } = market
      for (let index = 0; index < place.length; index++) {
        const bar = first + index
        const earned = close[bar] / (index === 0 ? open[bar] : close[bar - 1]) - 1
        gross[place[index] - from] += Number.isFinite(earned) ? earned : 0
        held[place[index] - from]++
      }
    }
    for (let bar = 0; bar < gross.length; bar++) if (held[bar] > 0) gross[bar] /= held[bar]
    return { session, gross }
  }

  *byTicker(position: Float64Array): Generator<TickerBars> {
    const { ofBar } = this.scaleOf(position)
    for (const lane of this.#opened.trading().lanes) {
      for (const column of [this.#gross, this.#traded, this.#weight]) column.fill(0)
      lane.book(ofBar, this.#gross, this.#traded)
      addExposure(lane, this.#weight)
      yield { ticker: lane.ticker, ...this.#shown() }
    }
  }

  /** Leaves each lane with the weights that positions want, and the sizes of all added up. */
  #want(position: Float64Array): void {
    const { lanes, wanted, rows, slotOfRow, shareOfRow } = this.#opened.trading()
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index]
      wanted[slotOfRow[row]] = weighted(position[index], shareOfRow[row])
    }
    this.#weight.fill(0)
    for (const lane of lanes) {
      lane.want()
      addExposure(lane, this.#weight)
    }
  }

  /** Of weights as they are wanted, added up. */
  #scale(): Float64Array | null {
    const { trading, session, maxExposure } = this.#opened
    if (!exceeds(this.#weight, maxExposure)) return null
    return exposureScale(trading().lanes, session.length, maxExposure)
  }

  #shown(): BookedBars {
    const { ts, session } = this.#opened
    const everyBar = { ts, session, gross: this.#gross, traded: this.#traded, weight: this.#weight }
    return { ...everyBar, ...this.#onlyKept?.(everyBar), everyBar }
  }
}
