// Trades positions bar by bar, as `walk` of ../simulate.ts does where trades enter and leave at opens, or all of them at a close.

import * as L from '../blockLayout'

/**
 * Walks so many bars, and writes those that are booked behind the `booked` ones of the block.
 *
 * @returns how many bars of the block are booked now
 */
export function walkBars(count: i32, booked: i32, rate: f64, tranches: f64): i32 {
  return walk(count, booked, rate, tranches, false)
}

/** Compounds the net returns by session as well: that of the session before, then of those that start in these bars. */
export function walkSessions(count: i32, booked: i32, rate: f64, tranches: f64): i32 {
  return walk(count, booked, rate, tranches, true)
}

// @ts-ignore: decorator
@inline
function walk(count: i32, booked: i32, rate: f64, tranches: f64, bySession: bool): i32 {
  let held = load<f64>(L.held)
  let before = load<f64>(L.before)
  let heldBars = <i32>load<f64>(L.heldBars)
  let earned = load<f64>(L.earned)
  let session: usize = 0
  store<f64>(L.sessions, earned)
  let slot = <usize>booked << 3
  for (let at: usize = 0, end = <usize>count << 3; at < end; at += 8) {
    const flags = load<u8>(at >> 3, L.flags)
    held += load<f64>(at, L.entering)
    const after = held / tranches
    const isFlat = (flags & L.allLeave) != 0
    let change = abs(after - before)
    const gross = before * load<f64>(at, L.night) + after * load<f64>(at, L.day)
    change += isFlat ? abs(after) : 0
    before = isFlat ? 0 : after
    held = isFlat ? 0 : held
    heldBars += i32(after != 0)
    if (bySession) {
      const net = gross - rate * change
      const starts = flags & L.startsSession
      session += <usize>starts << 2
      earned = starts ? net : (1 + earned) * (1 + net) - 1
      store<f64>(session, earned, L.sessions)
    }
    if (flags & L.isBooked) {
      store<f64>(slot, gross, L.gross)
      store<f64>(slot, change, L.charged)
      slot += 8
    } else {
      store<f64>(slot, load<f64>(slot, L.gross - 8) + gross, L.gross - 8)
      store<f64>(slot, load<f64>(slot, L.charged - 8) + change, L.charged - 8)
    }
  }
  store<f64>(L.held, held)
  store<f64>(L.before, before)
  store<f64>(L.heldBars, heldBars)
  store<f64>(L.earned, earned)
  store<f64>(L.startedSessions, <f64>(session >> 3))
  return <i32>(slot >> 3)
}
