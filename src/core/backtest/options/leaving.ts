import { exitCode } from '../brackets/exits.ts'
import type { BracketRange } from '../brackets/range.ts'
import { atOpen, exitsOf, within } from '../brackets/track.ts'
import { type Market, plannedExit } from '../market.ts'

/** When a bought option is left, as far as the underlying decides it. */
export interface Leaving {
  /** The open of bar k is 2k, its close 2k + 1. */
  instant: number
  /** Of `exitCode`. */
  reason: number
  /** Whether the underlying opened beyond its stop or target. */
  isGap: boolean
  /** The bar that touched both stop and target; null when none did. */
  ambiguousBar: number | null
}

/** When an option is left that is bought in a bar, a call or a put. */
export type LeavingOf = (entryBar: number, isCall: boolean) => Leaving

/** Left when the horizon of the label is over. */
export function atHorizon(market: Market): LeavingOf {
  return (entryBar) => ({
    instant: plannedExit(market, entryBar - 1),
    reason: exitCode.horizon,
    isGap: false,
    ambiguousBar: null,
  })
}

/**
 * Left earlier where the underlying touches a stop or a target around its own open in the bar of the entry, or when the
 * time is over: a call as a long position would, a put as a short one.
 *
 * What is touched at an open, by a gap, is left in that bar. Nobody knows when within a bar a level was touched, and a
 * quote before that must not be sold at: then the option is left when the bar is over, in the next one, and so it is at
 * the close at which its time is over.
 */
export function atBrackets(market: Market, range: BracketRange): LeavingOf {
  const last = market.ts.length - 1
  const horizon = atHorizon(market)
  return (entryBar, isCall) => {
    const { bar, at, reason, ambiguous } = exitsOf(
      market,
      range,
      Int32Array.of(entryBar),
      last,
      isCall ? 1 : -1,
    )
    if (reason[0] === exitCode.openAtEnd) return horizon(entryBar, isCall)
    const isTouch = reason[0] === exitCode.stop || reason[0] === exitCode.target
    return {
      instant: at[0] === atOpen ? 2 * bar[0] : 2 * (bar[0] + 1),
      reason: reason[0],
      isGap: isTouch && at[0] === atOpen,
      ambiguousBar: at[0] === within && ambiguous[0] === 1 ? bar[0] : null,
    }
  }
}
