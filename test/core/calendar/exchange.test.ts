import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { getHolidays } from 'nyse-holidays'
import { describe, expect, it } from 'vitest'
import { parseDay as day, formatDay, weekday } from '../../../src/core/bars/day.ts'
import {
  calendarRange,
  closeMinute,
  isScheduledSession,
  isSession,
  lastSessionOfMonth,
  nextScheduledSession,
  nextSession,
  openMinute,
  optionsExpiry,
  previousSession,
  sessionsBetween,
  unscheduledClosure,
} from '../../../src/core/calendar/index.ts'

const daysOf = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i)
const ofYear = (year: string) => daysOf(day(`${year}-01-01`), day(`${year}-12-31`))
const everyDay = daysOf(calendarRange.first, calendarRange.last)
const dates = (days: number[]) => days.map(formatDay).join(' ')

describe('the sessions of the exchange', () => {
  it.each([
    // the exchange's yearly notices: https://www.nyse.com/markets/hours-calendars
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
    [
      '2028',
      '2028-01-17 2028-02-21 2028-04-14 2028-05-29 2028-06-19 2028-07-04 2028-09-04 2028-11-23 2028-12-25',
    ],
  ])('leave out the weekdays of %s that were announced as holidays, and no other', (year, holidays) => {
    const closed = ofYear(year).filter((at) => weekday(at) < 5 && !isScheduledSession(at))
    expect(dates(closed)).toBe(holidays)
  })

  it('agree by rule with the package nyse-holidays on every weekday from 2000 to 2030', () => {
    // The package knows holidays only. There is no date on which the two differ.
    const theirs = new Set(
      Array.from({ length: 31 }, (_, i) => getHolidays(2000 + i)).flatMap((year) =>
        year.map(({ dateString }) => day(dateString)),
      ),
    )
    const ours = everyDay.filter((at) => weekday(at) < 5 && !isScheduledSession(at))
    expect(ours).toHaveLength(283)
    expect(dates(ours)).toBe(dates([...theirs].sort((a, b) => a - b)))
  })

  it('are the dates of the bundled S&P 500 bars, from the first to the last', () => {
    const lines = readFileSync('packs/sample/sp500-2000.csv', 'utf8').trim().split('\n').slice(1)
    const bars = lines.map((line) => day(line.slice(0, 10)))
    expect(bars).toHaveLength(5105)
    expect(sessionsBetween(bars[0], bars[5104])).toEqual(bars)
  })

  it('leave out what was closed at short notice, which the schedule did not know', () => {
    const surprises = everyDay.filter((at) => isScheduledSession(at) && !isSession(at))
    expect(dates(surprises)).toBe(
      '2001-09-11 2001-09-12 2001-09-13 2001-09-14 2004-06-11 2007-01-02 2012-10-29 2012-10-30 2018-12-05 2025-01-09',
    )
    expect(unscheduledClosure(day('2012-10-30'))).toBe('Hurricane Sandy')
    expect(unscheduledClosure(day('2012-10-31'))).toBeUndefined()
  })

  it('did not keep Martin Luther King Day before 1998, nor Juneteenth before 2022', () => {
    expect(isSession(day('1997-01-20'))).toBe(true)
    expect(isSession(day('1998-01-19'))).toBe(false)
    expect(isSession(day('2020-06-19'))).toBe(true)
  })
})

describe('closeMinute', () => {
  const halfDays = (year: string) =>
    dates(ofYear(year).filter((at) => isSession(at) && closeMinute(at) === 780))

  it.each([
    // NYSE, Special Closings, until 2011, and its yearly notices
    ['2000', '2000-07-03 2000-11-24'], // Christmas Eve is a Sunday
    ['2001', '2001-07-03 2001-11-23 2001-12-24'],
    ['2002', '2002-07-05 2002-11-29 2002-12-24'], // 4 July is a Thursday: the Friday after it
    ['2003', '2003-07-03 2003-11-28 2003-12-24 2003-12-26'],
    ['2004', '2004-11-26'], // Christmas is observed on Friday the 24th, 5 July is a Monday
    ['2008', '2008-07-03 2008-11-28 2008-12-24'], // but not Friday the 26th
    ['2009', '2009-11-27 2009-12-24'], // 3 July is the holiday, observed
    ['2013', '2013-07-03 2013-11-29 2013-12-24'], // again a Thursday: now the Wednesday before
    ['2015', '2015-11-27 2015-12-24'],
    ['2019', '2019-07-03 2019-11-29 2019-12-24'],
    ['2023', '2023-07-03 2023-11-24'],
    ['2024', '2024-07-03 2024-11-29 2024-12-24'],
    ['2025', '2025-07-03 2025-11-28 2025-12-24'],
    ['2028', '2028-07-03 2028-11-24'],
  ])('is 13:00 on the announced half days of %s', (year, expected) => {
    expect(halfDays(year)).toBe(expected)
  })

  it('is 16:00 on all other days', () => {
    expect(new Set(everyDay.map(closeMinute))).toEqual(new Set([780, 960]))
  })
})

describe('openMinute', () => {
  it('is 9:30, but for the noon of 2002-09-11', () => {
    expect(everyDay.filter((at) => openMinute(at) !== 570).map(formatDay)).toEqual(['2002-09-11'])
    expect(openMinute(day('2002-09-11'))).toBe(720)
  })
})

describe('neighbouring sessions', () => {
  it('skip weekends, holidays and closures', () => {
    expect(formatDay(nextSession(day('2001-09-10')))).toBe('2001-09-17')
    expect(formatDay(previousSession(day('2001-09-17')))).toBe('2001-09-10')
    expect(formatDay(previousSession(day('2007-01-03')))).toBe('2006-12-29') // New Year, then mourning
  })

  it('are not known of ahead when a closure was decreed since', () => {
    expect(formatDay(nextScheduledSession(day('2001-09-10')))).toBe('2001-09-11')
    expect(formatDay(nextScheduledSession(day('2012-10-26')))).toBe('2012-10-29')
    expect(formatDay(nextScheduledSession(day('2024-03-28')))).toBe('2024-04-01') // Good Friday is known
  })

  it('undo each other', () => {
    fc.assert(
      fc.property(fc.integer({ min: calendarRange.first, max: calendarRange.last }), (at) => {
        fc.pre(isSession(at))
        expect(previousSession(nextSession(at))).toBe(at)
      }),
    )
  })

  it('are listed with both ends', () => {
    expect(dates(sessionsBetween(day('2024-03-28'), day('2024-04-02')))).toBe(
      '2024-03-28 2024-04-01 2024-04-02',
    )
    expect(sessionsBetween(day('2024-03-30'), day('2024-03-31'))).toEqual([])
    expect(() => sessionsBetween(day('2024-04-02'), day('2024-03-28'))).toThrow('expected a day not after')
  })
})

describe('the days of a month that are known by rule', () => {
  it('have its last session', () => {
    expect(formatDay(lastSessionOfMonth(2024, 3))).toBe('2024-03-28') // the 29th is Good Friday
    expect(formatDay(lastSessionOfMonth(2021, 12))).toBe('2021-12-31') // New Year on a Saturday is not observed
    expect(formatDay(lastSessionOfMonth(2024, 12))).toBe('2024-12-31')
    expect(formatDay(lastSessionOfMonth(2026, 5))).toBe('2026-05-29')
  })

  it('have the monthly expiry, also when the first is a Friday or the third Friday is a holiday', () => {
    expect(formatDay(optionsExpiry(2024, 3))).toBe('2024-03-15')
    expect(formatDay(optionsExpiry(2021, 1))).toBe('2021-01-15') // the 1st is a Friday
    expect(formatDay(optionsExpiry(2000, 4))).toBe('2000-04-20') // Good Friday
    expect(formatDay(optionsExpiry(2022, 4))).toBe('2022-04-14')
  })

  it('are not moved by a closure that nobody knew of', () => {
    const months = Array.from({ length: 31 * 12 }, (_, i) => [2000 + Math.floor(i / 12), (i % 12) + 1])
    for (const [year, month] of months) {
      expect(isScheduledSession(lastSessionOfMonth(year, month))).toBe(true)
      expect(isScheduledSession(optionsExpiry(year, month))).toBe(true)
    }
  })
})
