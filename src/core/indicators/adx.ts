import type { Bars } from '../bars/bars.ts'
import { newColumn } from './columnPool.ts'
import { blanked, blankWarmUp } from './columns.ts'
import { barCount, defineIndicator } from './define.ts'
import { trueRange, wilderOf } from './series.ts'

export default defineIndicator({
  name: 'adx',
  version: 1,
  category: 'trend',
  subcategory: 'directional_movement',
  summary: 'Average directional index: how strongly prices trend, with the upward and downward indicators.',
  formula:
    '+-DI = 100 Wilder(+-DM)/Wilder(TR); ADX = Wilder(100 |+DI - -DI|/(+DI + -DI)); ' +
    'averages start at the first bar with DM 0, TR H - L, DX 0',
  source: 'Wilder, New Concepts in Technical Trading Systems (1978), section IV',
  units: '0 to 100',
  params: { period: barCount(14, 2) },
  needs: ['high', 'low', 'close'],
  outputs: ({ period }) => [`plus_di_${period}`, `minus_di_${period}`, `adx_${period}`],
  warmUp: ({ period }) => [period, period, 2 * period - 1],
  compute({ bars, cache }, { period }) {
    const [up, down] = cache.derivePair(['plusMovement', 'minusMovement'], () => directionalMovement(bars))
    const range = wilderOf(cache, trueRange(cache), period).values
    const plus = percentage(wilderOf(cache, up, period).values, range)
    const minus = percentage(wilderOf(cache, down, period).values, range)
    const index = cache.derive(`directionalIndex(${period})`, () => directionalIndex(plus, minus))
    const average = wilderOf(cache, index, period).values
    return [
      blanked(plus, period, bars.high),
      blanked(minus, period, bars.high),
      blankWarmUp(average, 2 * period - 1, bars.high),
    ]
  },
})

/** The part of each bar's range that lies above, or below, that of the bar before: the larger of the two counts. */
function directionalMovement({ high, low }: Bars): [plus: Float64Array, minus: Float64Array] {
  const plus = newColumn(high.length).fill(0, 0, 1)
  const minus = newColumn(high.length).fill(0, 0, 1)
  for (let row = 1; row < high.length; row++) {
    const up = high[row] - high[row - 1]
    const down = low[row - 1] - low[row]
    const none = (up + down) * 0 // missing where either is
    plus[row] = up > down && up > 0 ? up : none
    minus[row] = down > up && down > 0 ? down : none
  }
  return [plus, minus]
}

/** 100 |plus - minus| / (plus + minus); 0 where there is neither. */
function directionalIndex(plus: Float64Array, minus: Float64Array): Float64Array {
  const index = newColumn(plus.length)
  for (let row = 0; row < plus.length; row++) {
    const total = plus[row] + minus[row]
    index[row] = (100 * Math.abs(plus[row] - minus[row])) / (total === 0 ? Number.POSITIVE_INFINITY : total)
  }
  return index
}

/** 100 part / whole; 0 where the whole is 0, for without movement there is no direction. */
function percentage(part: Float64Array, whole: Float64Array): Float64Array {
  const percent = newColumn(part.length)
  for (let row = 0; row < part.length; row++)
    percent[row] = (100 * part[row]) / (whole[row] === 0 ? Number.POSITIVE_INFINITY : whole[row])
  return percent
}
