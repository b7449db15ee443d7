import type { Market } from '../market.ts'
import { firstAtLeast } from '../search.ts'
import { layTrack, type Track, walk } from '../simulate.ts'
import type { TickerDecisions } from './decisions.ts'
import type { Timeline } from './timeline.ts'

/** The bars of one ticker within the span of an account, and when its decisions trade. */
export interface Lane {
  track: Track
  /** Of each of its bars, the place in the span. */
  place: Int32Array
  /** Where its positions stand among those of all tickers, grouped. */
  start: number
  end: number
  /** What `walk` writes. All lanes of an account have it in the same memory. */
  walked: { gross: Float64Array; traded: Float64Array; weight: Float64Array }
}

interface LaneInput {
  markets: readonly Market[]
  timeline: Timeline
  /** Places of the timeline, both included. */
  span: { first: number; last: number }
  decisions: Pick<TickerDecisions, 'start' | 'bar'>
}

/**
 * Lays out when the decisions of each ticker trade: on its own bars within the span. A ticker without a bar at some time
 * trades at its next one. One without any further bar in the span is marked at its last close.
 */
export function layLanes({ markets, timeline, span, decisions: { start, bar } }: LaneInput): Lane[] {
  const longest = markets.reduce((most, { ts }) => Math.max(most, ts.length), 0)
  const [gross, traded, weight] = [longest, longest, longest].map((bars) => new Float64Array(bars))
  return markets.map((market, ticker) => {
    const places = timeline.places[ticker]
    const first = firstAtLeast(places, span.first)
    const end = Math.max(first, firstAtLeast(places, span.last + 1))
    const bars = end - first
    return {
      track: layTrack(market, bar.subarray(start[ticker], start[ticker + 1]), first, end - 1),
      place: places.subarray(first, end).map((place) => place - span.first),
      start: start[ticker],
      end: start[ticker + 1],
      walked: {
        gross: gross.subarray(0, bars),
        traded: traded.subarray(0, bars),
        weight: weight.subarray(0, bars),
      },
    }
  })
}

/** Trades one ticker. `grouped` holds the weights that the decisions of all tickers want. */
export function walkLane({ track, start, end, walked }: Lane, grouped: Float64Array): Lane['walked'] {
  walk(track, grouped.subarray(start, end), walked)
  return walked
}

/** Whether nothing of a ticker is held beyond a bar: the last of a session that no position may pass. */
export function endsFlat({ track }: Lane, index: number): boolean {
  const { entry, sessionEnd } = track.market
  return (
    entry === 'next_open' && sessionEnd !== null && sessionEnd[track.first + index] === track.first + index
  )
}
