import { firstPresent } from './averages.ts'
import { newColumn } from './columnPool.ts'
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
  compute({ bars: { high, low } }, { step, max_step }) {
    const stops = newColumn(high.length).fill(Number.NaN)
    const first = Math.max(firstPresent(high), firstPresent(low))
    if (first >= high.length) return [stops]
    let rising = true
    let stop = low[first]
    let extreme = high[first]
    let factor = step
    let last = first // the two bars before, left as they are by a missing bar
    let secondLast = first
    stops[first] = stop
    for (let row = first + 1; row < high.length; row++) {
      if (Number.isNaN(high[row]) || Number.isNaN(low[row])) continue
      stop += factor * (extreme - stop)
      if (rising) {
        stop = Math.min(stop, low[last], low[secondLast])
        if (low[row] <= stop) {
          rising = false
          stop = Math.max(extreme, high[row])
          extreme = low[row]
          factor = step
        } else if (high[row] > extreme) {
          extreme = high[row]
          factor = Math.min(factor + step, max_step)
        }
      } else {
        stop = Math.max(stop, high[last], high[secondLast])
        if (high[row] >= stop) {
          rising = true
          stop = Math.min(extreme, low[row])
          extreme = high[row]
          factor = step
        } else if (low[row] < extreme) {
          extreme = low[row]
          factor = Math.min(factor + step, max_step)
        }
      }
      stops[row] = stop
      secondLast = last
      last = row
    }
    return [stops]
  },
})
