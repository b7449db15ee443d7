import { describe, expect, it } from 'vitest'
import { formatDay, parseDay } from '../../../src/core/bars/day.ts'
import { oddDays } from '../../../src/core/bars/oddDays.ts'
import { calendarRange, sessionsBetween } from '../../../src/core/calendar/index.ts'
import { dailyOn } from './barsOn.ts'

const sessionsOf2020 = sessionsBetween(parseDay('2020-01-01'), parseDay('2020-12-31'))
const odd = (days: readonly (number | string)[]) => {
  const found = oddDays(dailyOn(days).session)
  return {
    weekends: found.weekends.map(formatDay),
    holidays: found.holidays.map(formatDay),
    missing: found.missing.map(formatDay),
  }
}
const nothing = { weekends: [], holidays: [], missing: [] }

describe('oddDays', () => {
  it('finds nothing in the sessions of a year', () => {
    expect(sessionsOf2020).toHaveLength(253)
    expect(odd(sessionsOf2020)).toEqual(nothing)
    expect(odd([])).toEqual(nothing)
  })

  it('finds sessions without a bar, between the first bar and the last', () => {
    const missing = sessionsOf2020.slice(5).filter((day) => formatDay(day) !== '2020-03-12')
    expect(odd(missing)).toEqual({ ...nothing, missing: ['2020-03-12'] })
  })

  it('finds bars on a holiday, on a day that was closed at short notice, and on a weekend', () => {
    const days = sessionsBetween(parseDay('2012-10-22'), parseDay('2012-12-31')).map(formatDay)
    const more = [...days, '2012-10-29', '2012-12-25', '2012-11-03'].sort()
    expect(odd(more)).toEqual({
      weekends: ['2012-11-03'],
      holidays: ['2012-10-29', '2012-12-25'],
      missing: [],
    })
  })

  it('takes bars of every day for a market that is always open', () => {
    const everyDay = Array.from({ length: 366 }, (_, i) => parseDay('2020-01-01') + i)
    const { weekends, holidays, missing } = odd(everyDay)
    expect([weekends.length, holidays.length, missing.length]).toEqual([104, 0, 0]) // 52 Saturdays and Sundays
  })

  it('expects no New York session of a market with other holidays', () => {
    // Open on six New York holidays of 2020, closed on two New York sessions.
    const abroad = ['2020-01-20', '2020-02-17', '2020-05-25', '2020-07-03', '2020-09-07', '2020-11-26']
    const days = sessionsOf2020.map(formatDay).filter((day) => day !== '2020-05-08' && day !== '2020-04-13')
    expect(odd([...days, ...abroad].sort())).toEqual({ ...nothing, holidays: abroad })
  })

  it('says nothing of years that the calendar does not know', () => {
    expect(odd([calendarRange.first - 1, calendarRange.last + 1])).toEqual(nothing)
    expect(odd(['1999-12-25', '1999-12-26'])).toEqual(nothing)
  })
})
