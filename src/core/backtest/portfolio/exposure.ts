import { heldAfter, type Lane, walkLane } from './lanes.ts'

/** Sums of weights within this of the limit are the limit: rounding is no breach. */
const tolerance = 1e-9

/**
 * Adds the size of a ticker's weight to each bar of the span in which it is held, its missing bars included: those after
 * a bar whose weight stays, and of nights, whose weight is that held into a bar, those before it.
 */
export function addExposure(lane: Lane, exposure: Float64Array): void {
  const { place, walked } = lane
  const { weight, later } = walked
  const overnight = isOvernight(lane)
  for (let index = 0; index < place.length; index++) {
    const size = Math.abs(weight[index])
    if (size === 0 && later === null) continue
    exposure[place[index]] += size
    if (overnight) {
      for (let gap = place[index - 1] + 1; gap < place[index]; gap++) exposure[gap] += size
      continue
    }
    if (index + 1 === place.length || place[index + 1] === place[index] + 1) continue
    const kept = Math.abs(heldAfter(lane, index))
    if (kept === 0) continue
    for (let gap = place[index] + 1; gap < place[index + 1]; gap++) exposure[gap] += kept
  }
}

function isOvernight({ market }: Lane): boolean {
  return market.entry === 'session_close'
}

/** Whether the limit is passed anywhere. */
export function exceeds(exposure: Float64Array, limit: number): boolean {
  for (let bar = 0; bar < exposure.length; bar++) if (exposure[bar] > limit + tolerance) return true
  return false
}

/**
 * By what the weights taken in each bar (of nights, at its close) are to be multiplied, so that the sum of their sizes
 * stays within the limit: 1, or less where they would exceed it. A ticker without a bar can't be traded: what is held of it stays, and the others
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
  // Of each ticker its next bar, and the tickers that have this one: side by side, since there are many of them.
  const nextBar = Int32Array.from(lanes, ({ place }) => place[0] ?? bars)
  const trading = new Int32Array(lanes.length)
  for (let bar = 0; bar < bars; bar++) {
    let tradable = 0
    let fixed = 0
    let count = 0
    for (let ticker = 0; ticker < nextBar.length; ticker++) {
      if (nextBar[ticker] === bar) {
        trading[count++] = ticker
        tradable += Math.abs(wanted[ticker].weight[next[ticker]])
      } else fixed += Math.abs(held[ticker])
    }
    const left = Math.max(0, limit - fixed)
    scale[bar] = tradable > left ? left / tradable : 1
    for (let one = 0; one < count; one++) {
      const ticker = trading[one]
      const { place } = lanes[ticker]
      const index = next[ticker]++
      const isLast = index + 1 === place.length
      nextBar[ticker] = isLast ? bars : place[index + 1]
      held[ticker] = isLast ? 0 : wanted[ticker].kept[index] * scale[bar]
    }
  }
  return scale
}

/**
 * What a ticker would take in each of its bars, and hold beyond it; of nights what it buys at the close. The memory of
 * lanes is shared: it is copied.
 */
function wantedOf(lane: Lane, grouped: Float64Array): { weight: Float64Array; kept: Float64Array } {
  const { traded, weight } = walkLane(lane, grouped)
  if (isOvernight(lane)) {
    // All that was held into a bar is sold at its open.
    const bought = traded.map((change, index) => change - Math.abs(weight[index]))
    return { weight: bought, kept: bought }
  }
  return { weight: weight.slice(), kept: weight.map((_, index) => heldAfter(lane, index)) }
}

/** What `walk` writes for one ticker, at weights that are scaled down. */
export function scaleLane(lane: Lane, scale: Float64Array): void {
  if (isOvernight(lane)) {
    scaleNights(lane, scale)
    return
  }
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

/** Of nights: a weight is taken at the close of the ticker's bar before, at the scale of that close. */
function scaleNights({ market, first, place, walked }: Lane, scale: Float64Array): void {
  const { gross, traded, weight } = walked
  for (let index = 0; index < place.length; index++) {
    const bought = (traded[index] - Math.abs(weight[index])) * scale[place[index]]
    const held = index === 0 ? 0 : weight[index] * scale[place[index - 1]]
    gross[index] = held * market.night[first + index]
    traded[index] = Math.abs(held) + bought
    weight[index] = held
  }
}
