import { newYorkHours } from '../calendar/newYorkTime.ts'
import { defineIndicator } from './define.ts'

export default defineIndicator({
  name: 'hour_of_day',
  version: 1,
  category: 'time',
  subcategory: 'calendar',
  summary: 'Hour of the bar in New York time.',
  formula: 'hour in which an intraday bar starts; hour at which a daily bar is complete',
  source: 'own definition',
  units: 'hour, 0 to 23',
  params: {},
  needs: [],
  outputs: () => ['hour_of_day'],
  warmUp: () => 0,
  compute: ({ bars: { hourEt, ts } }) => [hourEt === null ? newYorkHours(ts) : Float64Array.from(hourEt)],
})
