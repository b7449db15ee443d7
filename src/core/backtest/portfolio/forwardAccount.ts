import { groupAt, groupBy } from '../../groupBy.ts'
import type { Matrix, Tickers } from '../../matrix/matrix.ts'
import type { Account, Booked, Held, Scale, TickerBars } from '../account.ts'
import { countSessions } from '../bookedBars.ts'
import { isLabelled } from '../forward.ts'
import { firstAtLeast } from '../search.ts'
import type { Simulation } from '../simulate.ts'
import { weighted } from './shares.ts'

/** Decisions of one time that are booked together: one bar. */
export interface Slots {
  /** Number of the booking among those that could be, every `horizon` decision times one. */
  slot: Int32Array
  /** First decision of each, and the one after the last. */
  from: Int32Array
  to: Int32Array
  ts: Float64Array
  session: Int32Array
}

interface Opened {
  matrix: Matrix
  tickers: Tickers
  rows: Int32Array
  slots: Slots
  /** Share of the capital of each of `rows`. */
  shares: Float64Array
  maxExposure: number
}

/** Told what a ticker earned and traded in a bar, and the size of its weight; it may be told twice of one. */
type Booking = (bar: number, ticker: number, gross: number, traded: number, size: number) => void

/** Forward returns of several tickers, booked out of one capital. */
export class ForwardAccount implements Account {
  readonly days: number
  readonly bars: number
  readonly #opened: Opened

  constructor(opened: Opened) {
    const { matrix, rows, slots } = opened
    this.#opened = opened
    this.days = countSessions(rows.map((row) => matrix.session[row]))
    this.bars = slots.ts.length
  }

  /** The weight of a bar is the sum of the sizes of all weights in it. */
  trade(position: Float64Array, scale = this.scaleOf(position)): Booked {
    const { slots } = this.#opened
    const [gross, traded] = [new Float64Array(this.bars), new Float64Array(this.bars)]
    const weight = this.#bookAll(position, scale, (bar, _, earned, change) => {
      gross[bar] += earned
      traded[bar] += change
    })
    const { ts, session } = slots
    const everyBar = { ts, session, gross, traded, weight, ...this.#tradesOf(position) }
    return { ...everyBar, everyBar }
  }

  /** Whether a label will be known is not known yet: all count. */
  scaleOf(position: Float64Array): Scale {
    const { slots, shares, maxExposure } = this.#opened
    const ofBar = new Float64Array(this.bars)
    for (let bar = 0; bar < this.bars; bar++) {
      let wanted = 0
      for (let index = slots.from[bar]; index < slots.to[bar]; index++) {
        wanted += Math.abs(weighted(position[index], shares[index]))
      }
      ofBar[bar] = wanted > maxExposure ? maxExposure / wanted : 1
    }
    return { ofBar }
  }

  firstBarOf(decision: number): number {
    return firstAtLeast(this.#opened.slots.from, decision)
  }

  hold(): Held {
    return this.trade(new Float64Array(this.#opened.rows.length).fill(1))
  }

  *byTicker(position: Float64Array): Generator<TickerBars> {
    const tickers = this.#opened.tickers.names.length
    const most = 2 * this.#opened.rows.length
    const [bars, tickerOf] = [new Int32Array(most), new Int32Array(most)]
    const [earned, changes, sizes] = [new Float64Array(most), new Float64Array(most), new Float64Array(most)]
    let count = 0
    this.#bookAll(position, this.scaleOf(position), (bar, ticker, gross, traded, size) => {
      bars[count] = bar
      tickerOf[count] = ticker
      earned[count] = gross
      sizes[count] = size
      changes[count++] = traded
    })
    const bookings = groupBy(tickers, tickerOf.subarray(0, count))
    const { ts, session } = this.#opened.slots
    const column = () => new Float64Array(this.bars)
    const [gross, traded, weight] = [column(), column(), column()]
    for (let ticker = 0; ticker < tickers; ticker++) {
      gross.fill(0)
      traded.fill(0)
      weight.fill(0)
      for (const booking of groupAt(bookings, ticker)) {
        gross[bars[booking]] += earned[booking]
        traded[bars[booking]] += changes[booking]
        weight[bars[booking]] += sizes[booking]
      }
      yield { ticker, gross, traded, weight, everyBar: { ts, session, gross, traded } }
    }
  }

  /** Books every bar, and tells the sum of the sizes of its weights. */
  #bookAll(position: Float64Array, { ofBar }: Scale, book: Booking): Float64Array {
    const { matrix, tickers, rows, slots, shares } = this.#opened
    const weight = new Float64Array(this.bars)
    const held = new Float64Array(tickers.names.length)
    const bookedAt = new Int32Array(tickers.names.length).fill(-1)
    const leave = (bar: number, others: number) => {
      for (let index = slots.from[others]; index < slots.to[others]; index++) {
        const ticker = tickers.ofRow[rows[index]]
        if (bookedAt[ticker] === bar || held[ticker] === 0) continue
        book(bar, ticker, 0, Math.abs(held[ticker]), 0)
        held[ticker] = 0
      }
    }
    for (let bar = 0; bar < this.bars; bar++) {
      // After a time without any label the old positions were left before the new ones are taken.
      if (bar > 0 && slots.slot[bar] !== slots.slot[bar - 1] + 1) leave(bar, bar - 1)
      const scale = ofBar?.[bar] ?? 1
      for (let index = slots.from[bar]; index < slots.to[bar]; index++) {
        const row = rows[index]
        if (!isLabelled(matrix, row)) continue
        const ticker = tickers.ofRow[row]
        const wanted = weighted(position[index], shares[index]) * scale
        book(bar, ticker, wanted * matrix.retFwd[row], Math.abs(wanted - held[ticker]), Math.abs(wanted))
        weight[bar] += Math.abs(wanted)
        held[ticker] = wanted
        bookedAt[ticker] = bar
      }
      if (bar > 0) leave(bar, bar - 1)
    }
    return weight
  }

  #tradesOf(position: Float64Array): Pick<Simulation, 'trades' | 'unfilled'> {
    const { matrix, rows, slots } = this.#opened
    const decision = new Int32Array(position.length)
    const gross = new Float64Array(position.length)
    let count = 0
    for (let bar = 0; bar < this.bars; bar++) {
      for (let index = slots.from[bar]; index < slots.to[bar]; index++) {
        const size = position[index]
        if (size === 0 || !isLabelled(matrix, rows[index])) continue
        decision[count] = index
        gross[count++] = size > 0 ? matrix.retFwd[rows[index]] : -matrix.retFwd[rows[index]]
      }
    }
    let signals = 0
    for (let index = 0; index < position.length; index++) if (position[index] !== 0) signals++
    const trades = { decision: decision.subarray(0, count), gross: gross.subarray(0, count), closed: count }
    return { trades, unfilled: signals - count }
  }
}
