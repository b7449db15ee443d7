import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { formatDay } from '../core/bars/day.ts'
import { invalidParam, SigmaError } from '../core/errors.ts'
import { didYouMean } from '../core/nearest.ts'
import { calibratePairs, calibrateThreshold, calibrateTimeStop } from '../core/scan/calibrate.ts'
import { outerFolds } from '../core/validation/walkForward.ts'
import { openTable } from '../data/openTable.ts'
import { findLatestBuild } from '../store/builds.ts'
import { inTurns } from './inTurns.ts'
import type { Parts } from './parts.ts'
import { signalsPath } from './signalsFile.ts'
import { findMatrixRecord, readRowsOf } from './storedMatrix.ts'
import { resolveSubject, type Subject } from './subject.ts'
import { inputPath, shownPath } from './workspace.ts'

export interface ThresholdsRequest {
  modelId: string
  packId?: string
  csv?: string
  column: string
  grid: readonly number[]
  topN: number
}

/** Values of a column, and where they are from. */
interface Found {
  values: Float64Array
  source: string
  /** Which rows were counted, in words. */
  basis: string
}

/**
 * The threshold that lets nearest to so many rows pass: of the file named, else of the model's last scan, else of its latest
 * matrix, whose rows before the first test block of a backtest are counted alone. It counts, and looks at no return.
 *
 * @throws INVALID_PARAM for a column that is not there; UNPROCESSABLE for a model that has neither a scan nor a matrix
 */
export async function calibrateThresholds(parts: Parts, request: ThresholdsRequest) {
  const { modelId, packId, csv, column, grid, topN } = request
  const subject = await resolveSubject(parts, { modelId, ...(packId !== undefined && { packId }) })
  const scanned = signalsPath(subject.modelId)
  const file = csv ?? (existsSync(resolve(parts.workspace.root, scanned)) ? scanned : undefined)
  const { values, source, basis } =
    file === undefined ? await ofMatrix(parts, subject, column) : await ofFile(parts, file, column)
  return {
    modelId: subject.modelId,
    source,
    basis,
    rows: values.length,
    ...calibrateThreshold(values, grid, topN),
  }
}

async function ofFile(parts: Parts, file: string, column: string): Promise<Found> {
  const path = inputPath(parts.workspace, file, 'csv')
  const table = await openTable(await readFile(path))
  const source = shownPath(parts.workspace, path)
  if (!table.names.includes(column)) throw noColumn(source, column, table.names)
  const kinds = table.names.map((name) => (name === column ? ('number' as const) : ('skip' as const)))
  const { numbers, rows } = await inTurns(table.steps(kinds), parts.stopping)
  return {
    values: numbers.get(column)?.subarray(0, rows) ?? new Float64Array(0),
    source,
    basis: 'all rows of the file',
  }
}

async function ofMatrix(
  parts: Parts,
  { packId, modelId, model, pack }: Subject,
  column: string,
): Promise<Found> {
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
  const last = matrix.session[train[train.length - 1]]
  return {
    values: Float64Array.from(train, (row) => found.values[row]),
    source: stored.matrixUri,
    basis: `rows up to ${formatDay(last)}, which no test block of a backtest has`,
  }
}

function noColumn(source: string, column: string, names: readonly string[]): SigmaError {
  const issue = `${source} has no column ${JSON.stringify(column)}${didYouMean(column, names)}`
  return invalidParam([{ field: 'column', issue }], { next: 'name a column with --column' })
}

export interface BracketsCalibration {
  modelId: string
  packId?: string
  desired: number
  stops: readonly number[]
  targets: readonly number[]
  timeStops: readonly number[]
}

/** The multiples whose ratio comes nearest to a wanted one: arithmetic alone, no bar is looked at. */
export async function calibrateBrackets(parts: Parts, request: BracketsCalibration) {
  const { modelId, packId, desired, stops, targets, timeStops } = request
  await resolveSubject(parts, { modelId, ...(packId !== undefined && { packId }) })
  const bad = [...stops, ...targets].find((multiple) => multiple <= 0)
  if (bad !== undefined) {
    throw invalidParam([{ field: 'k_stop_grid', issue: `expected multiples above 0, got ${bad}` }])
  }
  const pairs = calibratePairs(stops, targets, desired)
  if (pairs.length === 0) {
    throw invalidParam([{ field: 'k_stop_grid', issue: 'expected at least one stop and one target' }])
  }
  return { pairs, timeStop: calibrateTimeStop(timeStops) }
}
