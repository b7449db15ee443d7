import type { Simulation } from '../simulate.ts'
import { type BracketExits, exitCode, exitReasons } from './exits.ts'
import { atClose, atOpen, type BracketTrack, within } from './track.ts'

/** What positions change in each bar, in units of position; and where a simulation is written. */
interface Buffers {
  opened: Float64Array
  /** Change of what is held inside the bar, and the sum of its parts without sign: they do not net. */
  inside: Float64Array
  insideTraded: Float64Array
  /** What leaving at stops and targets earned beyond leaving at the close. */
  insideEarned: Float64Array
  closed: Float64Array
  gross: Float64Array
  traded: Float64Array
  weight: Float64Array
  tradeDecision: Int32Array
  tradeGross: Float64Array
  tradeExit: Uint8Array
}

export function bracketBuffers({ first, last, decision }: BracketTrack): Buffers {
  const bars = Math.max(0, last - first + 1)
  const column = () => new Float64Array(bars)
  return {
    opened: column(),
    inside: column(),
    insideTraded: column(),
    insideEarned: column(),
    closed: column(),
    gross: column(),
    traded: column(),
    weight: column(),
    tradeDecision: new Int32Array(decision.length),
    tradeGross: new Float64Array(decision.length),
    tradeExit: new Uint8Array(decision.length),
  }
}

/**
 * Trades positions along a track with brackets, in overlapping tranches of 1 / horizon. What is earned while nobody
 * leaves inside a bar is what `simulate` books. A tranche that leaves at a price x inside a bar earns x / open - 1 in it.
 * Changes at one open or close are netted before they count as traded; stops and targets are filled one by one.
 * Time is linear in bars + decisions.
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
  const { gross, traded, weight, opened, inside, insideTraded, insideEarned, closed } = buffers
  for (const column of [opened, inside, insideTraded, insideEarned, closed]) column.fill(0)
  const { trades, brackets, unfilled } = book(track, position, buffers)
  const { night, day, horizon: tranches } = market
  const bars = gross.length
  let held = 0
  let before = 0
  for (let index = 0; index < bars; index++) {
    const bar = first + index
    held += opened[index]
    const after = held / tranches
    let change = Math.abs(after - before)
    gross[index] = before * night[bar] + after * day[bar]
    weight[index] = after
    before = after
    if (insideTraded[index] !== 0) {
      gross[index] += insideEarned[index] / tranches
      change += insideTraded[index] / tranches
      held += inside[index]
      before = held / tranches
    }
    if (closed[index] !== 0) {
      held += closed[index]
      change += Math.abs(held / tranches - before)
      before = held / tranches
    }
    traded[index] = change
  }
  return {
    ts: market.ts.subarray(first, first + bars),
    session: market.session.subarray(first, first + bars),
    gross,
    traded,
    weight,
    trades,
    unfilled,
    brackets,
  }
}

/** Enters each trade where it changes what is held, and counts how it leaves. */
function book(
  { market, first, decision, entryBar, long, short, last }: BracketTrack,
  position: Float64Array,
  buffers: Buffers,
): Required<Pick<Simulation, 'trades' | 'brackets' | 'unfilled'>> {
  const { open, close } = market
  const { tradeDecision, tradeGross, tradeExit } = buffers
  const counts = new Int32Array(exitReasons.length)
  const gaps = { stop: 0, target: 0 }
  const ambiguousBars = new Set<number>()
  let ambiguous = 0
  let count = 0
  for (let slot = 0; slot < decision.length; slot++) {
    const size = position[decision[slot]]
    if (size === 0) continue
    const exits = size > 0 ? long : short
    const bar = exits.bar[slot]
    const at = exits.at[slot]
    const reason = exits.reason[slot]
    buffers.opened[entryBar[slot] - first] += size
    if (bar <= last) {
      if (at === atOpen) buffers.opened[bar - first] -= size
      else if (at === atClose) buffers.closed[bar - first] -= size
      else {
        buffers.inside[bar - first] -= size
        buffers.insideTraded[bar - first] += Math.abs(size)
        buffers.insideEarned[bar - first] += (size * (exits.price[slot] - close[bar])) / open[bar]
      }
    }
    if (at === atOpen && reason === exitCode.stop) gaps.stop++
    if (at === atOpen && reason === exitCode.target) gaps.target++
    if (at === within && exits.ambiguous[slot] === 1) {
      ambiguous++
      ambiguousBars.add(bar)
    }
    counts[reason]++
    tradeDecision[count] = decision[slot]
    tradeGross[count] = size > 0 ? exits.change[slot] : -exits.change[slot]
    tradeExit[count++] = reason
  }
  let wanted = 0
  for (let index = 0; index < position.length; index++) if (position[index] !== 0) wanted++
  const brackets: BracketExits = {
    exits: {
      open_at_end: counts[exitCode.openAtEnd],
      horizon: counts[exitCode.horizon],
      session_end: counts[exitCode.sessionEnd],
      time: counts[exitCode.time],
      stop: counts[exitCode.stop],
      target: counts[exitCode.target],
    },
    gaps,
    ambiguous_trades: ambiguous,
    ambiguous_bars: ambiguousBars.size,
  }
  return {
    trades: {
      decision: tradeDecision.subarray(0, count),
      gross: tradeGross.subarray(0, count),
      closed: count - counts[exitCode.openAtEnd],
      exit: tradeExit.subarray(0, count),
    },
    brackets,
    unfilled: wanted - count,
  }
}
