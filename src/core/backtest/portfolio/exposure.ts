import { groupBy } from '../../groupBy.ts'
import type { Lane } from './lanes.ts'

/** Sums of weights within this of the limit are the limit: rounding is no breach. */
const tolerance = 1e-9

/**
 * Adds the size of a ticker's weight to each bar of the span in which it is held, its missing bars included: those until
 * its next bar.
 */
export function addExposure(lane: Lane, exposure: Float64Array): void {
  addSizes(lane, lane.weight, exposure)
  for (const { index, from, to } of gapsOf(lane)) {
    const kept = Math.abs(lane.kept(index))
    for (let bar = from; bar < to; bar++) exposure[bar] += kept
  }
}

function addSizes({ place, from }: Lane, weight: Float64Array, sums: Float64Array): void {
  for (let index = 0; index < place.length; index++) sums[place[index] - from] += Math.abs(weight[index])
}

/** The bars of the span that a lane lacks between two of its own, `to` excluded, and the place of the first of these. */
function gapsOf({ gaps, first, place, from }: Lane): { index: number; from: number; to: number }[] {
  return Array.from(gaps, (bar) => {
    const index = bar - first
    return { index, from: place[index] + 1 - from, to: place[index + 1] - from }
  })
}

/** Whether the limit is passed anywhere. */
export function exceeds(exposure: Float64Array, limit: number): boolean {
  for (let bar = 0; bar < exposure.length; bar++) if (exposure[bar] > limit + tolerance) return true
  return false
}

/**
 * By what the weights taken in each bar (of nights, at its close) are to be multiplied, so that the sum of their sizes
 * stays within the limit: 1, or less where they would exceed it. A ticker without a bar can't be traded: what is held of
 * it stays, and the others share what it leaves. What leaves inside a bar makes room from the next one on. Nobody knows at
 * the open what will leave then: of opposite positions in one ticker the one that stays may exceed the limit until its next bar.
 *
 * @param lanes with what their positions want
 */
export function exposureScale(lanes: readonly Lane[], bars: number, limit: number): Float64Array {
  const tradable = new Float64Array(bars)
  for (const lane of lanes) addSizes(lane, lane.taken, tradable)
  const held = heldWithoutBar(lanes, bars)
  const scale = new Float64Array(bars)
  for (let bar = 0; bar < bars; bar++) {
    const left = Math.max(0, limit - held(bar, scale))
    scale[bar] = tradable[bar] > left ? left / tradable[bar] : 1
  }
  return scale
}

/** Tells what tickers hold in a bar that they lack, of the scale of all bars before. */
function heldWithoutBar(lanes: readonly Lane[], bars: number): (bar: number, scale: Float64Array) => number {
  const missing: number[] = []
  const kept: number[] = []
  const takenAt: number[] = []
  for (const lane of lanes) {
    for (const { index, from, to } of gapsOf(lane)) {
      for (let bar = from; bar < to; bar++) {
        missing.push(bar)
        kept.push(Math.abs(lane.kept(index)))
        takenAt.push(from - 1)
      }
    }
  }
  const { start, index } = groupBy(bars, Int32Array.from(missing))
  return (bar, scale) => {
    let sum = 0
    for (let place = start[bar]; place < start[bar + 1]; place++) {
      const one = index[place]
      sum += kept[one] * scale[takenAt[one]]
    }
    return sum
  }
}
