import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { tradedUpTo } from '../core/backtest/index.ts'
import { formatDay } from '../core/bars/day.ts'
import { invalidParam, SigmaError } from '../core/errors.ts'
import { didYouMean } from '../core/nearest.ts'
import { outerFolds } from '../core/validation/walkForward.ts'
import { openTable } from '../data/openTable.ts'
import { findLatestBuild } from '../store/builds.ts'
import { findNewestModel } from '../store/trainings.ts'
import { fitFirstFold } from './fitModels.ts'
import { inTurns } from './inTurns.ts'
import { findMatrixRecord } from './matrixRecord.ts'
import type { Parts } from './parts.ts'
import { signalsPath } from './signalsFile.ts'
import { readRowsOf } from './storedMatrix.ts'
import { restoreTraining } from './storedTraining.ts'
import type { Subject } from './subject.ts'
import { inputPath, shownPath } from './workspace.ts'

/** Scores that a threshold is held against, and where they are from. */
export interface CountedRows {
  /** NaN is a row that passes no threshold. */
  values: Float64Array
  column: string
  source: string
  /** Which rows were counted, in words. */
  basis: string
}

/** What scans rank by, and what they call it. */
const scanScore = 'score_total'

/**
 * The rows to count: of the file named, else of the model's last scan, else, unless a column is named, the scores of a trained
 * model, else the rows of its latest matrix. Of a model only rows are taken that lie before every test block of a backtest.
 *
 * @throws INVALID_PARAM for a column that is not there; UNPROCESSABLE for a model that has neither a scan nor a matrix, and
 *   for a regression; CONFLICT for a model that is no longer what was trained
 */
export async function findCountedRows(
  parts: Parts,
  subject: Subject,
  { csv, column }: { csv?: string; column?: string },
): Promise<CountedRows> {
  const scanned = signalsPath(subject.modelId)
  const file = csv ?? (existsSync(resolve(parts.workspace.root, scanned)) ? scanned : undefined)
  if (file !== undefined) return ofFile(parts, file, column ?? scanScore)
  const trained = column === undefined ? await ofTrained(parts, subject) : undefined
  return trained ?? ofMatrix(parts, subject, column ?? scanScore)
}

async function ofFile(parts: Parts, file: string, column: string): Promise<CountedRows> {
  const path = inputPath(parts.workspace, file, 'csv')
  const table = await openTable(await readFile(path))
  const source = shownPath(parts.workspace, path)
  if (!table.names.includes(column)) throw noColumn(source, column, table.names)
  const kinds = table.names.map((name) => (name === column ? ('number' as const) : ('skip' as const)))
  const { numbers, rows } = await inTurns(table.steps(kinds), parts.stopping)
  return {
    values: numbers.get(column)?.subarray(0, rows) ?? new Float64Array(0),
    column,
    source,
    basis: 'all rows of the file',
  }
}

/** Scores of the training part of a backtest's first fold, each by a model, as it was last trained, that has not seen the row. */
async function ofTrained(parts: Parts, subject: Subject): Promise<CountedRows | undefined> {
  const training = await findNewestModel(parts.db, subject, { promotedOnly: false })
  if (!training?.modelOutUri) return
  const { data, config, objective, trading } = await restoreTraining(parts, training)
  if (objective === 'squared') {
    throw new SigmaError(
      'UNPROCESSABLE',
      `the model of the training ${training.id} predicts a number, which is held against no threshold`,
      { next: `name a column with --column, or train it on classes: sigma train ${subject.modelId}` },
    )
  }
  const { dataset } = data
  const fold = await fitFirstFold(parts, dataset, config, { signal: parts.stopping, report: () => {} })
  const { innerRows } = fold
  // A file may have no times, and its rows no days.
  const rows =
    data.asked.csv === undefined
      ? rowsUpTo(dataset.matrix.session[innerRows[innerRows.length - 1]])
      : `the first ${innerRows.length} rows of ${data.asked.csv}`
  return {
    values: tradedUpTo(dataset, fold, trading.execution),
    column: 'score',
    source: training.modelOutUri,
    basis: `out-of-fold scores of ${rows}, ${untested}`,
  }
}

async function ofMatrix(
  parts: Parts,
  { packId, modelId, model, pack }: Subject,
  column: string,
): Promise<CountedRows> {
  const build = await findLatestBuild(parts.db, { packId, modelId })
  if (!build?.matrixSha) {
    throw new SigmaError('UNPROCESSABLE', `${modelId} has neither a scan nor a matrix in this workspace`, {
      next: `sigma scan --model ${modelId}, or sigma build ${modelId}, or name a file with --csv`,
    })
  }
  const { stored } = await findMatrixRecord(parts, build.matrixSha)
  const matrix = await readRowsOf(parts, build.matrixSha)
  const found = matrix.features.find(({ name }) => name === column)
  const names = matrix.features.map(({ name }) => name)
  if (!found) throw noColumn(`the matrix of ${modelId}`, column, names)
  const [{ train }] = outerFolds({
    times: matrix.ts,
    labelEnds: matrix.labelEnd,
    splits: model?.config.splits ?? pack.defaults.splits,
    embargo: model?.config.embargo ?? pack.defaults.embargo,
  })
  return {
    values: Float64Array.from(train, (row) => found.values[row]),
    column,
    source: stored.matrixUri,
    basis: `${rowsUpTo(matrix.session[train[train.length - 1]])}, ${untested}`,
  }
}

const untested = 'which no test block of a backtest has'

const rowsUpTo = (last: number): string => `rows up to ${formatDay(last)}`

function noColumn(source: string, column: string, names: readonly string[]): SigmaError {
  const issue = `${source} has no column ${JSON.stringify(column)}${didYouMean(column, names)}`
  return invalidParam([{ field: 'column', issue }], { next: 'name a column with --column' })
}
