import { describe, expect, it } from 'vitest'
import { periodsOfHours } from '../../../src/core/backtest/usedHours.ts'

const forward = {
  matrix: { hourEt: Int8Array.from({ length: 40 }, (_, row) => 10 + (row % 4)) },
  returnBasis: 'forward' as const,
  periodsPerYear: 1008,
}

describe('periodsOfHours', () => {
  it('has as many fewer bars as rows are left out, where only their returns are booked', () => {
    expect(periodsOfHours(forward, [11, 12])).toBe(504)
    expect(periodsOfHours(forward, [13])).toBe(252)
  })

  it('has all bars where no hours are named, also where the rows tested have fewer', () => {
    expect(periodsOfHours(forward, null)).toBe(1008)
    expect(periodsOfHours(forward, [10, 11, 12, 13])).toBe(1008)
  })

  it('leaves a number that somebody named, daily rows, and bars with prices, of which all are booked', () => {
    expect(periodsOfHours({ ...forward, periodsGiven: true }, [11])).toBe(1008)
    expect(periodsOfHours({ ...forward, matrix: { hourEt: null } }, [11])).toBe(1008)
    expect(periodsOfHours({ ...forward, returnBasis: 'open_close' }, [11])).toBe(1008)
  })
})
