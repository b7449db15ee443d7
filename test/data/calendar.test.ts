import { tzOffset } from '@date-fns/tz'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDay } from '../../src/core/bars/day.ts'
import {
  formatNewYork,
  newYorkInstant,
  newYorkOffset,
  newYorkTime,
  sessionDecisionTime,
} from '../../src/data/calendar.ts'

const utc = Date.parse

describe('newYorkOffset', () => {
  it.each([
    ['2020-01-15T12:00:00Z', -300],
    ['2020-07-15T12:00:00Z', -240],
    ['2020-03-08T06:59:59Z', -300], // clocks go forward at 2:00, 07:00 UTC
    ['2020-03-08T07:00:00Z', -240],
    ['2020-11-01T05:59:59Z', -240], // and back at 2:00, 06:00 UTC
    ['2020-11-01T06:00:00Z', -300],
    ['2006-03-15T12:00:00Z', -300], // until 2006 daylight time began in April
    ['2001-04-02T12:00:00Z', -240],
  ])('is that of %s', (time, offset) => {
    expect(newYorkOffset(utc(time))).toBe(offset)
  })

  it('is that of the time zone database at every hour around every change of clocks', () => {
    const differing: string[] = []
    const ask = (ts: number) => {
      if (newYorkOffset(ts) !== tzOffset('America/New_York', new Date(ts)))
        differing.push(new Date(ts).toISOString())
    }
    const hour = 3_600_000
    let before = -300
    for (let day = Date.UTC(1965); day < Date.UTC(2038); day += 24 * hour) {
      ask(day)
      const after = tzOffset('America/New_York', new Date(day))
      if (after !== before) for (let ts = day - 48 * hour; ts < day + 48 * hour; ts += hour / 2) ask(ts)
      before = after
    }
    expect(differing).toEqual([])
  })
})

describe('sessionDecisionTime', () => {
  it('is 16:00 in New York, in winter and summer', () => {
    expect(sessionDecisionTime(parseDay('2020-01-15'))).toBe(utc('2020-01-15T21:00:00Z'))
    expect(sessionDecisionTime(parseDay('2020-07-15'))).toBe(utc('2020-07-15T20:00:00Z'))
    expect(sessionDecisionTime(parseDay('2020-03-06'))).toBe(utc('2020-03-06T21:00:00Z'))
    expect(sessionDecisionTime(parseDay('2020-03-09'))).toBe(utc('2020-03-09T20:00:00Z'))
  })
})

describe('newYorkInstant', () => {
  const minutes = (hour: number, minute: number) => (hour * 60 + minute) * 60_000

  it('takes the first of two equal wall times, and reads a skipped one an hour later', () => {
    expect(newYorkInstant(parseDay('2020-11-01'), minutes(1, 30))).toBe(utc('2020-11-01T05:30:00Z'))
    expect(newYorkInstant(parseDay('2020-03-08'), minutes(2, 30))).toBe(utc('2020-03-08T07:30:00Z'))
  })

  it('is undone by newYorkTime but for the skipped hour', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10_000, max: 20_000 }),
        fc.integer({ min: 3 * 60, max: 1439 }),
        (day, minute) => {
          expect(newYorkTime(newYorkInstant(day, minute * 60_000))).toEqual({ day, minute })
        },
      ),
    )
  })
})

describe('formatNewYork', () => {
  it('has the offset of its season, and milliseconds only where there are some', () => {
    expect(formatNewYork(utc('2020-04-17T20:00:00Z'))).toBe('2020-04-17T16:00:00-04:00')
    expect(formatNewYork(utc('2020-01-01T03:04:05.060Z'))).toBe('2019-12-31T22:04:05.060-05:00')
  })

  it('names the same instant', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2_000_000_000_000 }), (ts) => {
        expect(utc(formatNewYork(ts))).toBe(ts)
      }),
    )
  })
})
