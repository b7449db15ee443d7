import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { BoosterParams } from '../../../src/core/boosting/index.ts'
import { defaultBoosterParams } from '../../../src/core/boosting/index.ts'

const folder = new URL('../../fixtures/golden/boosting/', import.meta.url)

/** Where a file of the boosting references lies. */
export function goldenPath(name: string): string {
  return fileURLToPath(new URL(name, folder))
}

export function readGolden(name: string): string {
  return readFileSync(goldenPath(name), 'utf8')
}

interface Reference {
  n_estimators: number
  params: {
    max_depth: number
    eta: number
    reg_lambda: number
    reg_alpha: number
    gamma: number
    min_child_weight: number
  }
  datasets: Record<string, ReferenceSet>
}

interface ReferenceSet {
  features: string[]
  classes: number
  train: Scores
  test: Scores
  prior_test_log_loss: number
  total_gain_top5: Record<string, number>
}

interface Scores {
  log_loss: number
  auc?: number
  auc_ovr_macro?: number
}

interface Predictions {
  row_ids: number[]
  margin: (number | number[])[]
  proba: (number | number[])[]
  train_row_ids: number[]
  train_margin: (number | number[])[]
}

export const reference: Reference = JSON.parse(readGolden('reference.json'))

export const goldenNames = ['quant_binary', 'multi_3class', 'nan_binary', 'sp500_binary'] as const

export function readPredictions(name: string): Predictions {
  return JSON.parse(readGolden(`${name}.predictions.json`))
}

/** The settings of the reference models. */
export function referenceParams(name: string): BoosterParams {
  const { params, n_estimators, datasets } = reference
  const { classes } = datasets[name]
  return {
    ...defaultBoosterParams,
    objective: classes > 2 ? 'softmax' : 'binary',
    classes,
    rounds: n_estimators,
    depth: params.max_depth,
    rate: params.eta,
    lambda: params.reg_lambda,
    alpha: params.reg_alpha,
    gamma: params.gamma,
    minChildWeight: params.min_child_weight,
    subsample: 1,
    columnSample: 1,
  }
}

/** Columns and labels of rows chosen by their 0-based number in the file. */
export interface Rows {
  columns: Float64Array[]
  labels: Float64Array
}

export function readRows(name: string, rowIds?: number[]): Rows & { split: string[] } {
  const [header, ...lines] = readGolden(`${name}.csv`).trim().split('\n')
  const names = header.split(',')
  const chosen = (rowIds ?? lines.map((_, row) => row)).map((row) => lines[row].split(','))
  const column = (key: string) => {
    const index = names.indexOf(key)
    return Float64Array.from(chosen, (cells) => (cells[index] === '' ? Number.NaN : Number(cells[index])))
  }
  return {
    columns: reference.datasets[name].features.map(column),
    labels: column('y'),
    split: chosen.map((cells) => cells[names.indexOf('split')]),
  }
}

/** The rows of one part of the data: `train` or `test`. */
export function readPart(name: string, part: string): Rows {
  const { split } = readRows(name)
  const ids = split.flatMap((value, row) => (value === part ? [row] : []))
  return readRows(name, ids)
}

export function largestDifference(got: ArrayLike<number>, want: ArrayLike<number>): number {
  let most = got.length === want.length ? 0 : Number.POSITIVE_INFINITY
  for (let i = 0; i < want.length; i++) most = Math.max(most, Math.abs(got[i] - want[i]))
  return most
}
