import { describe, expect, it } from 'vitest'
import { labelClasses, requireTwoClasses } from '../../../src/core/backtest/classes.ts'
import type { Matrix } from '../../../src/core/matrix/matrix.ts'
import { barsOf, datasetOf, range } from './builders.ts'

function matrixOf(retFwd: number[], target: string[] | null = null): Matrix {
  const flat = retFwd.map(() => 100)
  return { ...datasetOf(barsOf(flat, flat)).matrix, retFwd: Float64Array.from(retFwd), target }
}

describe('labelClasses', () => {
  it('is UP from a return of 0 on without a class target', () => {
    const { names, ofRow, band } = labelClasses(
      matrixOf([0.01, 0, -0.01, Number.NaN]),
      { kind: 'sign' },
      range(0, 3),
    )
    expect([...ofRow]).toEqual([1, 1, 0, Number.NaN])
    expect(names).toEqual(['DOWN', 'UP'])
    expect(band).toBeNull()
  })

  it('takes the width of the band from the training rows alone', () => {
    // Rows 0 and 1: mean 0, population standard deviation 0.02; half of it is 0.01.
    const matrix = matrixOf([0.02, -0.02, 0.011, 0.009, -5, Number.NaN])
    const { names, ofRow, band } = labelClasses(matrix, { kind: 'k_sigma', k: 0.5 }, range(0, 2))
    expect(band).toBeCloseTo(0.01, 12)
    expect(names).toEqual(['DOWN', 'FLAT', 'UP'])
    expect([...ofRow]).toEqual([2, 0, 2, 1, 0, Number.NaN])
    expect(labelClasses(matrix, { kind: 'fixed_bp', bp: 150 }, range(0, 2)).band).toBe(0.015)
  })

  it('reads the classes of a foreign file', () => {
    const classes = (target: string[]) => {
      const { names, ofRow } = labelClasses(
        matrixOf(
          target.map(() => 0),
          target,
        ),
        { kind: 'sign' },
        range(0, 1),
      )
      return [names.length, [...ofRow]]
    }
    expect(classes(['UP', 'down', '', 'flat'])).toEqual([3, [2, 0, Number.NaN, 1]])
    expect(classes(['1', '0', '1.0'])).toEqual([2, [1, 0, 1]])
    expect(classes(['-1', '0', '1'])).toEqual([3, [0, 1, 2]])
    expect(classes(['-1', '1'])).toEqual([2, [0, 1]])
    expect(() => classes(['UP', 'sideways'])).toThrow(/got sideways/)
  })
})

describe('requireTwoClasses', () => {
  it('says which class is the only one, and where', () => {
    const classes = labelClasses(matrixOf([0.01, 0.02, -0.01]), { kind: 'sign' }, range(0, 3))
    expect(() => requireTwoClasses(classes, range(0, 2), 'fold 1')).toThrow(
      /fold 1 has only the class UP \(2 rows\)/,
    )
    expect(() => requireTwoClasses(classes, range(0, 3), 'fold 1')).not.toThrow()
  })
})
