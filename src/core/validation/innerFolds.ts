import { SigmaError } from '../errors.ts'
import { valuesAt } from '../matrix/spreadRows.ts'
import {
  type Block,
  decisionsOf,
  embargoTimes,
  type Fold,
  labelsOf,
  requireCount,
  requireTraining,
  rowsClearOf,
  rowsOf,
} from './folds.ts'

/**
 * Folds inside the training part of an outer fold, to score its rows by models that have not seen them.
 * Its decision times are cut into contiguous blocks, the remainder one each to the first ones; each block is
 * tested by a model of the others. Labels that overlap the block are purged on both sides, and `embargo`
 * (a fraction of the training part's decision times) more are left out after it. Row numbers are those of
 * `times`. Twelve training rows, labels one row long, three blocks:
 *
 *     row            0  1  2  3  4  5  6  7  8  9 10 11
 *     fold 0         t  t  t  t  .  T  T  T  T  T  T  T
 *     fold 1         T  T  T  .  t  t  t  t  .  T  T  T
 *     fold 2         T  T  T  T  T  T  T  .  t  t  t  t
 *     with embargo 1/12, fold 1:
 *                    T  T  T  .  t  t  t  t  .  .  T  T
 *
 * (T train, t test, . purged or embargoed.) Too few rows: UNPROCESSABLE; a bad option: INVALID_PARAM.
 */
export function innerFolds({
  times,
  labelEnds,
  trainRows,
  innerFolds: folds = 5,
  embargo = 0,
}: {
  times: Float64Array
  labelEnds: Float64Array
  trainRows: Int32Array
  innerFolds?: number
  embargo?: number
}): Fold[] {
  requireCount('inner_folds', folds, 2)
  const decisions = decisionsOf(valuesAt(times, trainRows))
  const labels = labelsOf(decisions, valuesAt(labelEnds, trainRows))
  const count = decisions.times.length
  const embargoed = embargoTimes(embargo, count)
  if (count < folds) {
    throw new SigmaError(
      'UNPROCESSABLE',
      `${folds} inner folds need at least ${folds} decision times, and the training part has ${count}`,
      {
        details: { decision_times: count, needed: folds },
        next: 'Use fewer inner folds or splits, or a longer window',
      },
    )
  }
  return contiguousBlocks(count, folds).map((block, fold) => {
    const train = rowsClearOf(decisions, labels, [block], embargoed, trainRows)
    requireTraining(
      train,
      `Inner fold ${fold + 1} of ${folds}`,
      `each label of the other ${count - block.end + block.start} decision times overlaps its test block or the embargo of ${embargoed}`,
      'Use fewer splits, a smaller embargo, a shorter label horizon or a longer window',
    )
    return { train, test: rowsOf(decisions, block, trainRows) }
  })
}

/** `count` places in blocks as equal as can be; the first count mod blocks of them are one longer. */
export function contiguousBlocks(count: number, blocks: number): Block[] {
  const size = Math.floor(count / blocks)
  const longer = count % blocks
  return Array.from({ length: blocks }, (_, block) => {
    const start = block * size + Math.min(block, longer)
    return { start, end: start + size + (block < longer ? 1 : 0) }
  })
}
