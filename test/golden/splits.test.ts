import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { combinatorialPurged } from '../../src/core/validation/combinatorial.ts'
import { contiguousBlocks } from '../../src/core/validation/innerFolds.ts'
import { outerFolds, walkForwardRows } from '../../src/core/validation/walkForward.ts'

type Ranges = [number, number][]
interface WalkForwardCase {
  n: number
  folds: number
  test_size: number
  label_horizon: number
  embargo: number
  gap: number
  splits: { train: Ranges; test: Ranges; last_train_label_end: number }[]
}
interface CombinatorialCase {
  n: number
  folds: number
  test_folds: number
  label_horizon: number
  embargo: number
  n_paths: number
  path_ids: number[][]
  splits: { train: Ranges; test: Ranges }[]
}
interface Golden {
  walk_forward: WalkForwardCase[]
  combinatorial: CombinatorialCase[]
  contiguous_blocks: { n: number; folds: number; blocks: Ranges }[]
}

const golden: Golden = JSON.parse(
  readFileSync(new URL('../fixtures/golden/splits.json', import.meta.url), 'utf8'),
)

const rowsOf = (ranges: Ranges) =>
  ranges.flatMap(([start, end]) => Array.from({ length: end - start }, (_, row) => start + row))
/** Rows of several tickers that share each time: row r of one is rows 3 r, 3 r + 1 and 3 r + 2 of three. */
const tickers = 3
const ofEach = (rows: readonly number[]) =>
  rows.flatMap((row) => Array.from({ length: tickers }, (_, ticker) => tickers * row + ticker))
const rowNumbers = (count: number) => Float64Array.from({ length: count }, (_, row) => row)

describe.each(golden.walk_forward)(
  'walk forward over $n rows, $folds folds, horizon $label_horizon, embargo $embargo',
  (given) => {
    const want = given.splits.map(({ train, test }) => ({ train: rowsOf(train), test: rowsOf(test) }))

    it('meets the index sets by row number', () => {
      const got = walkForwardRows({
        rows: given.n,
        splits: given.folds,
        testSize: given.test_size,
        gap: given.gap,
      })
      expect(got.map(({ train, test }) => ({ train: [...train], test: [...test] }))).toEqual(want)
    })

    it('meets the index sets by decision time and label end', () => {
      const times = rowNumbers(given.n)
      const labelEnds = times.map((row) => row + given.label_horizon)
      const embargo = given.embargo / given.n
      const got = outerFolds({ times, labelEnds, splits: given.folds, testSize: given.test_size, embargo })
      expect(got.map(({ train, test }) => ({ train: [...train], test: [...test] }))).toEqual(want)
      const lastEnds = got.map(({ train }) => Math.max(...[...train].map((row) => labelEnds[row])))
      expect(lastEnds).toEqual(given.splits.map((split) => split.last_train_label_end))
    })

    it('takes and leaves all tickers of a time together', () => {
      const times = rowNumbers(tickers * given.n).map((row) => Math.floor(row / tickers))
      const labelEnds = times.map((time) => time + given.label_horizon)
      const embargo = given.embargo / given.n
      const got = outerFolds({ times, labelEnds, splits: given.folds, testSize: given.test_size, embargo })
      expect(got.map(({ train, test }) => ({ train: [...train], test: [...test] }))).toEqual(
        want.map(({ train, test }) => ({ train: ofEach(train), test: ofEach(test) })),
      )
    })
  },
)

it('cuts test blocks of the default size as the reference does', () => {
  const usual = golden.walk_forward.filter(
    (given) => given.test_size === Math.floor(given.n / (given.folds + 1)),
  )
  expect(usual.length).toBeGreaterThan(0)
  for (const { n, folds, gap, splits } of usual) {
    const got = walkForwardRows({ rows: n, splits: folds, gap })
    expect(got.map(({ test }) => [...test])).toEqual(splits.map(({ test }) => rowsOf(test)))
  }
})

describe('combinatorial purged folds', () => {
  it.each(golden.combinatorial)(
    'meets the index sets and paths of $n rows, $test_folds of $folds folds, horizon $label_horizon, embargo $embargo',
    (given) => {
      const times = rowNumbers(given.n)
      const labelEnds = times.map((row) => row + given.label_horizon)
      const { folds, test_folds: testFolds } = given
      const got = combinatorialPurged({
        times,
        labelEnds,
        folds,
        testFolds,
        embargo: given.embargo / given.n,
      })
      expect(got.paths).toBe(given.n_paths)
      expect(got.splits.map(({ tests }) => tests.map(({ path }) => path))).toEqual(given.path_ids)
      expect(got.splits.map(({ train }) => [...train])).toEqual(
        given.splits.map(({ train }) => rowsOf(train)),
      )
      expect(got.splits.map(({ tests }) => tests.flatMap(({ rows }) => [...rows]))).toEqual(
        given.splits.map(({ test }) => rowsOf(test)),
      )
      const shared = rowNumbers(tickers * given.n).map((row) => Math.floor(row / tickers))
      const many = combinatorialPurged({
        times: shared,
        labelEnds: shared.map((time) => time + given.label_horizon),
        folds,
        testFolds,
        embargo: given.embargo / given.n,
      })
      expect(many.splits.map(({ train }) => [...train])).toEqual(
        given.splits.map(({ train }) => ofEach(rowsOf(train))),
      )
      expect(many.splits.map(({ tests }) => tests.flatMap(({ rows }) => [...rows]))).toEqual(
        given.splits.map(({ test }) => ofEach(rowsOf(test))),
      )
    },
  )
})

describe('contiguous blocks', () => {
  it.each(golden.contiguous_blocks)('meets the cut of $n rows into $folds blocks', ({ n, folds, blocks }) => {
    expect(contiguousBlocks(n, folds).map(({ start, end }) => [start, end])).toEqual(blocks)
  })
})
