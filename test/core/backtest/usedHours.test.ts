import { describe, expect, it } from 'vitest'
import { defaultBacktestConfig } from '../../../src/core/backtest/index.ts'
import { usedRows } from '../../../src/core/backtest/rowSets.ts'
import { periodsOfHours } from '../../../src/core/backtest/usedHours.ts'
import { barsOf, datasetOf } from './builders.ts'

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

describe('usedRows', () => {
  const flat = Array.from({ length: 8 }, () => 100)
  const { matrix } = datasetOf(barsOf(flat, flat, 4))
  const rowsOf = (hours: number[] | null) => [...usedRows(matrix, { ...defaultBacktestConfig, hours })]

  it('are those of the hours, or all', () => {
    expect(rowsOf([10, 12])).toEqual([1, 3, 5, 7])
    expect(rowsOf(null)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  })

  it('says which hours there are where none is in those asked for', () => {
    expect(() => rowsOf([15])).toThrow(
      'no decision falls in the hours 15: those of the data are in the hours 9, 10, 11, 12',
    )
  })
})
