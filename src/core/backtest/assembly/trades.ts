// What trades come to, from the positions and what each decision would have earned.

import * as L from '../blockLayout'

/**
 * Adds so many decisions, two at a time. Sums are of masked values, and values are written either way: branches would be
 * mispredicted half of the time.
 *
 * @param cost of both sides of a trade
 * @param haveLeft whether their trades have left; of others only their number is told
 * @returns how many net returns are written
 */
export function addTrades(count: i32, cost: f64, haveLeft: bool): i32 {
  const end = <usize>count << 3
  // An odd stretch has a decision more, for nothing.
  if (count < L.blockBars) store<f64>(end, 0, L.size)
  const zero = f64x2.splat(0)
  const one = f64x2.splat(1)
  const half = f64x2.splat(0.5)
  const both = f64x2.splat(cost)
  let wanted = i64x2.splat(0)
  let filled = i64x2.splat(0)
  let wins = i64x2.splat(0)
  let losses = i64x2.splat(0)
  let labelled = i64x2.splat(0)
  let lost = load<f64>(L.lost)
  let gap = load<f64>(L.gap)
  let slot: usize = 0
  for (let at: usize = 0; at < end; at += 16) {
    const size = v128.load(at, L.size)
    const move = v128.load(at, L.move)
    const isWanted = f64x2.ne(size, zero)
    const isFilled = v128.and(isWanted, f64x2.eq(move, move))
    wanted = i64x2.sub(wanted, isWanted)
    filled = i64x2.sub(filled, isFilled)
    if (!haveLeft) continue
    const sign = f64x2.sub(v128.and(f64x2.gt(size, zero), one), v128.and(f64x2.lt(size, zero), one))
    const gross = f64x2.mul(sign, move)
    const net = f64x2.sub(gross, both)
    const places = <usize>i64x2.bitmask(isFilled)
    v128.store64_lane(slot, net, 0, L.tradeNet)
    slot += (places & 1) << 3
    v128.store64_lane(slot, net, 1, L.tradeNet)
    slot += (places & 2) << 2
    wins = i64x2.sub(wins, v128.and(isFilled, f64x2.gt(net, zero)))
    losses = i64x2.sub(losses, v128.and(isFilled, f64x2.lt(net, zero)))
    const loss = v128.and(isFilled, f64x2.mul(half, f64x2.sub(f64x2.abs(net), net)))
    lost = lost + f64x2.extract_lane(loss, 0) + f64x2.extract_lane(loss, 1)
    const label = v128.load(at, L.label)
    const isLabelled = v128.and(isFilled, f64x2.eq(label, label))
    labelled = i64x2.sub(labelled, isLabelled)
    const missed = v128.and(isLabelled, f64x2.sub(f64x2.mul(label, sign), gross))
    gap = gap + f64x2.extract_lane(missed, 0) + f64x2.extract_lane(missed, 1)
  }
  add(L.wanted, wanted)
  add(L.filled, filled)
  add(L.wins, wins)
  add(L.lostTrades, losses)
  add(L.labelled, labelled)
  store<f64>(L.lost, lost)
  store<f64>(L.gap, gap)
  return <i32>(slot >> 3)
}

function add(place: usize, more: v128): void {
  const counted = i64x2.extract_lane(more, 0) + i64x2.extract_lane(more, 1)
  store<f64>(place, load<f64>(place) + <f64>counted)
}
