import { endsFlat, type Lane, walkLane } from './lanes.ts'

/** Sums of weights within this of the limit are the limit: rounding is no breach. */
const tolerance = 1e-9

/**
 * Adds the size of a ticker's weight to each bar of the span in which it is held, its missing bars included: those after
 * a bar whose weight stays, and of nights, whose weight is that held into a bar, those before it.
 */
export function addExposure(lane: Lane, weight: Float64Array, exposure: Float64Array): void {
  const { place } = lane
  const overnight = isOvernight(lane)
  for (let index = 0; index < place.length; index++) {
    const size = Math.abs(weight[index])
    if (size === 0) continue
    exposure[place[index]] += size
    if (overnight) {
      for (let gap = place[index - 1] + 1; gap < place[index]; gap++) exposure[gap] += size
      continue
    }
    if (index + 1 === place.length || place[index + 1] === place[index] + 1 || endsFlat(lane, index)) continue
    for (let gap = place[index] + 1; gap < place[index + 1]; gap++) exposure[gap] += size
  }
}

function isOvernight({ track }: Lane): boolean {
  return track.market.entry === 'session_close'
}

/** The size that a ticker holds from each of its bars on, until its next one; of nights what it buys at the close. */
function sizesHeld(lane: Lane, { traded, weight }: Lane['walked']): Float64Array {
  if (!isOvernight(lane)) return weight.map(Math.abs)
  // All that was held into a bar is sold at its open.
  return traded.map((change, index) => change - Math.abs(weight[index]))
}

/** Whether the limit is passed anywhere. */
export function exceeds(exposure: Float64Array, limit: number): boolean {
  for (let bar = 0; bar < exposure.length; bar++) if (exposure[bar] > limit + tolerance) return true
  return false
}

/**
 * By what the weights taken in each bar (of nights, at its close) are to be multiplied, so that the sum of their sizes
 * stays within the limit: 1, or less where they would exceed it. A ticker without a bar can't be traded: what is held of it stays, and the others
 * share what it leaves.
 */
export function exposureScale(
  lanes: readonly Lane[],
  grouped: Float64Array,
  bars: number,
  limit: number,
): Float64Array {
  const wanted = lanes.map((lane) => sizesHeld(lane, walkLane(lane, grouped)))
  const scale = new Float64Array(bars)
  const held = new Float64Array(lanes.length)
  const next = new Int32Array(lanes.length)
  for (let bar = 0; bar < bars; bar++) {
    let tradable = 0
    let fixed = 0
    for (let ticker = 0; ticker < lanes.length; ticker++) {
      const { place } = lanes[ticker]
      if (place[next[ticker]] === bar) tradable += wanted[ticker][next[ticker]]
      else fixed += held[ticker]
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
  if (isOvernight(lane)) {
    scaleNights(lane, scale)
    return
  }
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

/** Of nights: a weight is taken at the close of the ticker's bar before, at the scale of that close. */
function scaleNights({ track, place, walked }: Lane, scale: Float64Array): void {
  const { night } = track.market
  const { gross, traded, weight } = walked
  for (let index = 0; index < place.length; index++) {
    const bought = (traded[index] - Math.abs(weight[index])) * scale[place[index]]
    const held = index === 0 ? 0 : weight[index] * scale[place[index - 1]]
    gross[index] = held * night[track.first + index]
    traded[index] = Math.abs(held) + bought
    weight[index] = held
  }
}
