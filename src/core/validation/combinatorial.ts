import { invalidParam, SigmaError } from '../errors.ts'
import { thousands } from '../thousands.ts'
import {
  type Block,
  decisionsOf,
  embargoTimes,
  labelsOf,
  requireCount,
  requireTraining,
  rowsClearOf,
  rowsOf,
} from './folds.ts'

/** One way to choose the test folds. */
export interface CombinatorialSplit {
  train: Int32Array
  /** The test folds in time order, with the backtest path that each one's result belongs to. */
  tests: { fold: number; path: number; rows: Int32Array }[]
}

/**
 * Combinatorial purged cross-validation: decision times in `folds` blocks of floor(n / folds), the remainder
 * to the last; every choice of `testFolds` of them is tested once, in lexicographic order, by a model of the
 * rest. Labels that overlap a test fold are purged on both sides, and `embargo` (a fraction of the decision
 * times) more are left out after it. Each fold is tested `paths` times: its k-th test belongs to path k, so
 * that each path covers the whole sample once. Twelve rows, labels one row long, four folds, two of them test:
 *
 *     row            0  1  2  3  4  5  6  7  8  9 10 11   paths
 *     split 0        t  t  t  t  t  t  .  T  T  T  T  T   0 0
 *     split 1        t  t  t  .  T  .  t  t  t  .  T  T   1 0
 *     split 2        t  t  t  .  T  T  T  T  .  t  t  t   2 0
 *     split 3        T  T  .  t  t  t  t  t  t  .  T  T   1 1
 *     split 4        T  T  .  t  t  t  .  T  .  t  t  t   2 1
 *     split 5        T  T  T  T  T  .  t  t  t  t  t  t   2 2
 *
 * (T train, t test, . purged or embargoed.) A choice of more than 500 splits is refused (INVALID_PARAM), as
 * are bad options; too few rows: UNPROCESSABLE.
 * Source: López de Prado, Advances in Financial Machine Learning (2018), chapters 7 and 12.
 */
export function combinatorialPurged({
  times,
  labelEnds,
  folds,
  testFolds,
  embargo = 0,
}: {
  times: Float64Array
  labelEnds: Float64Array
  folds: number
  testFolds: number
  embargo?: number
}): { paths: number; splits: CombinatorialSplit[] } {
  requireCount('folds', folds, 2)
  requireCount('test_folds', testFolds, 1)
  const combinations = affordableCombinations(folds, testFolds)
  const decisions = decisionsOf(times)
  const count = decisions.times.length
  const embargoed = embargoTimes(embargo, count)
  if (count < folds) {
    throw new SigmaError(
      'UNPROCESSABLE',
      `${folds} folds need at least ${folds} decision times, and there are ${count}`,
      {
        details: { decision_times: count, needed: folds },
        next: 'Use fewer folds or a longer window',
      },
    )
  }
  const blocks = equalBlocks(count, folds)
  const rowsOfFold = blocks.map((block) => rowsOf(decisions, block))
  const labels = labelsOf(decisions, labelEnds)
  const tested = new Int32Array(folds)
  const splits = combinations.map((chosen, split) => {
    const train = rowsClearOf(
      decisions,
      labels,
      chosen.map((fold) => blocks[fold]),
      embargoed,
    )
    requireTraining(
      train,
      `Split ${split + 1} of ${combinations.length}`,
      `each label outside its test folds overlaps one of them or the embargo of ${embargoed} decision times`,
      'Use fewer or longer folds, a smaller embargo, a shorter label horizon or a longer window',
    )
    return { train, tests: chosen.map((fold) => ({ fold, path: tested[fold]++, rows: rowsOfFold[fold] })) }
  })
  return { paths: (combinations.length * testFolds) / folds, splits }
}

/** Each split is a whole backtest with its inner fits; beyond this a run takes days. */
const MOST_SPLITS = 500

/** Every choice of `testFolds` of the folds, in lexicographic order; refused when they are too many. */
function affordableCombinations(folds: number, testFolds: number): number[][] {
  if (testFolds >= folds) {
    throw invalidParam([
      {
        field: 'test_folds',
        issue: `expected fewer than the ${folds} folds, so that some are left to train on, got ${testFolds}`,
      },
    ])
  }
  let count = 1
  for (let step = 1; step <= testFolds; step++) count = (count * (folds - testFolds + step)) / step
  if (count > MOST_SPLITS) {
    throw invalidParam(
      [
        {
          field: 'test_folds',
          issue: `${testFolds} of ${folds} folds make ${thousands(Math.round(count))} splits, each with fits of its own; at most ${MOST_SPLITS} are run`,
        },
      ],
      { next: 'Use fewer folds, or 2 test folds' },
    )
  }
  return choices(folds, testFolds, 0)
}

function choices(folds: number, testFolds: number, from: number): number[][] {
  if (testFolds === 0) return [[]]
  const found: number[][] = []
  for (let fold = from; fold <= folds - testFolds; fold++) {
    for (const rest of choices(folds, testFolds - 1, fold + 1)) found.push([fold, ...rest])
  }
  return found
}

function equalBlocks(count: number, folds: number): Block[] {
  const size = Math.floor(count / folds)
  return Array.from({ length: folds }, (_, fold) => ({
    start: fold * size,
    end: fold === folds - 1 ? count : (fold + 1) * size,
  }))
}
