import { SigmaError } from '../errors.ts'
import { type LateColumn, valuesOf } from '../lateColumn.ts'

/** What is to be done to the features before a model sees them. */
export interface PreprocessingPlan {
  /** `robust`: (x - median) / interquartile range. */
  scaling: 'none' | 'robust'
  /** Features that are replaced by one column of 0 and 1 for each of their values, by their place and name. */
  oneHot: readonly { place: number; name: string }[]
}

/** What was learned about one feature. `categories` rise. */
type FittedColumn =
  | { kind: 'keep' }
  | { kind: 'scale'; center: number; scale: number }
  | { kind: 'one_hot'; categories: number[] }

/** One entry for each feature: all that is needed to treat other rows alike. */
export type FittedPreprocessing = FittedColumn[]

/** More values than this are no categories but a measure. */
const mostCategories = 100

/**
 * Learns from the training rows alone what `applyPreprocessing` does to any row.
 * Scaling: median and interquartile range of the values that are not missing (quantiles by linear interpolation
 * between order statistics); a range of 0, or no more than rounding errors, counts as 1, and a column without any value stays as it is. Features that
 * are one-hot encoded are not scaled.
 *
 * @param columns the training rows of every feature
 * @throws UNPROCESSABLE for a one-hot feature with over 100 values, and when no column is left
 */
export function fitPreprocessing(
  columns: readonly LateColumn[],
  { scaling, oneHot }: PreprocessingPlan,
): FittedPreprocessing {
  const fitted = columns.map((column, index): FittedColumn => {
    const named = oneHot.find(({ place }) => place === index)
    if (named) return { kind: 'one_hot', categories: categoriesOf(valuesOf(column), named.name) }
    return scaling === 'robust' ? robustScale(valuesOf(column)) : { kind: 'keep' }
  })
  if (fitted.every((column) => column.kind === 'one_hot' && column.categories.length === 0)) {
    throw new SigmaError('UNPROCESSABLE', 'no one-hot feature has a value in the training part', {
      next: 'use a longer window, or other features',
    })
  }
  return fitted
}

/**
 * The columns that a model sees, in the order of the features. Missing values stay missing, also in each column of a
 * one-hot feature; a value that the training rows did not have is 0 in all of them.
 */
export function applyPreprocessing(
  columns: readonly Float64Array[],
  fitted: FittedPreprocessing,
): Float64Array[] {
  return latePreprocessing(columns, fitted).map(valuesOf)
}

/** The same columns, each of which is made when its turn comes. */
export function latePreprocessing(columns: readonly LateColumn[], fitted: FittedPreprocessing): LateColumn[] {
  return columns.flatMap((column, index) => columnsOf(column, fitted[index]))
}

function columnsOf(column: LateColumn, fitted: FittedColumn): LateColumn[] {
  switch (fitted.kind) {
    case 'keep':
      return [column]
    case 'scale': {
      const { center, scale } = fitted
      return [() => valuesOf(column).map((value) => withinFloat((value - center) / scale))]
    }
    case 'one_hot':
      return fitted.categories.map(
        (category) => () => valuesOf(column).map((value) => indicates(value, category)),
      )
  }
}

/** Names of the columns of `applyPreprocessing`: `<feature>`, or `<feature>=<value>` for each category. */
export function preprocessedNames(names: readonly string[], fitted: FittedPreprocessing): string[] {
  return perColumn(names, fitted, (name, category) => `${name}=${category}`)
}

/** By feature the places of its columns among those of `applyPreprocessing`. */
export function columnPlaces(fitted: FittedPreprocessing): number[][] {
  let next = 0
  return fitted.map((column) =>
    Array.from({ length: column.kind === 'one_hot' ? column.categories.length : 1 }, () => next++),
  )
}

/** What is said per feature, such as a monotone direction, per column; the columns of a one-hot feature get `other`. */
export function perPreprocessedColumn<T>(values: ArrayLike<T>, fitted: FittedPreprocessing, other: T): T[] {
  return perColumn(Array.from(values), fitted, () => other)
}

function perColumn<T>(
  values: readonly T[],
  fitted: FittedPreprocessing,
  ofCategory: (value: T, category: number) => T,
): T[] {
  return values.flatMap((value, index) => {
    const column = fitted[index]
    return column.kind === 'one_hot'
      ? column.categories.map((category) => ofCategory(value, category))
      : [value]
  })
}

/** Trees see numbers as float32. One that scaling makes larger than any of these stays the largest. */
const largestFloat = 3.4028234663852886e38

function withinFloat(value: number): number {
  return Math.max(-largestFloat, Math.min(value, largestFloat))
}

function indicates(value: number, category: number): number {
  if (Number.isNaN(value)) return Number.NaN
  return value === category ? 1 : 0
}

function categoriesOf(values: Float64Array, feature: string): number[] {
  const distinct = new Set<number>()
  for (const value of values) if (!Number.isNaN(value)) distinct.add(value)
  if (distinct.size > mostCategories) {
    throw new SigmaError(
      'UNPROCESSABLE',
      `${feature} has ${distinct.size} different values in the training part: too many to be categories`,
      {
        details: { feature, values: distinct.size, most: mostCategories },
        next: 'take it out of hygiene.one_hot; trees split numbers as they are',
      },
    )
  }
  return [...distinct].sort((a, b) => a - b)
}

/** Differences of numbers below this have lost their digits. */
const smallest = 1e-290

function robustScale(values: Float64Array): FittedColumn {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort()
  if (sorted.length === 0) return { kind: 'keep' }
  const [low, high] = [quantile(sorted, 0.25), quantile(sorted, 0.75)]
  const rounding = 10 * Number.EPSILON * Math.max(Math.abs(low), Math.abs(high), smallest)
  const range = high - low
  return { kind: 'scale', center: quantile(sorted, 0.5), scale: range <= rounding ? 1 : range }
}

/** Source: Hyndman and Fan, Sample Quantiles in Statistical Packages (1996), definition 7. */
function quantile(sorted: Float64Array, share: number): number {
  const place = (sorted.length - 1) * share
  const below = Math.floor(place)
  const above = Math.min(below + 1, sorted.length - 1)
  return sorted[below] + (place - below) * (sorted[above] - sorted[below])
}
