import { type Market, plannedExit } from '../market.ts'
import { exitCode } from './exits.ts'
import type { BracketRange } from './range.ts'

/** When decisions would be filled, and where each side would leave. */
export interface BracketTrack {
  market: Market
  /** Bars simulated, both included. */
  first: number
  last: number
  /** Index of each decision that can be filled, rising. */
  decision: Int32Array
  /** Bar at whose open it is filled. */
  entryBar: Int32Array
  long: SideExits
  short: SideExits
}

/** Exits of one side, one per decision that can be filled. */
export interface SideExits {
  /** Bar in which it leaves; past the last where it does not. */
  bar: Int32Array
  /** When in that bar. */
  at: Uint8Array
  price: Float64Array
  /** Of `exitCode`. */
  reason: Uint8Array
  /** 1 where the bar touched both stop and target. */
  ambiguous: Uint8Array
  /** exit / entry - 1; of a tranche open at the end, up to the last close. */
  change: Float64Array
}

/** A bar has an open, something within, and a close: positions leave at one of them. */
export const atOpen = 0
export const within = 1
export const atClose = 2

/**
 * Lays out when decisions trade with brackets. Entries and the last instants of leaving are those without brackets.
 * Until then, in this order: a position leaves at an open beyond its stop or target, at that open; at its stop, then
 * at its target, when the bar reaches them; and at the close of the bar in which its time is over.
 *
 * No bar after a decision's exit, and none after `last`, is looked at for it. Time is linear in the bars held.
 *
 * @param bar bar at whose end each decision is taken, strictly increasing
 */
export function layBracketTrack(
  market: Market,
  range: BracketRange,
  bar: Int32Array,
  first: number,
  last: number,
): BracketTrack {
  const { open, close, fillable } = market
  const decision = new Int32Array(bar.length)
  const entryBar = new Int32Array(bar.length)
  let count = 0
  for (let index = 0; index < bar.length; index++) {
    const fillBar = bar[index] + 1
    if (fillBar < first || fillBar > last || (fillable !== null && fillable[fillBar] === 0)) continue
    if (plannedExit(market, bar[index]) <= 2 * fillBar) continue
    // Before the first known price nothing can be bought, and before the first close nothing can be valued.
    if (Number.isNaN(open[fillBar]) || Number.isNaN(close[fillBar])) continue
    decision[count] = index
    entryBar[count++] = fillBar
  }
  const filled = entryBar.subarray(0, count)
  return {
    market,
    first,
    last,
    decision: decision.subarray(0, count),
    entryBar: filled,
    long: exitsOf(market, range, filled, last, 1),
    short: exitsOf(market, range, filled, last, -1),
  }
}

/**
 * The exits of one side. Prices of a short position are looked at with the opposite sign, so that its stop lies below
 * and its target above as well.
 */
export function exitsOf(
  market: Market,
  range: BracketRange,
  entryBar: Int32Array,
  last: number,
  sign: 1 | -1,
): SideExits {
  const { open, close, sessionEnd } = market
  const { stopDistance, targetDistance, barsAtMost } = range
  const worst = sign === 1 ? range.low : range.high
  const best = sign === 1 ? range.high : range.low
  const count = entryBar.length
  const exits: SideExits = {
    bar: new Int32Array(count),
    at: new Uint8Array(count),
    price: new Float64Array(count),
    reason: new Uint8Array(count),
    ambiguous: new Uint8Array(count),
    change: new Float64Array(count),
  }
  for (let slot = 0; slot < count; slot++) {
    const enters = entryBar[slot]
    const entry = open[enters]
    const stop = sign * entry - stopDistance[enters - 1]
    const target = sign * entry + targetDistance[enters - 1]
    const planned = plannedExit(market, enters - 1)
    const plannedBar = planned >> 1
    const timeBar = barsAtMost === null ? last + 1 : enters + barsAtMost - 1
    let bar = enters
    let at = atClose
    let price = close[last]
    let reason: number = exitCode.openAtEnd
    for (; bar <= last; bar++) {
      const opens = sign * open[bar]
      if (bar > enters) {
        const isHorizon = planned === 2 * bar
        if (isHorizon || opens <= stop || opens >= target) {
          at = atOpen
          price = open[bar]
          reason = isHorizon ? exitCode.horizon : opens <= stop ? exitCode.stop : exitCode.target
          break
        }
      }
      const stopped = sign * worst[bar] <= stop
      const reached = sign * best[bar] >= target
      if (stopped || reached) {
        at = within
        price = sign * (stopped ? stop : target)
        reason = stopped ? exitCode.stop : exitCode.target
        exits.ambiguous[slot] = stopped && reached ? 1 : 0
        break
      }
      const endsSession = sessionEnd !== null && bar === plannedBar && planned % 2 === 1
      if (bar === timeBar || endsSession) {
        at = atClose
        price = close[bar]
        reason = bar === timeBar ? exitCode.time : exitCode.sessionEnd
        break
      }
    }
    exits.bar[slot] = bar
    exits.at[slot] = at
    exits.price[slot] = price
    exits.reason[slot] = reason
    exits.change[slot] = price / entry - 1
  }
  return exits
}
