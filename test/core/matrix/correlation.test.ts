import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { correlationSummary } from '../../../src/core/matrix/correlation.ts'
import type { Matrix } from '../../../src/core/matrix/matrix.ts'

function matrixOf(
  features: Record<string, number[]>,
  retFwd: number[],
  target: string[] | null = null,
): Matrix {
  const rows = retFwd.length
  return {
    ticker: 'TEST',
    ts: Float64Array.from({ length: rows }, (_, row) => row),
    session: Int32Array.from({ length: rows }, (_, row) => 18_000 + row),
    hourEt: null,
    features: Object.entries(features).map(([name, values]) => ({ name, values: Float64Array.from(values) })),
    retFwd: Float64Array.from(retFwd),
    labelEnd: Float64Array.from({ length: rows }, (_, row) => row + 1),
    target,
    event: null,
  }
}

const missing = Number.NaN

describe('correlationSummary', () => {
  it('matches the table worked out by hand', () => {
    const { columns, rho, rows, rows_used, left_out, method } = correlationSummary(
      matrixOf({ a: [1, 2, 3, 4], b: [1, 9, 4, 16], flat: [5, 5, 5, 5] }, [4, 3, 2, 1]),
    )
    expect({ method, columns, rows, rows_used, left_out }).toEqual({
      method: 'spearman',
      columns: ['ret_fwd', 'a', 'b', 'flat'],
      rows: 4,
      rows_used: 4,
      left_out: 0,
    })
    // b ranks 1, 3, 2, 4 against 1, 2, 3, 4: d = 0, 1, 1, 0, so 1 - 6 · 2 / (4 · 15) = 0.8
    expect(rho).toEqual([
      [1, -1, -0.8, null],
      [-1, 1, 0.8, null],
      [-0.8, 0.8, 1, null],
      [null, null, null, null],
    ])
  })

  it('takes a pair over the rows where both are known', () => {
    const { rho } = correlationSummary(
      matrixOf({ a: [1, 2, 3, missing, 9], b: [2, 4, 6, 1, missing] }, [1, 2, 3, 4, missing]),
    )
    expect(rho[1][2]).toBe(1)
  })

  it('lists the features that say the same most nearly, and not the return', () => {
    const { pairs } = correlationSummary(
      matrixOf({ a: [1, 2, 3, 4], b: [-1, -2, -3, -4], c: [1, 3, 2, 4] }, [1, 2, 3, 4]),
    )
    expect(pairs).toEqual([
      { a: 'a', b: 'b', rho: -1 },
      { a: 'a', b: 'c', rho: 0.8 },
      { a: 'b', b: 'c', rho: -0.8 },
    ])
  })

  it('takes the classes of a file without returns', () => {
    const { columns, rho } = correlationSummary(
      matrixOf({ a: [1, 3, 2] }, [missing, missing, missing], ['DOWN', 'UP', 'FLAT']),
    )
    expect(columns).toEqual(['target', 'a'])
    expect(rho[0][1]).toBe(1)
  })

  it('is symmetric, 1 on the diagonal and never beyond 1', () => {
    const values = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 30, maxLength: 30 })
    fc.assert(
      fc.property(values, values, values, (a, b, retFwd) => {
        const { rho } = correlationSummary(matrixOf({ a, b }, retFwd))
        for (const [i, line] of rho.entries()) {
          expect([1, null]).toContain(line[i])
          for (const [j, value] of line.entries()) {
            expect(value).toBe(rho[j][i])
            expect(Math.abs(value ?? 0)).toBeLessThanOrEqual(1)
          }
        }
      }),
    )
  })

  it('looks at fewer rows when there are many columns, and leaves out those that foresee least', () => {
    const rows = 4000
    const retFwd = Array.from({ length: rows }, (_, row) => Math.sin(row * row))
    const noise = (i: number) => retFwd.map((_, row) => Math.cos(row * row * (i + 2) + i))
    const features = Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`f_${i}`, noise(i)]))
    const summary = correlationSummary(matrixOf({ ...features, last: retFwd }, retFwd))
    // 10,000,000 products over 201² / 2 pairs would be 495 rows; 1,000 are the least
    expect(summary).toMatchObject({ rows, rows_used: 1000, left_out: 51 })
    expect(summary.columns).toHaveLength(201)
    expect(summary.columns.at(-1)).toBe('last')
  })
})
