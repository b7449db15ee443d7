import type { Bars } from '../bars/bars.ts'
import { defineIndicator } from './define.ts'

export default defineIndicator({
  name: 'psar',
  version: 1,
  category: 'trend',
  subcategory: 'stop',
  summary:
    'Parabolic stop and reverse: a stop that follows the trend faster and faster, and changes sides when touched.',
  formula:
    'starts rising at the first low; SAR += AF (EP - SAR), not beyond the two bars before; AF grows by step with each ' +
    'new extreme EP up to max_step; when touched, SAR = EP, widened to that bar, and the side changes',
  source: 'Wilder, New Concepts in Technical Trading Systems (1978), section II',
  units: 'price',
  params: { step: { default: 0.02, min: 0.0001, max: 1 }, max_step: { default: 0.2, min: 0.0001, max: 1 } },
  needs: ['high', 'low'],
  check: ({ step, max_step }) => (step <= max_step ? undefined : 'step must not be above max_step'),
  outputs: () => ['psar'],
  warmUp: () => 0,
  compute({ bars, cache }, { step, max_step }) {
    const key = `psar(${step},${max_step})`
    return [cache.recur([key], notStarted, stopStep, { bars, step, max_step })[0].values]
  },
})

/** State: side, stop, extreme, factor, then low and high of the last bar and of the one before it. */
const notStarted: readonly number[] = [1, Number.NaN, 0, 0, 0, 0, 0, 0]

function stopStep(
  { bars: { high, low }, step, max_step: maxStep }: { bars: Bars; step: number; max_step: number },
  state: Float64Array,
  from: number,
  to: number,
  [stops]: Float64Array[],
): void {
  let side = state[0]
  let stop = state[1]
  let extreme = state[2]
  let factor = state[3]
  let lastLow = state[4]
  let lastHigh = state[5]
  let lowBefore = state[6]
  let highBefore = state[7]
  for (let row = from; row < to; row++) {
    stops[row] = Number.NaN
    // A missing bar leaves everything as it is.
    if (Number.isNaN(high[row]) || Number.isNaN(low[row])) continue
    if (Number.isNaN(stop)) {
      stop = low[row]
      extreme = high[row]
      factor = step
      lowBefore = low[row]
      highBefore = high[row]
    } else {
      stop += factor * (extreme - stop)
      if (side === 1) {
        stop = Math.min(stop, lastLow, lowBefore)
        if (low[row] <= stop) {
          side = -1
          stop = Math.max(extreme, high[row])
          extreme = low[row]
          factor = step
        } else if (high[row] > extreme) {
          extreme = high[row]
          factor = Math.min(factor + step, maxStep)
        }
      } else {
        stop = Math.max(stop, lastHigh, highBefore)
        if (high[row] >= stop) {
          side = 1
          stop = Math.min(extreme, low[row])
          extreme = high[row]
          factor = step
        } else if (low[row] < extreme) {
          extreme = low[row]
          factor = Math.min(factor + step, maxStep)
        }
      }
      lowBefore = lastLow
      highBefore = lastHigh
    }
    stops[row] = stop
    lastLow = low[row]
    lastHigh = high[row]
  }
  state.set([side, stop, extreme, factor, lastLow, lastHigh, lowBefore, highBefore])
}
