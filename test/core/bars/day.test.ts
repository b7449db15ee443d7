import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayNumber, formatDay, parseDay, weekday } from '../../../src/core/bars/day.ts'

describe('parseDay', () => {
  it.each([
    ['1970-01-01', 0],
    ['1970-01-02', 1],
    ['1969-12-31', -1],
    ['2000-02-29', 11016],
    ['2020-04-17', 18369],
  ])('reads %s as day %d', (text, day) => {
    expect(parseDay(text)).toBe(day)
    expect(formatDay(day)).toBe(text)
  })

  it.each([
    '2021-02-29',
    '2020-13-01',
    '2020-00-10',
    '2020-1-2',
    '20200102',
    '',
    '2020-01-02T00:00',
    'yesterday',
  ])('refuses %j, naming the field', (text) => {
    expect(() => parseDay(text, 'start')).toThrow(`start: expected a date as YYYY-MM-DD, got "${text}"`)
  })

  it('is undone by formatDay', () => {
    fc.assert(
      fc.property(fc.integer({ min: -100_000, max: 200_000 }), (day) => {
        expect(parseDay(formatDay(day))).toBe(day)
      }),
    )
  })
})

describe('dayNumber', () => {
  it('knows no day that the calendar does not have', () => {
    expect(dayNumber(2019, 2, 29)).toBeUndefined()
    expect(dayNumber(99, 1, 1)).toBe((dayNumber(100, 1, 1) ?? 0) - 365)
  })
})

describe('weekday', () => {
  it('counts from Monday, also before 1970', () => {
    expect(weekday(parseDay('2020-04-17'))).toBe(4) // a Friday
    expect(weekday(parseDay('1970-01-01'))).toBe(3)
    expect(weekday(parseDay('1969-12-28'))).toBe(6)
  })
})
