import { quantile } from '../../statistics/stationaryBootstrap.ts'
import type { OptionExit, OptionTrade, UnfilledOption } from './fills.ts'
import { midOf } from './quotes.ts'

/** What a run in options came to beside its returns. */
export interface OptionFigures {
  /** Decisions to buy that had a bar to be filled in, and how many of them were. */
  wanted: number
  filled: number
  /** Decisions that were not filled, by reason; one may have several. */
  unfilled: Partial<Record<UnfilledOption, number>>
  /** Filled trades by how they were left; those not left by the end are marked at their last bid. */
  exits: Record<OptionExit | 'open_at_end', number>
  /** Of the filled trades, when bought: the middle of (ask - bid) / mid, and the least counts. Null without any. */
  median_spread_pct: number | null
  oi_min_observed: number | null
  volume_min_observed: number | null
}

/** Counts the trades of a run. */
export class OptionTally {
  #wanted = 0
  readonly #spreads: number[] = []
  readonly #unfilled: OptionFigures['unfilled'] = {}
  readonly #exits: OptionFigures['exits'] = { quote: 0, expiry: 0, last_bid: 0, open_at_end: 0 }
  #leastInterest = Number.POSITIVE_INFINITY
  #leastVolume = Number.POSITIVE_INFINITY

  unfilled(reasons: readonly UnfilledOption[]): void {
    this.#wanted++
    for (const reason of reasons) this.#unfilled[reason] = (this.#unfilled[reason] ?? 0) + 1
  }

  filled({ entry, openInterest, volume }: OptionTrade, exit: keyof OptionFigures['exits']): void {
    this.#wanted++
    this.#exits[exit]++
    this.#spreads.push((entry.ask - entry.bid) / midOf(entry))
    // A count that is not known makes the least one unknown.
    this.#leastInterest = Math.min(this.#leastInterest, openInterest)
    this.#leastVolume = Math.min(this.#leastVolume, volume)
  }

  figures(): OptionFigures {
    const filled = this.#spreads.length
    return {
      wanted: this.#wanted,
      filled,
      unfilled: this.#unfilled,
      exits: this.#exits,
      median_spread_pct: filled > 0 ? quantile(Float64Array.from(this.#spreads).sort(), 0.5) : null,
      oi_min_observed: finiteOrNull(this.#leastInterest),
      volume_min_observed: finiteOrNull(this.#leastVolume),
    }
  }
}

const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null)
