import { calendarDay, lastSessionOfMonth, optionsExpiry } from '../calendar/index.ts'
import { newColumn } from './columnPool.ts'
import { defineIndicator } from './define.ts'

export default defineIndicator({
  name: 'calendar_flags',
  version: 1,
  category: 'time',
  subcategory: 'calendar',
  summary:
    'Whether the session is the last of its month or quarter, a monthly options expiry, or the eve of a fixed holiday.',
  formula:
    '1 or 0, from the exchange calendar by rule: last session of the month; of March, June, September, December; third ' +
    'Friday, or the session before when it is a holiday; the day before 1 January, 4 July or 25 December',
  source: 'NYSE Rule 7.2 for the holidays; Cboe, equity options product specifications, for the expiry',
  units: 'flag',
  params: { tz: { default: 'US/Eastern', choices: ['US/Eastern', 'America/New_York'] } },
  needs: [],
  outputs: () => ['is_eom', 'is_eoq', 'is_opex', 'is_holiday_eve'],
  warmUp: () => 0,
  compute({ bars: { session } }) {
    const monthEnd = newColumn(session.length)
    const quarterEnd = newColumn(session.length)
    const expiry = newColumn(session.length)
    const eve = newColumn(session.length)
    let knownMonth = -1
    let lastSession = 0
    let expirySession = 0
    for (let row = 0; row < session.length; row++) {
      if (row > 0 && session[row] === session[row - 1]) {
        monthEnd[row] = monthEnd[row - 1]
        quarterEnd[row] = quarterEnd[row - 1]
        expiry[row] = expiry[row - 1]
        eve[row] = eve[row - 1]
        continue
      }
      const { year, month, day } = calendarDay(session[row])
      if (knownMonth !== 12 * year + month) {
        knownMonth = 12 * year + month
        lastSession = lastSessionOfMonth(year, month)
        expirySession = optionsExpiry(year, month)
      }
      monthEnd[row] = session[row] === lastSession ? 1 : 0
      quarterEnd[row] = month % 3 === 0 ? monthEnd[row] : 0
      expiry[row] = session[row] === expirySession ? 1 : 0
      eve[row] = isHolidayEve(month, day) ? 1 : 0
    }
    return [monthEnd, quarterEnd, expiry, eve]
  },
})

function isHolidayEve(month: number, day: number): boolean {
  return (month === 12 && (day === 31 || day === 24)) || (month === 7 && day === 3)
}
