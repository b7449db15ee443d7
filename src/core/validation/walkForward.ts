import { SigmaError } from '../errors.ts'
import {
  type Decisions,
  decisionsOf,
  embargoTimes,
  type Fold,
  type Labels,
  labelsOf,
  requireCount,
  requireTraining,
  rowsEndingBefore,
  rowsOf,
} from './folds.ts'

interface OuterFoldOptions {
  /** Decision time per row; rows may share one and may stand in any order. */
  times: Float64Array
  /** When each row's label is known, on the same scale; NaN is not known (never in train, may be in test). */
  labelEnds: Float64Array
  splits: number
  /** Fraction of the decision times to leave out before each test block. */
  embargo?: number
  /** `expanding` trains on all that lies before; `rolling` on as many decision times as the first fold has. */
  mode?: 'expanding' | 'rolling'
  /** Decision times per test block; else floor(n / (splits + 1)). */
  testSize?: number
}

/**
 * Walk-forward folds: test blocks of equal size end with the last decision time, in order, and each fold
 * trains on what lies before its block. A training label must be known before the block's first decision
 * time, and with an embargo of e before the e decision times that precede it (a label that ends exactly
 * there is purged). Twelve rows, labels one row long, three splits:
 *
 *     row            0  1  2  3  4  5  6  7  8  9 10 11
 *     fold 0         T  T  .  t  t  t
 *     fold 1         T  T  T  T  T  .  t  t  t
 *     fold 2         T  T  T  T  T  T  T  T  .  t  t  t
 *     with embargo 1/12, fold 1:
 *                    T  T  T  T  .  .  t  t  t
 *     rolling, fold 1:
 *                             T  T  .  t  t  t
 *
 * (T train, t test, . purged or embargoed.) Too few rows: UNPROCESSABLE; a bad option: INVALID_PARAM.
 */
export function outerFolds(options: OuterFoldOptions): Fold[] {
  const { splits, mode = 'expanding' } = options
  requireCount('splits', splits, 1)
  const decisions = decisionsOf(options.times)
  const labels = labelsOf(decisions, options.labelEnds)
  const count = decisions.times.length
  const testSize = options.testSize ?? Math.floor(count / (splits + 1))
  const embargo = embargoTimes(options.embargo ?? 0, count)
  const firstStart = count - splits * testSize
  if (testSize < 1 || firstStart < 1) throw tooFew(count, splits, testSize)
  return Array.from({ length: splits }, (_, fold) => {
    const start = firstStart + fold * testSize
    const from = mode === 'rolling' ? start - firstStart : 0
    const train = rowsBefore(decisions, labels, { from, start, embargo })
    requireTraining(
      train,
      `Fold ${fold + 1} of ${splits}`,
      `the labels of its ${start - from} earlier decision times are unknown or still open when its test block, or the embargo of ${embargo} before it, begins`,
      'Use fewer splits, a smaller embargo, a shorter label horizon or a longer window',
    )
    return { train, test: rowsOf(decisions, { start, end: start + testSize }) }
  })
}

/**
 * The same folds over row numbers alone: row i is decided at i, and `gap` rows are left out before each
 * test block (label horizon plus embargo). Twelve rows, three splits, gap 1: the first table of `outerFolds`.
 */
export function walkForwardRows({
  rows,
  splits,
  testSize,
  gap = 0,
}: {
  rows: number
  splits: number
  testSize?: number
  gap?: number
}): Fold[] {
  requireCount('gap', gap, 0)
  const times = Float64Array.from({ length: rows }, (_, row) => row)
  return outerFolds({ times, labelEnds: times.map((row) => row + gap), splits, testSize })
}

/** Rows decided from `from` to before `start` whose label is known before the embargo begins. */
function rowsBefore(
  decisions: Decisions,
  labels: Labels,
  { from, start, embargo }: { from: number; start: number; embargo: number },
): Int32Array {
  const { times } = decisions
  const until = start - embargo
  const limits = new Float64Array(times.length).fill(Number.NEGATIVE_INFINITY)
  if (until > from) limits.fill(times[until], from, until)
  return rowsEndingBefore(decisions, labels, limits)
}

function tooFew(count: number, splits: number, testSize: number): SigmaError {
  const needed = Math.max(splits * testSize, splits) + 1
  return new SigmaError(
    'UNPROCESSABLE',
    `${splits} walk-forward splits need at least ${needed} decision times, and there are ${count}`,
    { details: { decision_times: count, needed, splits }, next: 'Use fewer splits or a longer window' },
  )
}
