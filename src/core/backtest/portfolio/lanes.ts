import type { Market } from '../market.ts'
import { firstAtLeast } from '../search.ts'
import type { Timeline } from './timeline.ts'

/** The bars of one ticker within the span of an account. */
export interface LaneSpan {
  market: Market
  ticker: number
  /** Its first bar in the span, and the one after its last. */
  first: number
  end: number
  /** Of each of these bars, its place on the timeline. */
  place: Int32Array
  /** First and last place of the span. */
  from: number
  to: number
  /** Those of these bars after which places are missing until the next. */
  gaps: Int32Array
}

/** What one ticker's positions come to, in each of its bars of the span. */
export interface Lane extends LaneSpan {
  /** Weight held in a bar: of nights, into it. */
  weight: Float64Array
  /** Weight that is taken in a bar, which is what a scale of the bar multiplies. */
  taken: Float64Array
  /** What is held beyond a bar. */
  kept(index: number): number
  /** Writes the weights that its positions want, whatever other tickers do. */
  want(): void
  /**
   * Adds what the wanted weights earn and trade to the columns of the span, once, and leaves them scaled.
   *
   * @param scale of each bar of the span; null for 1
   */
  book(scale: Float64Array | null, gross: Float64Array, traded: Float64Array): void
}

/**
 * The spans of all tickers. A ticker without a bar at some time trades at its next one. One without any further bar in
 * the span is marked at its last close.
 *
 * @param from first place of the timeline
 * @param to last one
 */
export function spansOf(
  markets: readonly Market[],
  { places, gaps }: Timeline,
  from: number,
  to: number,
): LaneSpan[] {
  return markets.map((market, ticker) => {
    const first = firstAtLeast(places[ticker], from)
    const end = Math.max(first, firstAtLeast(places[ticker], to + 1))
    const missing = gaps[ticker]
    return {
      market,
      ticker,
      first,
      end,
      place: places[ticker].subarray(first, end),
      from,
      to,
      gaps: missing.subarray(firstAtLeast(missing, first), firstAtLeast(missing, end - 1)),
    }
  })
}
