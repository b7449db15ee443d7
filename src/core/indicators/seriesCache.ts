import type { Bars } from '../bars/bars.ts'
import { type MarketData, noMarketData } from '../bars/marketData.ts'
import { newColumn } from './columnPool.ts'
import { type History, type RecursionStep, runRecursion, wholeHistory } from './history.ts'
import { sessionBars } from './sessionBars.ts'

export type BarField = 'open' | 'high' | 'low' | 'close' | 'volume'

/** Values with the expression they stand for, such as `ema(close,20)`. Never written to once made. */
export interface Series {
  key: string
  values: Float64Array
}

/** The histories of the bars at hand, and of their session bars. */
export interface Histories {
  bars: History
  sessions: History
}

const wholeHistories: Histories = { bars: wholeHistory, sessions: wholeHistory }

/** The session bars of a build, with a cache of their own. */
export interface Sessions {
  cache: SeriesCache
  /** Number of the session each row lies in. */
  sessionOfRow: Int32Array
}

/** What the indicators of one build have computed so far, by expression, so that each is computed once. */
export class SeriesCache {
  readonly bars: Bars
  /** What is known beside the bars. Session bars have none of it: it is read from the bars of the build. */
  readonly market: MarketData
  readonly #series = new Map<string, Series>()
  readonly #used = new Set<string>()
  readonly #history: Histories
  #sessions: Sessions | undefined

  constructor(bars: Bars, market: MarketData = noMarketData, history: Histories = wholeHistories) {
    this.bars = bars
    this.market = market
    this.#history = history
  }

  /** Bars of the whole series before the first one at hand: what windows that are cut into blocks start from. */
  get offset(): number {
    return this.#history.bars.offset
  }

  /** A field of the bars. */
  field(name: BarField): Series {
    return { key: name, values: this.bars[name] }
  }

  /** The series of this expression, computed at first use. */
  derive(key: string, make: () => Float64Array): Series {
    this.#used.add(key)
    let series = this.#series.get(key)
    if (series === undefined) {
      series = { key, values: make() }
      this.#series.set(key, series)
    }
    return series
  }

  /** Like `derive`, for two series that one computation yields. */
  derivePair(keys: readonly [string, string], make: () => [Float64Array, Float64Array]): [Series, Series] {
    const [firstKey, secondKey] = keys
    this.#used.add(firstKey).add(secondKey)
    const first = this.#series.get(firstKey)
    const second = this.#series.get(secondKey)
    if (first !== undefined && second !== undefined) return [first, second]
    const [firstValues, secondValues] = make()
    return [this.derive(firstKey, () => firstValues), this.derive(secondKey, () => secondValues)]
  }

  /** Series in which each row follows from the rows before it, made by the step of these inputs at first use. */
  recur<Inputs>(
    keys: readonly string[],
    initial: readonly number[],
    step: RecursionStep<Inputs>,
    inputs: Inputs,
  ): Series[] {
    for (const key of keys) this.#used.add(key)
    const known = keys.flatMap((key) => this.#series.get(key) ?? [])
    if (known.length === keys.length) return known
    const columns = keys.map(() => newColumn(this.bars.ts.length))
    runRecursion(keys[0], { initial, columns, step, inputs }, this.#history.bars)
    return keys.map((key, i) => this.derive(key, () => columns[i]))
  }

  /** The expressions that were asked for since the last call of this. */
  takeUsed(): string[] {
    const used = [...this.#used]
    this.#used.clear()
    return used
  }

  /**
   * Lets go of a series; it is computed anew should it be asked for again. Gives its values unless another series has
   * the same ones.
   */
  forget(key: string): Float64Array | undefined {
    const values = this.#series.get(key)?.values
    this.#series.delete(key)
    for (const other of this.#series.values()) if (other.values === values) return undefined
    return values
  }

  /** The session bars. Daily bars are their own session bars, and share this cache. */
  sessions(): Sessions {
    if (this.#sessions === undefined) {
      const { daily, sessionOfRow } = sessionBars(this.bars)
      const isDaily = daily.ts.length === this.bars.ts.length
      const { sessions } = this.#history
      const cache = isDaily
        ? this
        : new SeriesCache(daily, noMarketData, { bars: sessions, sessions: wholeHistory })
      this.#sessions = { cache, sessionOfRow }
    }
    return this.#sessions
  }
}
