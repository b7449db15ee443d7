// What the bars of a run come to. WebAssembly, for a path's least and greatest are found there without branches: a
// processor mispredicts them half of the time, which takes longer than all else.

import * as L from '../blockLayout'

/** Adds up a block: writes its net returns, goes on with the paths, and writes the sums. */
export function addBars(count: i32, rate: f64): void {
  trade(count, rate)
  sumUp(count)
}

/** Earns the net returns of each bar on the four paths. */
function trade(count: i32, rate: f64): void {
  const once = f64x2.splat(rate)
  const more = f64x2(2 * rate, 3 * rate)
  const one = f64x2.splat(1)
  let equityOnce = v128.load(L.equity)
  let equityMore = v128.load(L.equity, 16)
  let leftOnce = v128.load(L.left)
  let leftMore = v128.load(L.left, 16)
  let leastOnce = v128.load(L.least)
  let leastMore = v128.load(L.least, 16)
  let changes = v128.load64_zero(L.changes)
  for (let at: usize = 0, end = <usize>count << 3; at < end; at += 8) {
    const earned = v128.load64_splat(at, L.gross)
    const change = v128.load64_splat(at, L.charged)
    changes = f64x2.add(changes, change)
    const netOnce = f64x2.sub(earned, f64x2.mul(once, change))
    const netMore = f64x2.sub(earned, f64x2.mul(more, change))
    v128.store64_lane(at, netOnce, 0, L.net)
    const growthOnce = f64x2.add(one, netOnce)
    const growthMore = f64x2.add(one, netMore)
    equityOnce = f64x2.mul(equityOnce, growthOnce)
    equityMore = f64x2.mul(equityMore, growthMore)
    leftOnce = f64x2.pmin(one, f64x2.mul(leftOnce, growthOnce))
    leftMore = f64x2.pmin(one, f64x2.mul(leftMore, growthMore))
    leastOnce = f64x2.pmin(leastOnce, leftOnce)
    leastMore = f64x2.pmin(leastMore, leftMore)
  }
  v128.store(L.equity, equityOnce)
  v128.store(L.equity, equityMore, 16)
  v128.store(L.left, leftOnce)
  v128.store(L.left, leftMore, 16)
  v128.store(L.least, leastOnce)
  v128.store(L.least, leastMore, 16)
  v128.store64_lane(L.changes, changes, 0)
}

/** Moments are taken about the block's own means, which loses nothing to cancellation. */
function sumUp(count: i32): void {
  const end = <usize>count << 3
  // An odd block has a bar more, that changes no sum.
  fill(end, 0, 0, 0)
  const first = v128.load64_splat(0, L.net)
  const half = f64x2.splat(0.5)
  let earned = f64x2.splat(0)
  let changes = f64x2.splat(0)
  let nets = f64x2.splat(0)
  let losses = f64x2.splat(0)
  for (let at: usize = 0; at < end; at += 16) {
    const value = v128.load(at, L.net)
    const loss = f64x2.mul(half, f64x2.sub(f64x2.abs(value), value))
    nets = f64x2.add(nets, value)
    losses = f64x2.add(losses, f64x2.mul(loss, loss))
    earned = f64x2.add(earned, v128.load(at, L.gross))
    changes = f64x2.add(changes, v128.load(at, L.charged))
  }
  const meanNet = total(nets) / count
  const meanGross = total(earned) / count
  const meanCharged = total(changes) / count
  fill(end, meanGross, meanCharged, meanNet)
  const aboutNet = f64x2.splat(meanNet)
  const aboutGross = f64x2.splat(meanGross)
  const aboutCharged = f64x2.splat(meanCharged)
  let others = i64x2.splat(0)
  let squares = f64x2.splat(0)
  let cubes = f64x2.splat(0)
  let fourths = f64x2.splat(0)
  let grossGross = f64x2.splat(0)
  let grossCharged = f64x2.splat(0)
  let chargedCharged = f64x2.splat(0)
  for (let at: usize = 0; at < end; at += 16) {
    const value = v128.load(at, L.net)
    const deviation = f64x2.sub(value, aboutNet)
    const square = f64x2.mul(deviation, deviation)
    squares = f64x2.add(squares, square)
    cubes = f64x2.add(cubes, f64x2.mul(square, deviation))
    fourths = f64x2.add(fourths, f64x2.mul(square, square))
    const a = f64x2.sub(v128.load(at, L.gross), aboutGross)
    const b = f64x2.sub(v128.load(at, L.charged), aboutCharged)
    grossGross = f64x2.add(grossGross, f64x2.mul(a, a))
    grossCharged = f64x2.add(grossCharged, f64x2.mul(a, b))
    chargedCharged = f64x2.add(chargedCharged, f64x2.mul(b, b))
    if (at + 16 <= end) others = v128.or(others, f64x2.ne(value, first))
  }
  const last = load<f64>(end - 8, L.net) != load<f64>(0, L.net)
  store<f64>(L.meanNet, meanNet)
  store<f64>(L.squares, total(squares))
  store<f64>(L.cubes, total(cubes))
  store<f64>(L.fourths, total(fourths))
  store<f64>(L.losses, total(losses))
  store<f64>(L.others, <f64>(last || v128.any_true(others)))
  store<f64>(L.meanGross, meanGross)
  store<f64>(L.meanCharged, meanCharged)
  store<f64>(L.grossGross, total(grossGross))
  store<f64>(L.grossCharged, total(grossCharged))
  store<f64>(L.chargedCharged, total(chargedCharged))
}

function fill(at: usize, gross: f64, charged: f64, net: f64): void {
  store<f64>(at, gross, L.gross)
  store<f64>(at, charged, L.charged)
  store<f64>(at, net, L.net)
}

function total(both: v128): f64 {
  return f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1)
}
