import { enterPositions, flowsFor, walkFlows } from '../brackets/flows.ts'
import type { BracketRange } from '../brackets/range.ts'
import { type BracketTrack, layBracketTrack } from '../brackets/track.ts'
import { columnsFor, type Lane, type LaneInput, placed, spansOf } from './lanes.ts'

/**
 * As `layLanes`, with brackets: each ticker's positions leave on its own bars, whatever becomes of the others.
 *
 * @param ranges by ticker
 */
export function layBracketLanes(
  input: LaneInput,
  ranges: readonly BracketRange[],
): { lanes: Lane[]; tracks: BracketTrack[] } {
  const columns = columnsFor(input, 6)
  const longest = columns[0].length
  const shared = flowsFor(longest)
  const tracks: BracketTrack[] = []
  const lanes = spansOf(input).map((span): Lane => {
    const { market, ticker, bar, first, end } = span
    const track = layBracketTrack(market, ranges[ticker], bar, first, end - 1)
    const ofLane = (column: Float64Array) => column.subarray(0, end - first)
    const [gross, traded, weight, held, earned, tradedLater] = columns.map(ofLane)
    const later = { held, earned, traded: tradedLater }
    const flows = {
      opened: ofLane(shared.opened),
      inside: ofLane(shared.inside),
      insideTraded: ofLane(shared.insideTraded),
      insideEarned: ofLane(shared.insideEarned),
      closed: ofLane(shared.closed),
    }
    const walked = { gross, traded, weight, later }
    tracks.push(track)
    return {
      ...placed(input, span),
      walked,
      walk(position) {
        enterPositions(track, position, flows)
        walkFlows(track, flows, walked, later)
      },
    }
  })
  return { lanes, tracks }
}
