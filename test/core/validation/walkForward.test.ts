import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { outerFolds, walkForwardRows } from '../../../src/core/validation/walkForward.ts'
import { failure, feasible, labelledRows, rowNumbers, sets } from './rows.ts'

const times = rowNumbers(12)
const labelEnds = rowNumbers(12, 1)

describe('walk-forward folds', () => {
  const table = [
    { train: [0, 1], test: [3, 4, 5] },
    { train: [0, 1, 2, 3, 4], test: [6, 7, 8] },
    { train: [0, 1, 2, 3, 4, 5, 6, 7], test: [9, 10, 11] },
  ]

  it('matches the twelve rows of its description', () => {
    expect(sets(outerFolds({ times, labelEnds, splits: 3 }))).toEqual(table)
    expect(sets(walkForwardRows({ rows: 12, splits: 3, gap: 1 }))).toEqual(table)
  })

  it('leaves the embargo out before each test block', () => {
    const folds = outerFolds({ times, labelEnds, splits: 3, embargo: 1 / 12 })
    expect(sets(folds).map(({ train }) => train)).toEqual([[0], [0, 1, 2, 3], [0, 1, 2, 3, 4, 5, 6]])
  })

  it('rolls a training part as long as the first one', () => {
    const folds = outerFolds({ times, labelEnds, splits: 3, mode: 'rolling' })
    expect(sets(folds).map(({ train }) => train)).toEqual([
      [0, 1],
      [3, 4],
      [6, 7],
    ])
  })

  it('ends the last test block with the last decision time', () => {
    expect(sets(walkForwardRows({ rows: 14, splits: 3 })).map(({ test }) => test)).toEqual([
      [5, 6, 7],
      [8, 9, 10],
      [11, 12, 13],
    ])
  })

  it('purges a label that ends exactly at the first decision time of the test block', () => {
    const ends = rowNumbers(12, 0.5)
    const ending = ends.with(2, 3)
    const [first] = outerFolds({ times, labelEnds: ends, splits: 3 })
    const [purged] = outerFolds({ times, labelEnds: ending, splits: 3 })
    expect([...first.train]).toEqual([0, 1, 2])
    expect([...purged.train]).toEqual([0, 1])
  })

  it('keeps rows without a known label out of training, but not out of the test', () => {
    const unknown = labelEnds.with(0, Number.NaN).with(4, Number.NaN)
    const folds = sets(outerFolds({ times, labelEnds: unknown, splits: 3 }))
    expect(folds[0]).toEqual({ train: [1], test: [3, 4, 5] })
    expect(folds[1].train).toEqual([1, 2, 3])
  })

  it('cuts by decision time where several rows share one, in whatever order they stand', () => {
    const shared = Float64Array.from([...times, ...times])
    const ends = Float64Array.from([...labelEnds, ...labelEnds])
    const [first, second] = sets(outerFolds({ times: shared, labelEnds: ends, splits: 3 }))
    expect(first).toEqual({ train: [0, 1, 12, 13], test: [3, 4, 5, 15, 16, 17] })
    expect(second.test).toEqual([6, 7, 8, 18, 19, 20])
  })

  it('finds the decision times of rows that stand backwards', () => {
    const folds = sets(
      outerFolds({ times: times.toReversed(), labelEnds: labelEnds.toReversed(), splits: 3 }),
    )
    const backwards = (rows: number[]) => rows.map((row) => 11 - row).reverse()
    expect(folds).toEqual(
      table.map(({ train, test }) => ({ train: backwards(train), test: backwards(test) })),
    )
  })

  it('refuses too few decision times with the numbers and a remedy', () => {
    expect(() => walkForwardRows({ rows: 5, splits: 5 })).toThrow(
      '5 walk-forward splits need at least 6 decision times, and there are 5',
    )
    const refused = failure(() => walkForwardRows({ rows: 20, splits: 4, testSize: 5 }))
    expect(refused.code).toBe('UNPROCESSABLE')
    expect(refused.details).toEqual({ decision_times: 20, needed: 21, splits: 4 })
    expect(refused.next).toContain('fewer splits')
  })

  it('refuses a fold that purging leaves nothing to train on', () => {
    const refused = failure(() => walkForwardRows({ rows: 12, splits: 3, gap: 3 }))
    expect(refused.code).toBe('UNPROCESSABLE')
    expect(refused.message).toContain('Fold 1 of 3 has no row to train on')
    expect(failure(() => outerFolds({ times, labelEnds, splits: 3, embargo: 0.5 })).code).toBe(
      'UNPROCESSABLE',
    )
  })

  it('refuses options out of range by their field', () => {
    expect(() => outerFolds({ times, labelEnds, splits: 0 })).toThrow(
      'splits: expected a whole number of at least 1',
    )
    expect(() => outerFolds({ times, labelEnds, splits: 2.5 })).toThrow('got 2.5')
    expect(() => outerFolds({ times, labelEnds, splits: 3, embargo: 1 })).toThrow(
      'embargo: expected a fraction',
    )
    expect(() => outerFolds({ times, labelEnds, splits: 3, embargo: Number.NaN })).toThrow('got NaN')
  })

  it('refuses a row without a time', () => {
    const gap = times.with(3, Number.NaN)
    expect(failure(() => outerFolds({ times: gap, labelEnds, splits: 3 })).message).toContain('Row 3')
  })

  it('never trains on a label that reaches its test block, and tests each row at most once', () => {
    fc.assert(
      fc.property(
        labelledRows,
        fc.integer({ min: 1, max: 5 }),
        fc.double({ min: 0, max: 0.1, noNaN: true }),
        fc.constantFrom('expanding' as const, 'rolling' as const),
        ({ times, labelEnds }, splits, embargo, mode) => {
          const folds = feasible(() => outerFolds({ times, labelEnds, splits, embargo, mode }))
          for (const { train, test } of folds) {
            const firstTest = Math.min(...[...test].map((row) => times[row]))
            for (const row of train) expect(labelEnds[row], `row ${row}`).toBeLessThan(firstTest)
          }
          const tested = folds.flatMap(({ test }) => [...test])
          expect(new Set(tested).size).toBe(tested.length)
        },
      ),
    )
  })
})
