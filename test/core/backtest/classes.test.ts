import { describe, expect, it } from 'vitest'
import {
  labelClasses,
  namesDirections,
  requireDirections,
  requireTwoClasses,
} from '../../../src/core/backtest/classes.ts'
import type { Matrix } from '../../../src/core/matrix/matrix.ts'
import { barsOf, datasetOf, range } from './builders.ts'

function matrixOf(retFwd: number[], target: string[] | null = null): Matrix {
  const flat = retFwd.map(() => 100)
  return { ...datasetOf(barsOf(flat, flat)).matrix, retFwd: Float64Array.from(retFwd), target }
}

describe('labelClasses', () => {
  it('takes an event for its own classes, whatever target the configuration names', () => {
    const y = Float64Array.of(1, 0, Number.NaN)
    const side = Float64Array.of(-1, 1, 1)
    const matrix = { ...matrixOf([0.1, 0.2, 0.3]), event: { y, side } }
    const classes = labelClasses(matrix, { kind: 'k_sigma', k: 1 }, range(0, 2))
    expect(classes).toMatchObject({ names: ['0', '1'], ofRow: y, side, band: null })
    expect(() => requireDirections(classes)).not.toThrow()
  })

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

  const foreign = (target: string[]) =>
    labelClasses(
      matrixOf(
        target.map(() => 0),
        target,
      ),
      { kind: 'sign' },
      range(0, 1),
    )

  it.each<[string[], string[], number[]]>([
    [
      ['b', '', 'a', 'b'],
      ['a', 'b'],
      [1, Number.NaN, 0, 1],
    ],
    [
      ['10', '9', '-1'],
      ['-1', '9', '10'],
      [2, 1, 0],
    ],
    [
      ['1', '0', '1.0'],
      ['0', '1'],
      [1, 0, 1],
    ],
    [
      ['1', 'x', '1.0'],
      ['1', '1.0', 'x'],
      [0, 2, 1],
    ],
    [
      ['UP', 'down', '', 'flat'],
      ['UP', 'down', 'flat'],
      [0, 1, Number.NaN, 2],
    ],
  ])('keeps the classes of a foreign file %j in rising order', (target, names, ofRow) => {
    const classes = foreign(target)
    expect(classes.names).toEqual(names)
    expect([...classes.ofRow]).toEqual(ofRow)
  })

  it.each<[string[], string | null, string | null]>([
    [['UP', 'down', 'flat'], 'UP', 'down'],
    [['1', '0'], '1', '0'],
    [['1', '0', '-1'], '1', '-1'],
    [['-1', '1'], '1', '-1'],
    [['long', 'short'], 'long', 'short'],
    [['TRUE', 'FALSE'], 'TRUE', 'FALSE'],
    [['UP', 'FLAT'], 'UP', null],
    [['0', '1', '2'], null, null],
    [['UP', 'sideways'], null, null],
    [['UP', 'buy', 'DOWN'], null, null],
  ])('tells up and down among %j', (target, up, down) => {
    const classes = foreign(target)
    const name = (number: number | null) => (number === null ? null : classes.names[number])
    expect([name(classes.up), name(classes.down)]).toEqual([up, down])
    expect(namesDirections(target)).toBe(up !== null || down !== null)
    if (up === null && down === null) {
      expect(() => requireDirections(classes)).toThrow(/classes that say where the price goes/)
    } else expect(() => requireDirections(classes)).not.toThrow()
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
