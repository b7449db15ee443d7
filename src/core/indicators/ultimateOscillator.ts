import type { Bars } from '../bars/bars.ts'
import { newColumn } from './columnPool.ts'
import { barCount, defineIndicator } from './define.ts'
import { sumOf } from './series.ts'

export default defineIndicator({
  name: 'ultimate_oscillator',
  version: 1,
  category: 'momentum',
  subcategory: 'oscillator',
  summary: 'Buying pressure as a share of the true range over three windows, the short one weighing most.',
  formula:
    '100 (4a + 2b + c)/7; a, b, c = sum BP / sum TR over short, mid, long; BP = C - min(L, C(t-1)), ' +
    'TR = max(H, C(t-1)) - min(L, C(t-1)); missing where nothing moved',
  source: 'Williams, The Ultimate Oscillator, Technical Analysis of Stocks & Commodities 3 (1985)',
  units: '0 to 100',
  params: { short: barCount(7), mid: barCount(14), long: barCount(28) },
  needs: ['high', 'low', 'close'],
  check: ({ short, mid, long }) => (short < mid && mid < long ? undefined : 'short, mid and long must grow'),
  outputs: () => ['ultimate_osc'],
  warmUp: ({ long }) => long,
  compute({ cache }, { short, mid, long }) {
    const [pressure, range] = cache.derivePair(['buyingPressure', 'closedRange'], () =>
      buyingPressure(cache.bars),
    )
    const windows = [short, mid, long]
    const pressures = windows.map((window) => sumOf(cache, pressure, window).values)
    const ranges = windows.map((window) => sumOf(cache, range, window).values)
    return [weightedShares(pressures, ranges)]
  },
})

/** 100 (4a + 2b + c) / 7 of the shares of pressure in range over three windows. */
function weightedShares(pressures: Float64Array[], ranges: Float64Array[]): Float64Array {
  const [pressureShort, pressureMid, pressureLong] = pressures
  const [rangeShort, rangeMid, rangeLong] = ranges
  const oscillator = newColumn(rangeLong.length)
  for (let row = 0; row < oscillator.length; row++) {
    // 0/0, a window without movement, is NaN as it should be.
    const a = pressureShort[row] / rangeShort[row]
    const b = pressureMid[row] / rangeMid[row]
    const c = pressureLong[row] / rangeLong[row]
    oscillator[row] = (100 * (4 * a + 2 * b + c)) / 7
  }
  return oscillator
}

/** Buying pressure and true range; the first row, which has no previous close, has neither. */
function buyingPressure({ high, low, close }: Bars): [pressure: Float64Array, range: Float64Array] {
  const pressure = newColumn(close.length).fill(Number.NaN, 0, 1)
  const range = newColumn(close.length).fill(Number.NaN, 0, 1)
  for (let row = 1; row < close.length; row++) {
    const bottom = Math.min(low[row], close[row - 1])
    pressure[row] = close[row] - bottom
    range[row] = Math.max(high[row], close[row - 1]) - bottom
  }
  return [pressure, range]
}
