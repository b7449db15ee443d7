import { describe, expect, it } from 'vitest'
import { parseDay } from '../../src/core/bars/day.ts'
import { inferPeriodsPerYear } from '../../src/data/periods.ts'

const monday = parseDay('2020-01-06')
const every = (days: number, count: number) => Int32Array.from({ length: count }, (_, i) => monday + i * days)
const weekdays = (count: number, perDate = 1) =>
  Int32Array.from({ length: count * perDate }, (_, row) => {
    const ordinal = Math.floor(row / perDate)
    return monday + Math.floor(ordinal / 5) * 7 + (ordinal % 5)
  })

describe('inferPeriodsPerYear', () => {
  it.each([
    ['weekdays', weekdays(50), 252],
    ['every day of the week', every(1, 50), 365],
    ['a bar a week', every(7, 50), 52],
    ['a bar a week, on Sundays', every(7, 50).map((day) => day - 1), 52],
    ['a bar a month', every(30, 30), 12],
    ['seven bars a date', weekdays(20, 7), 252 * 7],
    ['a single row', weekdays(1), 252],
  ])('tells %s', (_, session, periods) => {
    expect(inferPeriodsPerYear(session).value).toBe(periods)
  })

  it('takes the median of rows a date, so that half days change nothing', () => {
    const session = Int32Array.from([...weekdays(4, 7), ...Array.from({ length: 4 }, () => monday + 4)])
    expect(inferPeriodsPerYear(session).value).toBe(252 * 7)
  })
})
