import { readFile } from 'node:fs/promises'
import { featureColumns } from '../core/backtest/index.ts'
import { invalidParam, SigmaError } from '../core/errors.ts'
import { formatNewYork } from '../data/calendar.ts'
import { openTable } from '../data/openTable.ts'
import { readScoringCsv } from '../data/scoringCsv.ts'
import { findTraining, listTrainings, type Training } from '../store/trainings.ts'
import type { DataRequest } from './dataRequest.ts'
import { inTurns } from './inTurns.ts'
import { inputFeatures, type ModelFile, readModelFile } from './modelFile.ts'
import type { Parts } from './parts.ts'
import { type Cell, type RowKey, ScoreTable } from './scoreTable.ts'
import { readDatasetOf } from './storedMatrix.ts'
import { inputPath, outputPath, shownPath } from './workspace.ts'
import { writeWhole } from './writeWhole.ts'

export interface PredictRequest extends DataRequest {
  modelId?: string
  packId?: string
  runId?: string
  modelFile?: string
  out?: string
  /** Rows of scores in the answer at most; all when absent. */
  limit?: number
  /** Also what each feature adds to each row's score. */
  contributions?: boolean
}

export interface Prediction {
  model: string
  columns: string[]
  rows: number
  /** One array per row, in the order of `columns`; none when written to a file. */
  scores: Cell[][]
  out: string | null
  warnings: string[]
  timings: Record<string, number>
}

/**
 * Scores rows: one row out for each row in, in the order of the file, a probability per class. A file needs the
 * features of the model and nothing else; its rows are told apart by their time, or without times by their number, and of
 * several tickers by the ticker.
 */
export async function predictScores(parts: Parts, request: PredictRequest): Promise<Prediction> {
  const started = performance.now()
  const out = request.out === undefined ? null : scoresPath(parts, request, request.out)
  const { model, name } = await findModel(parts, request)
  const features = featuresOf(model, request)
  const { key, columns, warnings } = await findRows(parts, request, features)
  const loaded = performance.now()
  const table = new ScoreTable(model, key, columns, {
    features: request.contributions ? features : null,
    signal: parts.stopping,
  })
  const scores = out === null ? await table.rows(request.limit) : []
  if (out !== null) await writeWhole(out, table.csv())
  return {
    model: name,
    columns: table.header,
    rows: key.rows,
    scores,
    out: out === null ? null : shownPath(parts.workspace, out),
    warnings: [...model.warnings, ...warnings],
    timings: {
      load_ms: loaded - started,
      predict_ms: table.scoringMs,
      total_ms: performance.now() - started,
    },
  }
}

/** Where the scores are written: never over what they are made from. */
function scoresPath({ workspace }: Parts, { csv, modelFile }: PredictRequest, out: string): string {
  const path = outputPath(workspace, out, 'out')
  for (const [field, input] of Object.entries({ csv, model_file: modelFile })) {
    if (input === undefined || inputPath(workspace, input, field) !== path) continue
    throw invalidParam([{ field: 'out', issue: `${out} is the ${field} itself` }], {
      next: 'name another file with --out',
    })
  }
  return path
}

async function findModel(parts: Parts, request: PredictRequest): Promise<{ model: ModelFile; name: string }> {
  if (request.modelFile !== undefined) {
    const path = inputPath(parts.workspace, request.modelFile, 'model_file')
    return { model: readModelFile(await readFile(path, 'utf8'), request.modelFile), name: request.modelFile }
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

interface FoundRows {
  key: RowKey
  /** In the order of the model's features. */
  columns: Float64Array[]
  warnings: string[]
}

async function findRows(parts: Parts, request: PredictRequest, features: string[]): Promise<FoundRows> {
  if (request.csv !== undefined) {
    const bytes = await readFile(inputPath(parts.workspace, request.csv, 'csv'))
    const { time, ticker } = request.columns ?? {}
    const options = {
      features,
      ...(time !== undefined && { time }),
      ...(ticker !== undefined && { tickers: ticker }),
    }
    const steps = readScoringCsv(bytes, options, await openTable(bytes))
    const { rows, ts, tickers, columns, warnings } = await inTurns(steps, parts.stopping)
    const given = request.columns?.features
    if (given !== undefined && given.join() !== features.join()) {
      warnings.push(`the features are those of the model: ${features.join(', ')}`)
    }
    const key = ts === null ? numbered(rows) : dated(ts)
    return { key: tickers === null ? key : withTicker(key, (row) => tickers[row]), columns, warnings }
  }
  if (request.matrixSha !== undefined) {
    if (request.columns?.ticker !== undefined) {
      throw invalidParam([{ field: 'columns.ticker', issue: 'a matrix knows the tickers of its rows' }], {
        next: 'leave out --ticker, or name a file with --csv',
      })
    }
    const { matrix } = await readDatasetOf(parts, request.matrixSha)
    const { tickers } = matrix
    const key = dated(matrix.ts)
    return {
      key: tickers ? withTicker(key, (row) => tickers.names[tickers.ofRow[row]]) : key,
      columns: featureColumns(matrix, features),
      warnings: [],
    }
  }
  throw invalidParam([{ field: 'csv', issue: 'is missing' }], {
    next: 'name the rows to score with --csv FILE',
  })
}

/** The names in the model file; a model that was saved without names takes them from the request, in its own order. */
function featuresOf(model: ModelFile, { columns }: PredictRequest): string[] {
  const named = inputFeatures(model)
  const { booster } = model
  if (named.length > 0) return named
  const given = columns?.features
  if (given?.length === booster.features) return given
  const issue = `the model names no features, so they must be given in its order: expected ${booster.features}, got ${given?.length ?? 'none'}`
  throw invalidParam([{ field: 'features', issue }], { next: 'name them with --features' })
}

const dated = (ts: Float64Array): RowKey => ({
  names: ['ts'],
  rows: ts.length,
  at: (row) => [formatNewYork(ts[row])],
})

const numbered = (rows: number): RowKey => ({ names: ['row'], rows, at: (row) => [row] })

/** Of several tickers a time is not enough. */
const withTicker = ({ names, rows, at }: RowKey, tickerOf: (row: number) => string): RowKey => ({
  names: [...names, 'ticker'],
  rows,
  at: (row) => [...at(row), tickerOf(row)],
})
