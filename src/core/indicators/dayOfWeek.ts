import { weekday } from '../bars/day.ts'
import { newColumn } from './columnPool.ts'
import { defineIndicator } from './define.ts'

export default defineIndicator({
  name: 'day_of_week',
  version: 1,
  category: 'time',
  subcategory: 'calendar',
  summary: 'Day of the week of the session.',
  formula: '0 = Monday … 4 = Friday',
  source: 'French, Stock returns and the weekend effect, J. Financial Economics 8 (1980)',
  units: 'day, 0 to 6',
  params: {},
  needs: [],
  outputs: () => ['day_of_week'],
  warmUp: () => 0,
  compute({ bars: { session } }) {
    const days = newColumn(session.length)
    for (let row = 0; row < days.length; row++) days[row] = weekday(session[row])
    return [days]
  },
})
