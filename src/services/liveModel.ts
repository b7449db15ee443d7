import {
  both,
  classesOfModel,
  decide,
  type Execution,
  featureColumns,
  type Rule,
  rowScores,
  rowsInHours,
  rowsWithMomentum,
} from '../core/backtest/index.ts'
import { SigmaError } from '../core/errors.ts'
import type { Dataset, Matrix } from '../core/matrix/matrix.ts'
import { valuesAt } from '../core/matrix/spreadRows.ts'
import { findNewestModel, type Training } from '../store/trainings.ts'
import { findMatrixRecord, type MatrixRecord } from './matrixRecord.ts'
import { inputFeatures, type ModelFile, rawScores, readModelFile } from './modelFile.ts'
import type { Parts } from './parts.ts'
import { executionOf } from './runSettings.ts'
import { readConfig, readTrial } from './storedTrial.ts'
import type { Subject } from './subject.ts'

/** A trained model as signals are decided by it, with the matrix that it was trained on. */
export interface LiveModel {
  subject: Subject & { model: NonNullable<Subject['model']> }
  training: Training
  file: ModelFile
  record: MatrixRecord
  /** Hours whose rows decide; null for all. */
  hours: number[] | null
}

/** The level that a score has to reach: one for all rows, of raw scores, or one for each hour. */
export type Level =
  | { kind: 'threshold' | 'cutoff'; level: number }
  | { kind: 'by_hour'; levels: readonly { hour: number; level: number | null }[] }

/** Rows of a matrix as a model decided them, in the order that they were asked for. */
export interface DecidedRows {
  /** Sign × size; 0 without a signal. */
  position: Float64Array
  /** Of the likelier side, as it was held against the level. */
  score: Float64Array
  /** What that score had to reach; NaN in an hour that gives no signals. */
  level: Float64Array
}

/**
 * The newest trained model of a config: of those that were promoted, or of all.
 *
 * @throws UNPROCESSABLE when there is none that signals can be decided by
 */
export async function findLiveModel(
  parts: Parts,
  subject: LiveModel['subject'],
  { unpromoted }: { unpromoted: boolean },
): Promise<LiveModel> {
  const training = await findNewestModel(parts.db, subject, { promotedOnly: !unpromoted })
  if (!training?.modelOutUri) throw await noModel(parts, subject, unpromoted)
  const text = (await parts.artifacts.get(training.modelOutUri)).toString('utf8')
  const file = readModelFile(text, training.modelOutUri)
  const classes = file.attributes?.classes ?? []
  if (classes.length === 0) {
    throw new SigmaError(
      'UNPROCESSABLE',
      `the model of the training ${training.id} predicts a number, from which no signal follows`,
      {
        next: `train it on classes: sigma train ${subject.modelId}`,
      },
    )
  }
  if (training.matrixSha === null || 'csv' in dataOf(training)) {
    throw new SigmaError(
      'UNPROCESSABLE',
      `the training ${training.id} was on a file, which has no newest bars`,
      {
        next: `score new rows with sigma predict ${subject.modelId} --csv FILE`,
      },
    )
  }
  const { record } = await findMatrixRecord(parts, training.matrixSha)
  return { subject, training, file, record, hours: readConfig(training.config).hours }
}

async function noModel(parts: Parts, { packId, modelId }: Subject, unpromoted: boolean): Promise<SigmaError> {
  const fit = unpromoted
    ? undefined
    : await findNewestModel(parts.db, { packId, modelId }, { promotedOnly: false })
  return fit
    ? new SigmaError(
        'UNPROCESSABLE',
        `${modelId} has no promoted model: the training ${fit.id} is a fit, which no gate has passed`,
        {
          next: `promote a backtest with sigma train ${modelId} --from BACKTEST, or say --unpromoted`,
        },
      )
    : new SigmaError('UNPROCESSABLE', `${modelId} has not been trained in this workspace`, {
        next: unpromoted
          ? `sigma train ${modelId}`
          : `backtest it and promote what passes: sigma backtest ${modelId}, then sigma train ${modelId} --from BACKTEST`,
      })
}

function dataOf({ params: { data } }: Training): object {
  return typeof data === 'object' && data !== null ? data : {}
}

/** How the signals of a model become trades: as in the backtest that it was promoted from, else by the policy. */
export function executionOfModel({ training, subject, record }: LiveModel, dataset: Dataset): Execution {
  const { config, params } = training
  if (training.promotedFrom !== null) {
    return readTrial({ config, selection: params.selection, execution: params.execution }).execution
  }
  const entry = record.label.kind === 'close_to_open' ? 'session_close' : 'next_open'
  return executionOf(subject, {}, { entry, dataset })
}

/**
 * The level that was chosen when the model was trained.
 *
 * @throws UNPROCESSABLE when none was: no threshold had enough trades
 */
export function chosenLevel({ file: { attributes }, training, subject }: LiveModel): Level {
  const { threshold = null, cutoff = null, thresholds_by_hour: levels } = attributes ?? {}
  if (threshold !== null) return { kind: 'threshold', level: threshold }
  if (cutoff !== null) return { kind: 'cutoff', level: cutoff }
  if (levels) return { kind: 'by_hour', levels }
  throw new SigmaError(
    'UNPROCESSABLE',
    `the training ${training.id} chose no threshold: none had enough trades to be chosen by`,
    {
      next: `name one: sigma alerts ${subject.modelId} --threshold 0.6`,
    },
  )
}

/**
 * Decides rows of a matrix as the backtest decides its test rows: the same calibration, rule, sizing, hours and momentum
 * gate, by the same function. A row looks at nothing but itself.
 *
 * @param rows of the matrix; their labels are not looked at
 * @throws UNPROCESSABLE when the matrix lacks a feature of the model
 */
export function decideRows(
  { file, hours, training }: Pick<LiveModel, 'file' | 'hours'> & { training: { id: string } },
  { matrix }: Pick<Dataset, 'matrix'>,
  rows: Int32Array,
  level: Level,
  execution: Execution,
): DecidedRows {
  const columns = columnsOf(file, matrix, training.id).map((column) => valuesAt(column, rows))
  const { classes = [], calibration = null } = file.attributes ?? {}
  const scores = rowScores(rawScores(file, columns), calibration, classesOfModel(classes, matrix.event), rows)
  const allowed = both(rowsInHours(matrix, hours), rowsWithMomentum(matrix, execution))
  const { up, down } = level.kind === 'cutoff' ? scores.raw : scores.calibrated
  return {
    position: decide(scores, ruleOf(level, matrix), execution, rows, allowed),
    score: up.map((value, index) => Math.max(value, down[index])),
    level: Float64Array.from(rows, (row) => levelAt(level, matrix, row)),
  }
}

function columnsOf(file: ModelFile, matrix: Matrix, trainingId: string): Float64Array[] {
  const wanted = inputFeatures(file)
  const held = new Set(matrix.features.map(({ name }) => name))
  const missing = wanted.filter((name) => !held.has(name))
  if (missing.length > 0)
    throw otherFeatures(
      trainingId,
      `it reads ${missing.join(', ')}, which the model's features no longer have`,
    )
  return featureColumns(matrix, wanted)
}

/** The failure of a model whose config has been given other features since it was trained. */
export function otherFeatures(trainingId: string, why: string): SigmaError {
  return new SigmaError('UNPROCESSABLE', `the training ${trainingId} was on other features: ${why}`, {
    next: 'build and train the model again, or put its features back to what they were',
  })
}

function ruleOf(level: Level, { hourEt }: Matrix): Rule {
  if (level.kind !== 'by_hour') return level
  if (hourEt === null) throw new Error('rows without hours have no threshold of their hour')
  return { kind: 'by_hour', hourEt, levels: level.levels.map((one) => ({ ...one, reason: null })) }
}

function levelAt(level: Level, { hourEt }: Matrix, row: number): number {
  if (level.kind !== 'by_hour') return level.level
  return level.levels.find(({ hour }) => hour === hourEt?.[row])?.level ?? Number.NaN
}
