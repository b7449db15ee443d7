import { describe, expect, it } from 'vitest'
import { formatDay, parseDay } from '../../../src/core/bars/day.ts'
import { expirationNear, weeklyExpirations } from '../../../src/core/options/expirations.ts'
import { occSymbol } from '../../../src/core/options/occSymbol.ts'

const from = (start: string, count: number) =>
  weeklyExpirations(parseDay(start), count).map(
    ({ day, isMonthly }) => `${formatDay(day)}${isMonthly ? ' m' : ''}`,
  )

describe('expirations', () => {
  it.each([
    ['an ordinary month', '2024-06-03', ['2024-06-07', '2024-06-14', '2024-06-21 m', '2024-06-28']],
    ['Good Friday, a third Friday', '2025-04-14', ['2025-04-17 m', '2025-04-25']],
    ['Juneteenth, a third Friday', '2026-06-15', ['2026-06-18 m', '2026-06-26']],
    ['a Christmas and a New Year', '2020-12-21', ['2020-12-24', '2020-12-31', '2021-01-08']],
    ['a Friday itself', '2024-06-07', ['2024-06-07']],
    ['a Friday that is the holiday: that week is over', '2025-04-18', ['2025-04-25']],
  ])('go through %s', (_, start, expected) => {
    expect(from(start, expected.length)).toEqual(expected)
  })

  it('are found near a number of days, weekly or monthly, after the day itself', () => {
    const near = (day: string, ahead: number, weekly: boolean) =>
      formatDay(expirationNear(parseDay(day), ahead, weekly))
    expect(near('2024-06-07', 0, true)).toBe('2024-06-14')
    expect(near('2025-03-17', 30, true)).toBe('2025-04-17')
    expect(near('2024-06-03', 30, true)).toBe('2024-07-05')
    expect(near('2024-06-03', 30, false)).toBe('2024-06-21')
  })

  it('have symbols in thousandths of the strike', () => {
    const contract = { expiry: parseDay('2025-04-17'), strike: 512.5, isCall: false }
    expect(occSymbol('brk.b', contract)).toBe('O:BRKB250417P00512500')
  })
})
