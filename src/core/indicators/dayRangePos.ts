import { newColumn } from './columnPool.ts'
import { ratio } from './columns.ts'
import { defineIndicator } from './define.ts'

export default defineIndicator({
  name: 'day_range_pos',
  version: 1,
  category: 'momentum',
  subcategory: 'session',
  summary: 'Where the close stands between the low and the high of the session so far.',
  formula:
    '(C - low)/(high - low), running low and high of the session up to this bar; missing without a range',
  source: "Lane, Lane's Stochastics, Technical Analysis of Stocks & Commodities 2 (1984), over one session",
  units: '0 to 1',
  params: {},
  needs: ['high', 'low', 'close'],
  outputs: () => ['day_range_pos'],
  warmUp: () => 0,
  compute({ bars: { session, high, low, close } }) {
    const position = newColumn(close.length)
    let highest = Number.NaN
    let lowest = Number.NaN
    for (let row = 0; row < close.length; row++) {
      const opens = row === 0 || session[row] !== session[row - 1]
      highest = opens ? high[row] : Math.max(highest, high[row])
      lowest = opens ? low[row] : Math.min(lowest, low[row])
      position[row] = ratio(close[row] - lowest, highest - lowest)
    }
    return [position]
  },
})
