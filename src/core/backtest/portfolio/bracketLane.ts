import { enterPositions, type Flows, walkFlows } from '../brackets/flows.ts'
import type { BracketTrack } from '../brackets/track.ts'
import type { Lane, LaneSpan } from './lanes.ts'

/** Columns of a lane, of the bars of the span. */
export interface BracketColumns {
  gross: Float64Array
  traded: Float64Array
  weight: Float64Array
  later: { held: Float64Array; earned: Float64Array; traded: Float64Array }
}

/**
 * Positions with brackets: each ticker's leave on its own bars, whatever becomes of the others.
 *
 * @param wanted weight that is filled in each bar of the ticker
 * @param columns to be written
 * @param flows to be written; lanes may share them
 */
export function bracketLane(
  span: LaneSpan,
  track: BracketTrack,
  wanted: Float64Array,
  columns: BracketColumns,
  flows: Flows,
): Lane {
  const { weight, later } = columns
  // Positions stand where they are filled, not where they are decided.
  const filled = { ...track, decision: track.entryBar }
  return {
    ...span,
    weight,
    taken: weight,
    kept: (index) => later.held[index],
    want() {
      enterPositions(filled, wanted, flows)
      walkFlows(track, flows, columns, later)
    },
    book(scale, gross, traded) {
      if (scale !== null) scaleColumns(span, columns, scale)
      for (let index = 0; index < span.place.length; index++) {
        const at = span.place[index] - span.from
        gross[at] += columns.gross[index]
        traded[at] += columns.traded[index]
      }
    },
  }
}

function scaleColumns(
  { market, first, place, from }: LaneSpan,
  { gross, traded, weight, later }: BracketColumns,
  scale: Float64Array,
): void {
  const { night, day } = market
  let before = 0
  for (let index = 0; index < place.length; index++) {
    const bar = first + index
    const by = scale[place[index] - from]
    const after = weight[index] * by
    gross[index] = before * night[bar] + after * day[bar] + later.earned[index] * by
    traded[index] = Math.abs(after - before) + later.traded[index] * by
    weight[index] = after
    later.held[index] *= by
    before = later.held[index]
  }
}
