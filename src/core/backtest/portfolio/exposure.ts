import { heldAfter, type Lane, walkLane } from './lanes.ts'

/** Sums of weights within this of the limit are the limit: rounding is no breach. */
const tolerance = 1e-9

/** Adds the size of a ticker's weight to each bar of the span in which it is held, its missing bars included. */
export function addExposure(lane: Lane, exposure: Float64Array): void {
  const { place, walked } = lane
  const { weight, later } = walked
  for (let index = 0; index < place.length; index++) {
    const size = Math.abs(weight[index])
    if (size === 0 && later === null) continue
    exposure[place[index]] += size
    if (index + 1 === place.length || place[index + 1] === place[index] + 1) continue
    const kept = Math.abs(heldAfter(lane, index))
    if (kept === 0) continue
    for (let gap = place[index] + 1; gap < place[index + 1]; gap++) exposure[gap] += kept
  }
}

/** Whether the limit is passed anywhere. */
export function exceeds(exposure: Float64Array, limit: number): boolean {
  for (let bar = 0; bar < exposure.length; bar++) if (exposure[bar] > limit + tolerance) return true
  return false
}

/**
 * By what the weights of each bar are to be multiplied, so that the sum of their sizes stays within the limit: 1, or
 * less where they would exceed it. A ticker without a bar can't be traded: what is held of it stays, and the others
 * share what it leaves. What leaves inside a bar makes room from the next one on. Nobody knows at the open what will leave
 * then: of opposite positions in one ticker the one that stays may exceed the limit until its next bar.
 */
export function exposureScale(
  lanes: readonly Lane[],
  grouped: Float64Array,
  bars: number,
  limit: number,
): Float64Array {
  const wanted = lanes.map((lane) => wantedOf(lane, grouped))
  const scale = new Float64Array(bars)
  const held = new Float64Array(lanes.length)
  const next = new Int32Array(lanes.length)
  for (let bar = 0; bar < bars; bar++) {
    let tradable = 0
    let fixed = 0
    for (let ticker = 0; ticker < lanes.length; ticker++) {
      const { place } = lanes[ticker]
      if (place[next[ticker]] === bar) tradable += Math.abs(wanted[ticker].weight[next[ticker]])
      else fixed += Math.abs(held[ticker])
    }
    const left = Math.max(0, limit - fixed)
    scale[bar] = tradable > left ? left / tradable : 1
    for (let ticker = 0; ticker < lanes.length; ticker++) {
      const { place } = lanes[ticker]
      const index = next[ticker]
      if (place[index] !== bar) continue
      next[ticker]++
      held[ticker] = index + 1 === place.length ? 0 : wanted[ticker].kept[index] * scale[bar]
    }
  }
  return scale
}

/** What a ticker would hold in each of its bars, and beyond it. The memory of lanes is shared: it is copied. */
function wantedOf(lane: Lane, grouped: Float64Array): { weight: Float64Array; kept: Float64Array } {
  const { weight } = walkLane(lane, grouped)
  return { weight: weight.slice(), kept: weight.map((_, index) => heldAfter(lane, index)) }
}

/** What `walk` writes for one ticker, at weights that are scaled down. */
export function scaleLane(lane: Lane, scale: Float64Array): void {
  const { market, first, place, walked } = lane
  const { night, day } = market
  const { gross, traded, weight, later } = walked
  let before = 0
  for (let index = 0; index < place.length; index++) {
    const bar = first + index
    const by = scale[place[index]]
    const kept = heldAfter(lane, index) * by
    const after = weight[index] * by
    gross[index] = before * night[bar] + after * day[bar]
    traded[index] = Math.abs(after - before)
    weight[index] = after
    before = kept
    if (later === null) {
      // What ends with its session is left at the close.
      if (kept === 0) traded[index] += Math.abs(after)
      continue
    }
    gross[index] += later.earned[index] * by
    traded[index] += later.traded[index] * by
    later.held[index] = kept
  }
}
