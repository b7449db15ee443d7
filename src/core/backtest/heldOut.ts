import { type Booster, type PermutationImportance, permutationImportance } from '../boosting/index.ts'
import { columnPlaces, type FittedPreprocessing } from '../matrix/preprocessing.ts'
import { spreadRows, valuesAt } from '../matrix/spreadRows.ts'

/** Rows that a fit's model has not seen, on which its features are to be shuffled. */
export interface ShufflePlan {
  rows: Int32Array
  /** Class number of each row. */
  labels: Float64Array
  repeats: number
}

/** How much worse held-out rows are scored when one feature is shuffled among them. */
export interface ShuffleImportance {
  /** Whether each row was scored by a fit of the folds without it, or all by the final fit, which stopped early on them. */
  basis: 'out_of_fold' | 'held_out'
  rows: number
  repeats: number
  /** Mean log loss of the rows as they are, before any calibration. */
  loss: number
  /** Mean rise of the log loss by feature, over the repeats. */
  increase: Float64Array
  /** Standard deviation of the rise over the repeats, by feature. */
  spread: Float64Array
}

const shuffleRepeats = 5
/** Rows of a fit that are shuffled, at most: more would cost much of a fit, and tell little more. */
const shuffledRows = 1_000

/** Who a fit scores, and whose rows it does not learn from. */
interface FitRows {
  inner: number | 'final'
  validation: { rows: Int32Array } | null
  predictRows: Int32Array
}

/**
 * Adds to the tasks of a final fit what they are to shuffle: the tests of the inner splits, or without these the rows
 * that early stopping watches. Without either there are no rows that the model has not seen.
 */
export function withShuffling<Task extends FitRows>(
  tasks: readonly Task[],
  classOfRow: Float64Array,
): (Task & { shuffle?: ShufflePlan })[] {
  const hasInner = tasks.some(({ inner }) => inner !== 'final')
  return tasks.map((task) => {
    const held = hasInner ? (task.inner === 'final' ? null : task.predictRows) : task.validation?.rows
    if (!held?.length) return task
    const rows = spreadRows(held, shuffledRows)
    return { ...task, shuffle: { rows, labels: valuesAt(classOfRow, rows), repeats: shuffleRepeats } }
  })
}

/** Carries out a plan: a feature's columns are shuffled together. */
export function shuffleFeatures(
  { rows, labels, repeats }: ShufflePlan,
  booster: Booster,
  /** Those that the model sees, of the plan's rows. */
  columnsOf: (rows: Int32Array) => Float64Array[],
  { preprocessing, seed }: { preprocessing: FittedPreprocessing | null; seed: number },
): PermutationImportance {
  const together = preprocessing ? columnPlaces(preprocessing) : undefined
  return permutationImportance(booster, columnsOf(rows), labels, {
    repeats,
    seed,
    ...(together && { together }),
  })
}

/** Joins what several fits found on rows of their own: means over all rows; null when none of them shuffled. */
export function joinShuffles(
  found: readonly PermutationImportance[],
  basis: ShuffleImportance['basis'],
): ShuffleImportance | null {
  const rows = found.reduce((sum, one) => sum + one.rows, 0)
  if (rows === 0) return null
  const repeats = shuffleRepeats
  const meanOf = (figure: (one: PermutationImportance) => number): number =>
    found.reduce((sum, one) => sum + one.rows * figure(one), 0) / rows
  const features = found[0].increases.length / repeats
  const byRepeat = Array.from({ length: features }, (_, feature) =>
    Array.from({ length: repeats }, (__, repeat) =>
      meanOf(({ increases }) => increases[feature * repeats + repeat]),
    ),
  )
  const increase = Float64Array.from(byRepeat, (values) => values.reduce((sum, v) => sum + v, 0) / repeats)
  const spread = Float64Array.from(byRepeat, (values, feature) => {
    const squares = values.reduce((sum, value) => sum + (value - increase[feature]) ** 2, 0)
    return Math.sqrt(squares / (repeats - 1))
  })
  return { basis, rows, repeats, loss: meanOf(({ loss }) => loss), increase, spread }
}
