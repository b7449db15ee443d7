import type { SessionReturns } from '../statistics/sessions.ts'
import { blockKernel } from './blockKernel.ts'
import * as L from './blockLayout.ts'
import { type Changes, changesOf } from './changes.ts'
import type { Market } from './market.ts'
import type { BarSource } from './totals.ts'

/** Bars of a track as they are walked, never all of them in memory. */
export interface WalkedBars extends BarSource {
  /** Of the bars added up so far: how many have a position, and the sum of |change of weight|. */
  walked(): { heldBars: number; traded: number }
  /** Net returns by session, when all bars are walked. */
  sessions: SessionReturns
}

/** What the bars of a track are walked with, whatever the positions. */
export interface Path {
  market: Pick<Market, 'night' | 'day'>
  /** First bar of the market. */
  first: number
  changes: Changes
  /** Places of the bars that are booked; null for all. */
  booked: Int32Array | null
  /** Tranches that share the capital. */
  tranches: number
}

/**
 * The bars of positions at a cost, as `simulate` and `onlyHoldable` give them to the last bit, for `totalsOf`. One at a
 * time: they share the memory of the kernels.
 *
 * @param rate what a change of weight by 1 costs
 * @param bySession whether net returns are compounded by session; if not, `sessions` holds zeros
 */
export function walkBars(path: Path, position: Float64Array, rate: number, bySession: boolean): WalkedBars {
  const { market, first, changes, booked, tranches } = path
  const kernel = blockKernel()
  const walk = bySession ? kernel.walkSessions : kernel.walkBars
  const writeChanges = changesOf(changes, position, kernel.entering, kernel.leaving)
  // Its first number stands for the session before the first one.
  const bySessions = new Float64Array(bySession ? changes.sessions.length + 1 : 0)
  let session = 0
  for (const place of [L.held, L.changes, L.heldBars, L.earned]) kernel.memory[place / 8] = 0
  // Bars before the first booked one come to nothing, but have sessions.
  const placeOf = (bar: number) => {
    if (booked === null) return bar
    if (bar === 0) return 0
    return bar < booked.length ? booked[bar] : changes.bars
  }
  const stretch = (from: number, to: number, written: number): number => {
    writeChanges(from, to)
    kernel.night.set(market.night.subarray(first + from, first + to))
    kernel.day.set(market.day.subarray(first + from, first + to))
    kernel.flags.set(changes.flags.subarray(from, to))
    const done = walk(to - from, written, rate, tranches)
    if (bySession) {
      const started = kernel.at(L.startedSessions)
      bySessions.set(kernel.sessions.subarray(0, started + 1), session)
      session += started
    }
    return done
  }
  return {
    bars: booked?.length ?? changes.bars,
    write(from, to) {
      const end = placeOf(to)
      let written = 0
      for (let bar = placeOf(from); bar < end; bar += L.blockBars) {
        written = stretch(bar, Math.min(end, bar + L.blockBars), written)
      }
    },
    walked: () => ({ heldBars: kernel.at(L.heldBars), traded: kernel.at(L.changes) }),
    sessions: { sessions: changes.sessions, returns: bySessions.subarray(1) },
  }
}
