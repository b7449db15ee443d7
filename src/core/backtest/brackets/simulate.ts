import { type Buffers, buffersFor, type Simulation } from '../simulate.ts'
import { enterPositions, type Flows, flowsFor, walkFlows } from './flows.ts'
import { ExitTally } from './tally.ts'
import type { BracketTrack } from './track.ts'

/** Where a simulation with brackets is written. */
interface BracketBuffers extends Buffers {
  flows: Flows
  tradeExit: Uint8Array
}

export function bracketBuffers(track: BracketTrack): BracketBuffers {
  const buffers = buffersFor(track)
  return {
    ...buffers,
    flows: flowsFor(buffers.gross.length),
    tradeExit: new Uint8Array(track.decision.length),
  }
}

/**
 * Trades positions along a track with brackets, in overlapping tranches of 1 / horizon. Time is linear in
 * bars + decisions.
 *
 * @param position per decision of the track, sign × size from -1 to 1; 0 where nothing is wanted
 * @param buffers overwritten, and part of the result
 */
export function simulateBrackets(
  track: BracketTrack,
  position: Float64Array,
  buffers = bracketBuffers(track),
): Simulation {
  const { market, first } = track
  const { flows, gross, traded, weight } = buffers
  enterPositions(track, position, flows)
  walkFlows(track, flows, buffers)
  return {
    ts: market.ts.subarray(first, first + gross.length),
    session: market.session.subarray(first, first + gross.length),
    gross,
    traded,
    weight,
    ...tradesOf(track, position, buffers),
  }
}

function tradesOf(
  { decision, long, short }: BracketTrack,
  position: Float64Array,
  { tradeDecision, tradeGross, tradeExit }: BracketBuffers,
): Required<Pick<Simulation, 'trades' | 'brackets' | 'unfilled'>> {
  const tally = new ExitTally()
  let count = 0
  for (let slot = 0; slot < decision.length; slot++) {
    const size = position[decision[slot]]
    if (size === 0) continue
    const exits = size > 0 ? long : short
    tally.add(exits, slot, exits.bar[slot])
    tradeDecision[count] = decision[slot]
    tradeGross[count] = size > 0 ? exits.change[slot] : -exits.change[slot]
    tradeExit[count++] = exits.reason[slot]
  }
  let wanted = 0
  for (let index = 0; index < position.length; index++) if (position[index] !== 0) wanted++
  return {
    trades: {
      decision: tradeDecision.subarray(0, count),
      gross: tradeGross.subarray(0, count),
      closed: count - tally.openAtEnd,
      exit: tradeExit.subarray(0, count),
    },
    brackets: tally.exits,
    unfilled: wanted - count,
  }
}
