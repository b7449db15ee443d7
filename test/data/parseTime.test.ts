import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatDay, parseDay } from '../../src/core/bars/day.ts'
import { parseTime } from '../../src/data/parseTime.ts'

describe('parseTime', () => {
  it.each([
    ['2020-01-02', '2020-01-02T21:00:00Z', '2020-01-02'],
    ['20200102', '2020-01-02T21:00:00Z', '2020-01-02'],
    ['2020-07-02 09:30', '2020-07-02T13:30:00Z', '2020-07-02'],
    ['2020-01-02T15:30:15.250-05:00', '2020-01-02T20:30:15.250Z', '2020-01-02'],
    ['2020-01-02T23:30:00+0900', '2020-01-02T14:30:00Z', '2020-01-02'],
    ['2020-02-29 10:00:00 +00:00', '2020-02-29T10:00:00Z', '2020-02-29'],
    ['1969-07-20T20:17:40.123456789Z', '1969-07-20T20:17:40.123Z', '1969-07-20'],
    ['2020-01-03T01:00:00Z', '2020-01-03T01:00:00Z', '2020-01-03'],
    ['1577998800', '2020-01-02T21:00:00Z', '2020-01-02'],
    ['1577998800000', '2020-01-02T21:00:00Z', '2020-01-02'],
    ['1577923200', '2020-01-02T00:00:00Z', '2020-01-02'], // midnight UTC means the date, not the evening before
    ['1577926800', '2020-01-02T01:00:00Z', '2020-01-01'],
  ])('reads %s', (text, instant, day) => {
    expect(parseTime(text)).toMatchObject({ ts: Date.parse(instant), writtenDay: parseDay(day) })
  })

  it('tells a date from a time, and midnight from other clock times', () => {
    expect(parseTime('2020-01-02')).toMatchObject({ dateOnly: true, midnight: true })
    expect(parseTime('2020-01-02T00:00:00Z')).toMatchObject({ dateOnly: false, midnight: true })
    expect(parseTime('2020-01-02T00:01')).toMatchObject({ dateOnly: false, midnight: false })
  })

  it.each([
    '',
    '01/02/2020',
    '2020-02-30',
    '2020-01-02T24:00',
    '2020-01-02T10:60',
    'Jan 2 2020',
    '12',
    '2020-1-2',
    'NaN',
    '20201301',
    '2020-01-02T10:00:00+25:00', // no zone is further than 14 hours from UTC
    '2020-01-02T10:00:00+',
    '2020-01-02T10:00:',
    '2020-01-02T10:00:00.',
    '2020-01-02x10:00',
    '1577998800000000', // microseconds
  ])('refuses %j', (text) => {
    expect(parseTime(text)).toBeUndefined()
  })
})

describe('the count of days', () => {
  it('is that of the platform, for every date', () => {
    fc.assert(
      fc.property(fc.integer({ min: -700_000, max: 2_900_000 }), (day) => {
        expect(parseTime(formatDay(day))?.writtenDay).toBe(day)
      }),
    )
  })
})
