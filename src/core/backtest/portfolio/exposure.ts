import { endsFlat, type Lane, walkLane } from './lanes.ts'

/** Sums of weights within this of the limit are the limit: rounding is no breach. */
const tolerance = 1e-9

/** Adds the size of a ticker's weight to each bar of the span in which it is held, its missing bars included. */
export function addExposure(lane: Lane, weight: Float64Array, exposure: Float64Array): void {
  const { place } = lane
  for (let index = 0; index < place.length; index++) {
    const size = Math.abs(weight[index])
    if (size === 0) continue
    exposure[place[index]] += size
    if (index + 1 === place.length || place[index + 1] === place[index] + 1 || endsFlat(lane, index)) continue
    for (let gap = place[index] + 1; gap < place[index + 1]; gap++) exposure[gap] += size
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
 * share what it leaves.
 */
export function exposureScale(
  lanes: readonly Lane[],
  grouped: Float64Array,
  bars: number,
  limit: number,
): Float64Array {
  const wanted = lanes.map((lane) => walkLane(lane, grouped).weight.slice())
  const scale = new Float64Array(bars)
  const held = new Float64Array(lanes.length)
  const next = new Int32Array(lanes.length)
  for (let bar = 0; bar < bars; bar++) {
    let tradable = 0
    let fixed = 0
    for (let ticker = 0; ticker < lanes.length; ticker++) {
      const { place } = lanes[ticker]
      if (place[next[ticker]] === bar) tradable += Math.abs(wanted[ticker][next[ticker]])
      else fixed += Math.abs(held[ticker])
    }
    const left = Math.max(0, limit - fixed)
    scale[bar] = tradable > left ? left / tradable : 1
    for (let ticker = 0; ticker < lanes.length; ticker++) {
      const lane = lanes[ticker]
      const index = next[ticker]
      if (lane.place[index] !== bar) continue
      next[ticker]++
      const isLast = index + 1 === lane.place.length
      held[ticker] = isLast || endsFlat(lane, index) ? 0 : wanted[ticker][index] * scale[bar]
    }
  }
  return scale
}

/** What `walk` writes for one ticker, at weights that are scaled down. */
export function scaleLane(lane: Lane, scale: Float64Array): void {
  const { track, place, walked } = lane
  const { night, day } = track.market
  const { gross, traded, weight } = walked
  let before = 0
  for (let index = 0; index < place.length; index++) {
    const bar = track.first + index
    const after = weight[index] * scale[place[index]]
    const flat = endsFlat(lane, index)
    gross[index] = before * night[bar] + after * day[bar]
    traded[index] = Math.abs(after - before) + (flat ? Math.abs(after) : 0)
    weight[index] = after
    before = flat ? 0 : after
  }
}
