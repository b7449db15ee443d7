import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { innerFolds } from '../../../src/core/validation/innerFolds.ts'
import { outerFolds } from '../../../src/core/validation/walkForward.ts'
import { failure, feasible, labelledRows, overlap, rowNumbers, sets } from './rows.ts'

const times = rowNumbers(20)
const labelEnds = rowNumbers(20, 1)
const trainRows = Int32Array.from({ length: 12 }, (_, row) => row)

describe('inner folds', () => {
  it('matches the twelve rows of its description', () => {
    expect(sets(innerFolds({ times, labelEnds, trainRows, innerFolds: 3 }))).toEqual([
      { train: [5, 6, 7, 8, 9, 10, 11], test: [0, 1, 2, 3] },
      { train: [0, 1, 2, 9, 10, 11], test: [4, 5, 6, 7] },
      { train: [0, 1, 2, 3, 4, 5, 6], test: [8, 9, 10, 11] },
    ])
  })

  it('leaves the embargo out after each block', () => {
    const folds = sets(innerFolds({ times, labelEnds, trainRows, innerFolds: 3, embargo: 1 / 12 }))
    expect(folds.map(({ train }) => train)).toEqual([
      [6, 7, 8, 9, 10, 11],
      [0, 1, 2, 10, 11],
      [0, 1, 2, 3, 4, 5, 6],
    ])
  })

  it('gives the remainder to the first of five blocks', () => {
    expect(innerFolds({ times, labelEnds, trainRows }).map(({ test }) => test.length)).toEqual([
      3, 3, 2, 2, 2,
    ])
  })

  it('answers with the row numbers of the whole matrix', () => {
    const later = trainRows.map((row) => row + 8)
    const [first] = sets(innerFolds({ times, labelEnds, trainRows: later, innerFolds: 3 }))
    expect(first).toEqual({ train: [13, 14, 15, 16, 17, 18, 19], test: [8, 9, 10, 11] })
  })

  it('refuses fewer decision times than folds, and folds that purging empties', () => {
    const few = failure(() => innerFolds({ times, labelEnds, trainRows: Int32Array.of(0, 1, 2) }))
    expect(few.code).toBe('UNPROCESSABLE')
    expect(few.message).toBe('5 inner folds need at least 5 decision times, and the training part has 3')
    const long = failure(() => innerFolds({ times, labelEnds: rowNumbers(20, 12), trainRows, innerFolds: 2 }))
    expect(long.message).toContain('Inner fold 1 of 2 has no row to train on')
    expect(failure(() => innerFolds({ times, labelEnds, trainRows, innerFolds: 1 })).code).toBe(
      'INVALID_PARAM',
    )
  })

  it('never trains on a label that overlaps a label of its test block, and tests each row once', () => {
    fc.assert(
      fc.property(labelledRows, fc.integer({ min: 2, max: 6 }), ({ times, labelEnds }, count) => {
        const rows = Int32Array.from(times.keys()).filter((row) => !Number.isNaN(labelEnds[row]))
        const folds = feasible(() => innerFolds({ times, labelEnds, trainRows: rows, innerFolds: count }))
        for (const { train, test } of folds) {
          for (const a of train) {
            const overlapping = test.filter((b) => overlap(times, labelEnds, a, b))
            expect(overlapping, `labels that reach into that of ${a}`).toEqual(new Int32Array())
          }
        }
        if (folds.length > 0) expect(folds.flatMap(({ test }) => [...test])).toEqual([...rows])
      }),
    )
  })

  it('stays before the test block of its outer fold', () => {
    const outer = outerFolds({ times: rowNumbers(60), labelEnds: rowNumbers(60, 2), splits: 3 })
    for (const { train, test } of outer) {
      const inner = innerFolds({
        times: rowNumbers(60),
        labelEnds: rowNumbers(60, 2),
        trainRows: train,
        innerFolds: 2,
      })
      for (const fold of inner) expect(Math.max(...fold.train, ...fold.test)).toBeLessThan(test[0] - 2)
    }
  })
})
