import type { Later } from '../brackets/flows.ts'
import type { Market } from '../market.ts'
import { firstAtLeast } from '../search.ts'
import { layTrack, type Track, walk } from '../simulate.ts'
import type { TickerDecisions } from './decisions.ts'
import type { Timeline } from './timeline.ts'

/** The bars of one ticker within the span of an account. */
export interface Lane {
  market: Market
  /** Its first bar in the span. */
  first: number
  /** Of each of its bars, the place in the span. */
  place: Int32Array
  /** Where its positions stand among those of all tickers, grouped. */
  start: number
  end: number
  walked: Walked
  /** Writes `walked` for positions of its decisions. */
  walk(position: Float64Array): void
}

/** What positions come to, bar by bar. All lanes of an account have it in the same memory. */
interface Walked {
  gross: Float64Array
  traded: Float64Array
  weight: Float64Array
  /** Null where positions leave at the open, or at the last close of a session that none may pass. */
  later: Later | null
}

export interface LaneInput {
  markets: readonly Market[]
  timeline: Timeline
  /** Places of the timeline, both included. */
  span: { first: number; last: number }
  decisions: Pick<TickerDecisions, 'start' | 'bar'>
}

/** The bars of a ticker that lie in a span, the last one excluded, and what its decisions are. */
interface LaneSpan {
  market: Market
  ticker: number
  first: number
  end: number
  /** Bar of each of its decisions. */
  bar: Int32Array
}

/**
 * Lays out when the decisions of each ticker trade: on its own bars within the span. A ticker without a bar at some time
 * trades at its next one. One without any further bar in the span is marked at its last close.
 */
export function layLanes(input: LaneInput): { lanes: Lane[]; tracks: Track[] } {
  const columns = columnsFor(input, 3)
  const tracks: Track[] = []
  const lanes = spansOf(input).map((span): Lane => {
    const { market, bar, first, end } = span
    const track = layTrack(market, bar, first, end - 1)
    const [gross, traded, weight] = columns.map((column) => column.subarray(0, end - first))
    const walked = { gross, traded, weight, later: null }
    tracks.push(track)
    return { ...placed(input, span), walked, walk: (position) => walk(track, position, walked) }
  })
  return { lanes, tracks }
}

export function spansOf({ markets, timeline, span, decisions: { start, bar } }: LaneInput): LaneSpan[] {
  return markets.map((market, ticker) => {
    const places = timeline.places[ticker]
    const first = firstAtLeast(places, span.first)
    const end = Math.max(first, firstAtLeast(places, span.last + 1))
    return { market, ticker, first, end, bar: bar.subarray(start[ticker], start[ticker + 1]) }
  })
}

/** Memory that the lanes share: as many columns as long as the longest of them could be. */
export function columnsFor({ markets }: LaneInput, count: number): Float64Array[] {
  const longest = markets.reduce((most, { ts }) => Math.max(most, ts.length), 0)
  return Array.from({ length: count }, () => new Float64Array(longest))
}

export function placed(
  { timeline, span, decisions: { start } }: LaneInput,
  { market, ticker, first, end }: LaneSpan,
): Omit<Lane, 'walked' | 'walk'> {
  return {
    market,
    first,
    place: timeline.places[ticker].subarray(first, end).map((place) => place - span.first),
    start: start[ticker],
    end: start[ticker + 1],
  }
}

/** Trades one ticker. `grouped` holds the weights that the decisions of all tickers want. */
export function walkLane(lane: Lane, grouped: Float64Array): Lane['walked'] {
  lane.walk(grouped.subarray(lane.start, lane.end))
  return lane.walked
}

/** What of a weight is held beyond the bar: nothing of the last of a session that no position may pass. */
export function heldAfter(
  { market: { sessionEnd }, first, walked: { weight, later } }: Lane,
  index: number,
): number {
  if (later !== null) return later.held[index]
  return sessionEnd !== null && sessionEnd[first + index] === first + index ? 0 : weight[index]
}
