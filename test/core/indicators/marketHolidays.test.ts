import { describe, expect, it } from 'vitest'
import {
  calendarDay,
  dayNumber,
  isSession,
  lastSessionOfMonth,
  optionsExpiry,
  weekday,
} from '../../../src/core/indicators/marketHolidays.ts'

const day = (date: string) => Date.parse(date) / 86_400_000
const date = (number: number) => new Date(number * 86_400_000).toISOString().slice(0, 10)

describe('the exchange calendar', () => {
  it.each([
    // NYSE holiday notices: https://www.nyse.com/markets/hours-calendars
    ['2000', '2000-01-17 2000-02-21 2000-04-21 2000-05-29 2000-07-04 2000-09-04 2000-11-23 2000-12-25'],
    [
      '2021',
      '2021-01-01 2021-01-18 2021-02-15 2021-04-02 2021-05-31 2021-07-05 2021-09-06 2021-11-25 2021-12-24',
    ],
    [
      '2022',
      '2022-01-17 2022-02-21 2022-04-15 2022-05-30 2022-06-20 2022-07-04 2022-09-05 2022-11-24 2022-12-26',
    ],
    [
      '2023',
      '2023-01-02 2023-01-16 2023-02-20 2023-04-07 2023-05-29 2023-06-19 2023-07-04 2023-09-04 2023-11-23 2023-12-25',
    ],
    [
      '2024',
      '2024-01-01 2024-01-15 2024-02-19 2024-03-29 2024-05-27 2024-06-19 2024-07-04 2024-09-02 2024-11-28 2024-12-25',
    ],
  ])('is closed on the weekdays of %s that the exchange announced, and no other', (year, holidays) => {
    const closed: string[] = []
    for (let number = day(`${year}-01-01`); number <= day(`${year}-12-31`); number++) {
      if (weekday(number) < 5 && !isSession(number)) closed.push(date(number))
    }
    expect(closed.join(' ')).toBe(holidays)
  })

  it('did not keep Martin Luther King Day before 1998, nor Juneteenth before 2022', () => {
    expect(isSession(day('1997-01-20'))).toBe(true)
    expect(isSession(day('1998-01-19'))).toBe(false)
    expect(isSession(day('2020-06-19'))).toBe(true)
  })

  it('finds the last session of a month', () => {
    expect(date(lastSessionOfMonth(2024, 3))).toBe('2024-03-28') // the 29th is Good Friday
    expect(date(lastSessionOfMonth(2021, 12))).toBe('2021-12-31') // New Year on a Saturday is not observed
    expect(date(lastSessionOfMonth(2024, 12))).toBe('2024-12-31')
    expect(date(lastSessionOfMonth(2026, 5))).toBe('2026-05-29')
  })

  it('finds the monthly expiry, also when the first is a Friday or the third Friday is a holiday', () => {
    expect(date(optionsExpiry(2024, 3))).toBe('2024-03-15')
    expect(date(optionsExpiry(2021, 1))).toBe('2021-01-15') // the 1st is a Friday
    expect(date(optionsExpiry(2000, 4))).toBe('2000-04-20') // Good Friday
    expect(date(optionsExpiry(2022, 4))).toBe('2022-04-14')
  })

  it('counts days from 1970 and weekdays from Monday', () => {
    expect(dayNumber(1970, 1, 1)).toBe(0)
    expect(weekday(0)).toBe(3)
    expect(weekday(-1)).toBe(2)
    expect(calendarDay(day('2024-02-29'))).toEqual({ year: 2024, month: 2, day: 29 })
  })
})
