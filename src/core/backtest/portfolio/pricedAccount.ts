import type { Account, Booked, Held, TickerBars } from '../account.ts'
import { countSessions, onlyHoldable } from '../bookedBars.ts'
import { firstAtLeast } from '../search.ts'
import type { Simulation } from '../simulate.ts'
import type { TickerDecisions } from './decisions.ts'
import { addExposure, exceeds, exposureScale, scaleLane } from './exposure.ts'
import { type Lane, walkLane } from './lanes.ts'
import { weighted } from './shares.ts'

/** The trades of some positions. The next ones overwrite them. */
export interface TradesOf {
  of(position: Float64Array): Pick<Simulation, 'trades' | 'unfilled' | 'brackets'>
}

interface Opened {
  lanes: readonly Lane[]
  trades: TradesOf
  decisions: TickerDecisions
  /** Of the bars of the span. */
  ts: Float64Array
  session: Int32Array
  /** Places in which a position can be held; null when that is all of them. */
  kept: Int32Array | null
  maxExposure: number
  /** First place in the span that a decision can be held in. */
  placeOf(decision: number): number
}

const noTrades = {
  trades: { decision: new Int32Array(0), gross: new Float64Array(0), closed: 0 },
  unfilled: 0,
}

/** Several tickers traded out of one capital. */
export class PricedAccount implements Account {
  readonly days: number
  readonly bars: number
  readonly #opened: Opened
  readonly #booked: Pick<Simulation, 'gross' | 'traded' | 'weight'>
  readonly #grouped: Float64Array
  /** Null where a position can be held in every bar. */
  readonly #onlyKept: ReturnType<typeof onlyHoldable> | null

  constructor(opened: Opened) {
    const { session, kept, decisions } = opened
    this.#opened = opened
    this.days = countSessions(session)
    this.bars = kept?.length ?? session.length
    this.#onlyKept = kept && onlyHoldable(opened, kept)
    this.#booked = {
      gross: new Float64Array(session.length),
      traded: new Float64Array(session.length),
      weight: new Float64Array(session.length),
    }
    this.#grouped = new Float64Array(decisions.decision.length)
  }

  /** The weight of a bar is the sum of the sizes of all weights in it. */
  trade(position: Float64Array, among = position): Booked {
    this.#bookAmong(position, among)
    return this.#shown({ ...this.#booked, ...this.#opened.trades.of(position) })
  }

  earn(position: Float64Array): Pick<Simulation, 'gross' | 'traded'> {
    this.#bookAmong(position, position)
    return this.#shown({ ...this.#booked, ...noTrades })
  }

  firstBarOf(decision: number): number {
    const { kept, placeOf } = this.#opened
    const place = placeOf(decision)
    return kept === null ? place : firstAtLeast(kept, place)
  }

  /** An equal part of each ticker that has a bar, every bar anew; a ticker that comes in is bought at its open. */
  hold(): Held {
    const { lanes, session } = this.#opened
    const gross = new Float64Array(session.length)
    const held = new Float64Array(session.length)
    for (const { market, first, place } of lanes) {
      const { open, close } = market
      for (let index = 0; index < place.length; index++) {
        const bar = first + index
        const earned = close[bar] / (index === 0 ? open[bar] : close[bar - 1]) - 1
        gross[place[index]] += Number.isFinite(earned) ? earned : 0
        held[place[index]]++
      }
    }
    for (let bar = 0; bar < gross.length; bar++) if (held[bar] > 0) gross[bar] /= held[bar]
    return { session, gross }
  }

  *byTicker(position: Float64Array): Generator<TickerBars> {
    const { lanes, maxExposure } = this.#opened
    this.#bookAll(position, null)
    const scale = exceeds(this.#booked.weight, maxExposure) ? this.#scale(position) : null
    for (const [ticker, lane] of lanes.entries()) {
      this.#clear()
      this.#book(lane, scale)
      yield { ticker, ...this.#shown({ ...this.#booked, ...noTrades }) }
    }
  }

  /** Books positions at the weights that all of a run are allowed together. */
  #bookAmong(position: Float64Array, among: Float64Array): void {
    this.#bookAll(among, null)
    if (exceeds(this.#booked.weight, this.#opened.maxExposure)) this.#bookAll(position, this.#scale(among))
    else if (among !== position) this.#bookAll(position, null)
  }

  #bookAll(position: Float64Array, scale: Float64Array | null): void {
    this.#group(position)
    this.#clear()
    for (const lane of this.#opened.lanes) this.#book(lane, scale)
  }

  #group(position: Float64Array): void {
    const { placeOf, share } = this.#opened.decisions
    for (let index = 0; index < placeOf.length; index++) {
      const place = placeOf[index]
      if (place >= 0) this.#grouped[place] = weighted(position[index], share[index])
    }
  }

  #clear(): void {
    const { gross, traded, weight } = this.#booked
    gross.fill(0)
    traded.fill(0)
    weight.fill(0)
  }

  #book(lane: Lane, scale: Float64Array | null): void {
    const { gross, traded, weight } = this.#booked
    const { place } = lane
    const walked = walkLane(lane, this.#grouped)
    if (scale !== null) scaleLane(lane, scale)
    for (let index = 0; index < place.length; index++) {
      gross[place[index]] += walked.gross[index]
      traded[place[index]] += walked.traded[index]
    }
    addExposure(lane, weight)
  }

  #scale(position: Float64Array): Float64Array {
    const { lanes, session, maxExposure } = this.#opened
    this.#group(position)
    return exposureScale(lanes, this.#grouped, session.length, maxExposure)
  }

  #shown(booked: Omit<Simulation, 'ts' | 'session'>): Booked {
    const { ts, session } = this.#opened
    const everyBar = { ts, session, ...booked }
    return { ...everyBar, ...this.#onlyKept?.(everyBar), everyBar }
  }
}
