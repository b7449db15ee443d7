// Trades positions bar by bar, as `walk` of ../simulate.ts does where trades enter and leave at opens, or all of them at a close.
// In steps: only what a bar needs of the bar before it is done one by one, the rest two bars at a time.

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
  hold(count)
  const slot = <usize>booked << 3
  if (isPlain(count)) {
    weigh(count, tranches, <usize>L.gross + slot, <usize>L.charged + slot)
    if (bySession) compound(count, rate, <usize>L.gross + slot, <usize>L.charged + slot)
    return booked + count
  }
  weigh(count, tranches, L.night, L.day)
  leaveAtCloses(count, tranches)
  if (bySession) compound(count, rate, L.night, L.day)
  return book(count, slot)
}

/** Writes what is held before and after each open. */
function hold(count: i32): void {
  let held = load<f64>(L.held)
  const end = <usize>count << 3
  for (let at: usize = 0; at < end; at += 8) {
    store<f64>(at, held, L.heldBefore)
    held += load<f64>(at, L.entering) - load<f64>(at, L.leaving)
    store<f64>(at, held, L.heldAfter)
    if (load<u8>(at >> 3, L.flags) & L.allLeave) held = 0
  }
  store<f64>(L.held, held)
  // An odd stretch has a bar more, without a position.
  if (count < L.blockBars) store<f64>(end, 0, L.heldAfter)
}

/** Whether all bars are booked, and nothing leaves at a close. */
function isPlain(count: i32): bool {
  const end = <usize>count
  const whole = end & ~15
  const asked = i8x16.splat(<i8>(L.isBooked | L.allLeave))
  const wanted = i8x16.splat(<i8>L.isBooked)
  let others = i8x16.splat(0)
  let at: usize = 0
  for (; at < whole; at += 16) {
    others = v128.or(others, v128.xor(wanted, v128.and(asked, v128.load(at, L.flags))))
  }
  let other = 0
  for (; at < end; at++) other |= (<i32>load<u8>(at, L.flags) & (L.isBooked | L.allLeave)) ^ L.isBooked
  return !v128.any_true(others) && other == 0
}

/** Writes the gross return of each bar and the change of weight at its open; counts bars with a position. */
function weigh(count: i32, tranches: f64, gross: usize, change: usize): void {
  const share = f64x2.splat(tranches)
  const zero = f64x2.splat(0)
  let bars = i64x2.splat(0)
  for (let at: usize = 0, end = <usize>count << 3; at < end; at += 16) {
    const before = f64x2.div(v128.load(at, L.heldBefore), share)
    const after = f64x2.div(v128.load(at, L.heldAfter), share)
    bars = i64x2.sub(bars, f64x2.ne(after, zero))
    const overNight = f64x2.mul(before, v128.load(at, L.night))
    const overDay = f64x2.mul(after, v128.load(at, L.day))
    v128.store(gross + at, f64x2.add(overNight, overDay))
    v128.store(change + at, f64x2.abs(f64x2.sub(after, before)))
  }
  const held = i64x2.extract_lane(bars, 0) + i64x2.extract_lane(bars, 1)
  store<f64>(L.heldBars, load<f64>(L.heldBars) + <f64>held)
}

/** Adds the changes of weight at closes. */
function leaveAtCloses(count: i32, tranches: f64): void {
  for (let at: usize = 0, end = <usize>count << 3; at < end; at += 8) {
    if ((load<u8>(at >> 3, L.flags) & L.allLeave) == 0) continue
    store<f64>(at, load<f64>(at, L.day) + abs(load<f64>(at, L.heldAfter) / tranches), L.day)
  }
}

/** As `sessionReturns` of ../../statistics/sessions.ts does. */
function compound(count: i32, rate: f64, gross: usize, change: usize): void {
  let earned = load<f64>(L.earned)
  let session: usize = 0
  store<f64>(L.sessions, earned)
  for (let at: usize = 0, end = <usize>count << 3; at < end; at += 8) {
    const net = load<f64>(gross + at) - rate * load<f64>(change + at)
    const starts = load<u8>(at >> 3, L.flags) & L.startsSession
    session += <usize>starts << 2
    earned = starts ? net : earned * (1 + net) + net
    store<f64>(session, earned, L.sessions)
  }
  store<f64>(L.earned, earned)
  store<f64>(L.startedSessions, <f64>(session >> 3))
}

/** Writes the booked bars one after the other; what another one earns goes to the booked one before it. */
function book(count: i32, first: usize): i32 {
  let slot = first
  for (let at: usize = 0, end = <usize>count << 3; at < end; at += 8) {
    const gross = load<f64>(at, L.night)
    const change = load<f64>(at, L.day)
    if (load<u8>(at >> 3, L.flags) & L.isBooked) {
      store<f64>(slot, gross, L.gross)
      store<f64>(slot, change, L.charged)
      slot += 8
    } else {
      store<f64>(slot, load<f64>(slot, L.gross - 8) + gross, L.gross - 8)
      store<f64>(slot, load<f64>(slot, L.charged - 8) + change, L.charged - 8)
    }
  }
  return <i32>(slot >> 3)
}
