import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { combinatorialPurged } from '../../../src/core/validation/combinatorial.ts'
import { failure, feasible, labelledRows, overlap, rowNumbers } from './rows.ts'

const times = rowNumbers(12)
const labelEnds = rowNumbers(12, 1)

describe('combinatorial purged folds', () => {
  it('matches the twelve rows of its description', () => {
    const { paths, splits } = combinatorialPurged({ times, labelEnds, folds: 4, testFolds: 2 })
    expect(paths).toBe(3)
    expect(splits.map(({ train }) => [...train])).toEqual([
      [7, 8, 9, 10, 11],
      [4, 10, 11],
      [4, 5, 6, 7],
      [0, 1, 10, 11],
      [0, 1, 7],
      [0, 1, 2, 3, 4],
    ])
    expect(splits.map(({ tests }) => tests.map(({ path }) => path))).toEqual([
      [0, 0],
      [1, 0],
      [2, 0],
      [1, 1],
      [2, 1],
      [2, 2],
    ])
    expect(splits[1].tests.map(({ fold, rows }) => [fold, ...rows])).toEqual([
      [0, 0, 1, 2],
      [2, 6, 7, 8],
    ])
  })

  it('leaves the embargo out after each test fold', () => {
    const { splits } = combinatorialPurged({ times, labelEnds, folds: 4, testFolds: 1, embargo: 1 / 12 })
    expect([...splits[1].train]).toEqual([0, 1, 8, 9, 10, 11])
  })

  it('keeps rows without a known label out of training, before a test fold and after it', () => {
    const unknown = labelEnds.with(1, Number.NaN).with(9, Number.NaN)
    const { splits } = combinatorialPurged({ times, labelEnds: unknown, folds: 4, testFolds: 1 })
    expect([...splits[1].train]).toEqual([0, 7, 8, 10, 11])
    expect([...splits[0].tests[0].rows]).toEqual([0, 1, 2])
  })

  it('covers the sample once with each path', () => {
    const { paths, splits } = combinatorialPurged({ times, labelEnds, folds: 4, testFolds: 2 })
    for (let path = 0; path < paths; path++) {
      const rows = splits.flatMap(({ tests }) =>
        tests.filter((one) => one.path === path).flatMap((one) => [...one.rows]),
      )
      expect(
        rows.sort((a, b) => a - b),
        `path ${path}`,
      ).toEqual([...times])
    }
  })

  it('refuses a choice that explodes, with the number of splits', () => {
    const refused = failure(() =>
      combinatorialPurged({
        times: rowNumbers(400),
        labelEnds: rowNumbers(400, 1),
        folds: 20,
        testFolds: 10,
      }),
    )
    expect(refused.code).toBe('INVALID_PARAM')
    expect(refused.message).toContain('184,756 splits')
    expect(refused.next).toContain('fewer folds')
  })

  it('refuses to test every fold, folds out of range and too few rows', () => {
    const attempt = (folds: number, testFolds: number) =>
      failure(() => combinatorialPurged({ times, labelEnds, folds, testFolds }))
    expect(attempt(4, 4).message).toContain('test_folds: expected fewer than the 4 folds')
    expect(attempt(1, 1).message).toContain('folds: expected a whole number of at least 2')
    expect(attempt(4, 0).code).toBe('INVALID_PARAM')
    expect(attempt(13, 2).message).toBe('13 folds need at least 13 decision times, and there are 12')
    const long = () => combinatorialPurged({ times, labelEnds: rowNumbers(12, 12), folds: 4, testFolds: 2 })
    expect(failure(long).message).toContain('Split 1 of 6 has no row to train on')
  })

  it('never trains on a label that overlaps a label of its test folds', () => {
    fc.assert(
      fc.property(labelledRows, fc.integer({ min: 2, max: 5 }), ({ times, labelEnds }, folds) => {
        const splits = feasible(
          () => combinatorialPurged({ times, labelEnds, folds, testFolds: Math.ceil(folds / 3) }).splits,
        )
        for (const { train, tests } of splits) {
          for (const a of train) {
            for (const { rows } of tests) {
              for (const b of rows)
                if (overlap(times, labelEnds, a, b)) expect.fail(`rows ${a} and ${b} overlap`)
            }
          }
        }
      }),
    )
  })
})
