// What trades come to, from the positions and what each decision would have earned.

import * as L from '../blockLayout'

/**
 * Adds so many decisions.
 *
 * @param cost of both sides of a trade
 * @param haveLeft whether their trades have left; of others only their number is told
 * @returns how many net returns are written
 */
export function addTrades(count: i32, cost: f64, haveLeft: bool): i32 {
  let wanted = 0
  let filled = 0
  let wins = 0
  let losses = 0
  let labelled = 0
  let lost = load<f64>(L.lost)
  let gap = load<f64>(L.gap)
  let slot: usize = 0
  for (let at: usize = 0, end = <usize>count << 3; at < end; at += 8) {
    const size = load<f64>(at, L.size)
    const move = load<f64>(at, L.move)
    const isWanted = i32(size != 0)
    const isFilled = isWanted & i32(move == move)
    wanted += isWanted
    filled += isFilled
    if (!haveLeft) continue
    // Sums of comparisons, and values written either way: branches would be mispredicted half of the time.
    const sign = <f64>(i32(size > 0) - i32(size < 0))
    const gross = sign * move
    const net = gross - cost
    store<f64>(slot, net, L.tradeNet)
    slot += <usize>isFilled << 3
    wins += isFilled & i32(net > 0)
    losses += isFilled & i32(net < 0)
    lost += isFilled ? (abs(net) - net) / 2 : 0
    const label = load<f64>(at, L.label)
    const isLabelled = isFilled & i32(label == label)
    gap += isLabelled ? label * sign - gross : 0
    labelled += isLabelled
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

function add(place: usize, more: i32): void {
  store<f64>(place, load<f64>(place) + <f64>more)
}
