import { describe, expect, it } from 'vitest'
import { parseDay } from '../../../src/core/bars/day.ts'
import type { Matrix } from '../../../src/core/matrix/matrix.ts'
import { missingness } from '../../../src/core/matrix/missingness.ts'

/** A row a day from a first day on; the feature is missing where `isMissing` says so. */
function daily(first: string, rows: number, isMissing: (row: number) => boolean): Matrix {
  const start = parseDay(first, 'start')
  const value = (row: number): number => (isMissing(row) ? Number.NaN : 1)
  return {
    ticker: 'TEST',
    ts: Float64Array.from({ length: rows }, (_, row) => row),
    session: Int32Array.from({ length: rows }, (_, row) => start + row),
    hourEt: null,
    features: [{ name: 'a', values: Float64Array.from({ length: rows }, (_, row) => value(row)) }],
    retFwd: Float64Array.from({ length: rows }, (_, row) => (row === rows - 1 ? Number.NaN : 0)),
    labelEnd: new Float64Array(rows),
    target: null,
    event: null,
  }
}

describe('missingness', () => {
  it('counts by calendar month', () => {
    // January has 31 rows, February 2023 28, March 31: 10 of them in February
    const { periods, columns } = missingness(daily('2023-01-01', 90, (row) => row >= 31 && row < 41))
    expect(periods).toEqual([
      { label: '2023-01', rows: 31 },
      { label: '2023-02', rows: 28 },
      { label: '2023-03', rows: 31 },
    ])
    // 10 / 28 and 1 / 31
    expect(columns).toEqual([
      { column: 'ret_fwd', pct: [0, 0, 3.226] },
      { column: 'a', pct: [0, 35.714, 0] },
    ])
  })

  it('counts by year where months would be too many, and by tenths where they are too few', () => {
    const labels = (matrix: Matrix) => missingness(matrix).periods.map(({ label }) => label)
    expect(labels(daily('2015-01-01', 4 * 366, () => false))).toEqual([
      '2015',
      '2016',
      '2017',
      '2018',
      '2019',
    ])
    expect(labels(daily('2023-01-01', 40, () => false))).toHaveLength(10)
    expect(labels(daily('2023-01-01', 40, () => false))[0]).toBe('2023-01-01 to 2023-01-04')
  })
})
