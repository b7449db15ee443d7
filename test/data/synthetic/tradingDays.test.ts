import { describe, expect, it } from 'vitest'
import { parseDay } from '../../../src/core/bars/day.ts'
import { closingMinuteOf, tradingDays } from '../../../src/data/synthetic/tradingDays.ts'

describe('closingMinuteOf', () => {
  it.each([
    ['2024-07-03', 13 * 60], // the Wednesday before Independence Day
    ['2023-11-24', 13 * 60], // the Friday after Thanksgiving
    ['2024-11-29', 13 * 60],
    ['2024-12-24', 13 * 60],
    ['2024-12-23', 16 * 60],
    ['2024-07-05', 16 * 60],
    ['2024-11-22', 16 * 60], // the Friday before
    ['2024-07-04', null],
    ['2020-07-03', null], // Independence Day on a Saturday, kept on Friday
    ['2021-12-24', null], // Christmas on a Saturday, kept on Friday
    ['2024-03-29', null], // Good Friday
    ['2024-06-01', null], // a Saturday
  ])('says that on %s the exchange closes at minute %s', (date, minute) => {
    expect(closingMinuteOf(parseDay(date))).toBe(minute)
  })
})

describe('tradingDays', () => {
  it('has 78 five-minute bars a session, 42 on half days, about 252 sessions a year', () => {
    const { days, slots } = tradingDays()
    expect(days[0]).toBe(parseDay('2000-01-03'))
    expect(new Set(slots)).toEqual(new Set([78, 42]))
    const [first, beyond] = [parseDay('2015-01-01'), parseDay('2025-01-01')]
    const decade = days.filter((day) => day >= first && day < beyond).length
    expect(decade / 10).toBeGreaterThan(251)
    expect(decade / 10).toBeLessThan(253)
  })
})
