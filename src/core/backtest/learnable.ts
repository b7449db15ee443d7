import { defaultBoosterParams } from '../boosting/index.ts'
import { invalidParam, SigmaError } from '../errors.ts'
import type { Matrix } from '../matrix/matrix.ts'
import type { BacktestConfig } from './config.ts'

type Features = Matrix['features']

/**
 * Trees see numbers as float32: what is infinite there tells nothing apart, and is a fault of the data.
 *
 * @throws INVALID_PARAM that names each such column and its first row, counted from 1
 */
export function requireFinite(features: Features): void {
  const faults = features.flatMap(({ name, values }) => {
    const row = values.findIndex((value) => Math.abs(Math.fround(value)) === Infinity)
    if (row < 0) return []
    return [{ field: name, issue: `row ${row + 1} holds ${values[row]}, expected a number within ±3.4e38` }]
  })
  if (faults.length > 0)
    throw invalidParam(faults, { next: 'leave the value empty, or leave out the column' })
}

/** Features that no tree can split on: the same value in each of the rows, or none in any. */
export function deadFeatures(features: Features, rows: Int32Array): string[] {
  return features.flatMap(({ name, values }) => {
    const first = Math.fround(values[rows[0]])
    return rows.every((row) => Object.is(Math.fround(values[row]) + 0, first + 0)) ? [name] : []
  })
}

/** Most that a row can weigh in a leaf: p (1 - p) of two classes, 2 p (1 - p) of more. */
const mostHessian = { two: 0.25, more: 0.5 }

/** @throws UNPROCESSABLE when no tree could split the rows: too few for two leaves, or every feature is the same in all */
export function requireSplits(
  features: Features,
  rows: Int32Array,
  { booster }: Pick<BacktestConfig, 'booster'>,
  { classes, where }: { classes: number; where: string },
): void {
  const least = booster.minChildWeight ?? defaultBoosterParams.minChildWeight
  const leaf = Math.ceil(least / (classes === 2 ? mostHessian.two : mostHessian.more))
  if (rows.length < 2 * leaf) {
    const needs = `a tree needs ${2 * leaf}: two leaves of ${leaf} (min_child_weight ${least})`
    throw new SigmaError('UNPROCESSABLE', `${where} has ${rows.length} labelled rows, and ${needs}`, {
      next: 'use a longer window, fewer splits or a lower min_child_weight',
      details: { rows: rows.length, leaf_rows: leaf },
    })
  }
  if (features.length === 0 || deadFeatures(features, rows).length < features.length) return
  const names = features.slice(0, 5).map(({ name }) => name)
  throw new SigmaError(
    'UNPROCESSABLE',
    `${where} has no feature that differs between rows (${names.join(', ')}): there is nothing to learn from`,
    { next: 'use a longer window, or other features' },
  )
}
