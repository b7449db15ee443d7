import type { Lane, LaneSpan } from './lanes.ts'

/**
 * Positions that are bought at the close of a bar and sold at the next open of their ticker. The weight of a bar is that
 * held into it.
 *
 * @param wanted weight that is bought at the close of each bar of the ticker
 * @param weight of the bars of the span, to be written
 * @param bought the same
 */
export function nightLane(
  span: LaneSpan,
  wanted: Float64Array,
  weight: Float64Array,
  bought: Float64Array,
): Lane {
  const { market, first, end, place, from } = span
  return {
    ...span,
    weight,
    taken: bought,
    kept: (index) => bought[index],
    want() {
      if (end === first) return
      bought.set(wanted.subarray(first, end))
      weight[0] = 0
      weight.set(wanted.subarray(first, end - 1), 1)
    },
    book(scale, gross, traded) {
      let held = 0
      for (let index = 0; index < place.length; index++) {
        const at = place[index] - from
        const taken = scale === null ? bought[index] : bought[index] * scale[at]
        gross[at] += held * market.night[first + index]
        traded[at] += Math.abs(held) + Math.abs(taken)
        weight[index] = held
        bought[index] = taken
        held = taken
      }
    },
  }
}
