import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { invalidParam, SigmaError } from '../core/errors.ts'
import type { Matrix } from '../core/matrix/matrix.ts'
import { formatNewYork } from '../data/calendar.ts'
import { findTraining, listTrainings, type Training } from '../store/trainings.ts'
import { type DataRequest, readForeign } from './loadData.ts'
import { type ModelFile, readModelFile, scoreRows } from './modelFile.ts'
import type { Parts } from './parts.ts'
import { readDatasetOf } from './storedMatrix.ts'
import { inputPath, outputPath, shownPath } from './workspace.ts'
import { writeWhole } from './writeWhole.ts'

export interface PredictRequest extends DataRequest {
  modelId?: string
  packId?: string
  runId?: string
  modelFile?: string
  out?: string
}

export interface Prediction {
  model: string
  columns: string[]
  rows: number
  /** One array per row, in the order of `columns`; absent when written to a file. */
  scores: (string | number | null)[][]
  out: string | null
  warnings: string[]
  timings: Record<string, number>
}

/** Scores rows that a model has not seen: one row out for each row in, a probability per class. */
export async function predictScores(parts: Parts, request: PredictRequest): Promise<Prediction> {
  const started = performance.now()
  const { model, name } = await findModel(parts, request)
  const { matrix, warnings } = await findRows(parts, request, model)
  const columns = model.featureNames.map((feature) => columnOf(matrix, feature))
  const loaded = performance.now()
  const { classes, scores } = scoreRows(model, columns)
  const ended = performance.now()
  const header = ['ts', ...classes.map((one) => `p_${one}`)]
  const rows = Array.from(matrix.ts, (ts, row) => [
    formatNewYork(ts),
    ...scores.map((column) => finite(column[row])),
  ])
  if (request.out !== undefined) {
    const lines = [header, ...rows.map((row) => row.map((value) => value ?? ''))].map((row) => row.join(','))
    await writeWhole(outputPath(parts.workspace, request.out, 'out'), `${lines.join('\n')}\n`)
  }
  return {
    model: name,
    columns: header,
    rows: rows.length,
    scores: rows,
    out:
      request.out === undefined
        ? null
        : shownPath(parts.workspace, outputPath(parts.workspace, request.out, 'out')),
    warnings,
    timings: { load_ms: loaded - started, predict_ms: ended - loaded, total_ms: performance.now() - started },
  }
}

async function findModel(parts: Parts, request: PredictRequest): Promise<{ model: ModelFile; name: string }> {
  if (request.modelFile !== undefined) {
    const path = inputPath(parts.workspace, request.modelFile, 'model_file')
    return { model: readModelFile(await readFile(path, 'utf8'), basename(path)), name: request.modelFile }
  }
  const run = await findTrained(parts, request)
  if (run.modelOutUri === null)
    throw new SigmaError('UNPROCESSABLE', `the training ${run.id} has no model: it is ${run.status}`)
  const text = (await parts.artifacts.get(run.modelOutUri)).toString('utf8')
  return { model: readModelFile(text, run.modelOutUri), name: run.modelId }
}

async function findTrained(parts: Parts, { runId, modelId, packId }: PredictRequest): Promise<Training> {
  if (runId !== undefined) {
    const run = await findTraining(parts.db, runId)
    if (run) return run
    throw new SigmaError('NOT_FOUND', `there is no training ${runId}`, { next: 'sigma runs train' })
  }
  if (modelId === undefined) {
    throw invalidParam([{ field: 'model_id', issue: 'is missing' }], {
      next: 'name a model, or a file with --model-file',
    })
  }
  const known = await parts.packs.model(modelId, packId)
  const { rows } = await listTrainings(
    parts.db,
    { packId: known.packId, modelId, status: 'completed' },
    { limit: 1, offset: 0 },
  )
  const [latest] = rows
  if (latest) return latest
  throw new SigmaError('UNPROCESSABLE', `${modelId} has not been trained in this workspace`, {
    next: `sigma train ${modelId}`,
  })
}

async function findRows(
  parts: Parts,
  request: PredictRequest,
  model: ModelFile,
): Promise<{ matrix: Matrix; warnings: string[] }> {
  if (request.csv !== undefined) {
    const columns = { ...request.columns, features: request.columns?.features ?? model.featureNames }
    const { dataset, warnings } = await readForeign(parts, { ...request, columns }, request.csv, false)
    return { matrix: dataset.matrix, warnings }
  }
  if (request.matrixSha !== undefined)
    return { matrix: (await readDatasetOf(parts, request.matrixSha)).matrix, warnings: [] }
  throw invalidParam([{ field: 'csv', issue: 'is missing' }], {
    next: 'name the rows to score with --csv FILE',
  })
}

function columnOf(matrix: Matrix, feature: string): Float64Array {
  const column = matrix.features.find(({ name }) => name === feature)
  if (column) return column.values
  throw invalidParam([{ field: feature, issue: 'the model needs this feature, and the rows do not have it' }])
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)
