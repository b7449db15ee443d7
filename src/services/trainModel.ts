import {
  type BacktestConfig,
  checkConfig,
  deadFeatures,
  usedFeatures,
  usedRows,
} from '../core/backtest/index.ts'
import { invalidParam } from '../core/errors.ts'
import { sha256OfJson } from '../core/lineage/canonicalJson.ts'
import type { Matrix } from '../core/matrix/matrix.ts'
import { findTrainingByRequestKey, insertTraining, type Training } from '../store/trainings.ts'
import { appliedHours, hoursWarnings } from './appliedHours.ts'
import { type Asked, findOrInsert, newWork } from './asked.ts'
import { plainConfig } from './backtestRequest.ts'
import type { DataRequest } from './dataRequest.ts'
import type { Trading, TrainObjective } from './fitTraining.ts'
import { loadData } from './loadData.ts'
import type { Parts } from './parts.ts'
import type { PreparedData } from './preparedData.ts'
import { executionOf, type FitRequest, fitConfig, thresholdsOf } from './runSettings.ts'
import { storedTraining } from './storedTraining.ts'
import { resolveSubject, type Subject, type SubjectRequest } from './subject.ts'
import { takenUp } from './takeUp.ts'
import { startTraining } from './trainingJob.ts'
import { needsInner } from './trainingTask.ts'
import { currentUser } from './user.ts'
import { outputPath } from './workspace.ts'
import { writeWhole } from './writeWhole.ts'

export interface TrainRequest extends SubjectRequest, DataRequest, FitRequest {
  /** A copy of the model file inside the workspace. */
  out?: string
  /** `classes` when absent. */
  objective?: TrainObjective
  tag?: string
  force?: boolean
}

/**
 * Starts a fit as a job: a model on every labelled row. It needs no gate, and carries the latest verdict on the
 * model, or `not_evaluated`.
 *
 * A calibration, and a threshold for trading, are chosen on inner out-of-fold scores, of which the metrics are then
 * too; that is `innerFolds` fits more. Where neither is wanted (no calibration, and classes or data that can't be
 * traded) there is one fit, as of any other trainer, and the metrics are of the training rows, which a warning says.
 * A request that names `innerFolds` has them in any case.
 *
 * A regression (`squared`) learns the target of a file as a number, or the forward return. It has no classes, and so
 * no calibration and no threshold.
 */
export async function trainModel(parts: Parts, request: TrainRequest): Promise<Asked<Training>> {
  const started = performance.now()
  const subject = await resolveSubject(parts, request)
  if (request.out !== undefined) outputPath(parts.workspace, request.out, 'model_out')
  const { objective = 'classes' } = request
  if (objective === 'squared') refuseCalibration(request)
  const numericTarget = objective === 'squared' && request.csv !== undefined
  const data = await loadData(
    parts,
    subject,
    { ...request, ...(numericTarget && { numericTarget }) },
    'training',
  )
  const loaded = performance.now()
  const features = data.dataset.matrix.features.map(({ name }) => name)
  const config = trainingConfig(subject, request, data, objective)
  checkConfig(config)
  const withInner = needsInner(request.innerFolds, config, data, objective)
  const trading: Trading = {
    selection: { kind: 'thresholds', thresholds: thresholdsOf(subject) },
    execution: executionOf(subject, {}, data),
  }
  const hours = appliedHours(subject, request.hours, data)
  const warnings = [
    ...data.warnings,
    ...hoursWarnings(subject, hours, data),
    ...deadWarnings(data.dataset.matrix, config),
    ...(withInner ? [] : [trainingMetricsWarning]),
  ]
  const requestKey = sha256OfJson({
    kind: 'training',
    pack_id: subject.packId,
    model_id: subject.modelId,
    matrix_sha: data.matrixSha,
    lineage: subject.lineage,
    config: plainConfig(config),
    with_inner: withInner,
    ...(objective !== 'classes' && { objective }),
    thresholds: thresholdsOf(subject),
    execution: trading.execution,
    out: request.out ?? null,
    tag: request.tag ?? null,
    engine_version: parts.engineVersion,
  })
  const time = parts.now().toISOString()
  const lineage = { ...subject.lineage, matrix_sha: data.matrixSha, engine_version: parts.engineVersion }
  const { run, deduplicated } = await findOrInsert(parts, {
    subject,
    requestKey,
    force: request.force,
    quota: 'train',
    find: (db) => findTrainingByRequestKey(db, requestKey),
    insert: (db) =>
      insertTraining(db, {
        userId: currentUser(),
        ...newWork(parts, subject, { requestKey, tag: request.tag, time }),
        startedAt: time,
        features,
        matrixSha: data.matrixSha,
        params: {
          out: request.out ?? null,
          objective,
          inner_folds: request.innerFolds ?? null,
          data: data.asked,
          hours_from: hours.from,
        },
        config: plainConfig(config),
        lineage,
        job: { kind: 'fit', algorithm: subject.model?.config.algorithm },
      }),
  })
  if (deduplicated) {
    await copyAgain(parts, run, request)
    return { run: await takenUp(parts, storedTraining, run), deduplicated, warnings }
  }
  const task = {
    ...{ subject, data, config, objective, withInner, trading, run, warnings, started },
    out: request.out,
    loadMs: loaded - started,
  }
  startTraining(parts, run.id, { threads: request.threads, prepare: () => task })
  return { run, deduplicated: false, warnings }
}

/** What a calibration maps to is a probability, which a regression does not have. */
function refuseCalibration({ calibration }: TrainRequest): void {
  if (calibration == null || calibration === 'none') return
  throw invalidParam([
    { field: 'calibration', issue: `${calibration} is of probabilities, which a regression does not have` },
  ])
}

function trainingConfig(
  subject: Subject,
  request: TrainRequest,
  data: PreparedData,
  objective: TrainObjective,
): BacktestConfig {
  const config = fitConfig(subject, request, data)
  return objective === 'squared' ? { ...config, calibration: 'none' } : config
}

const trainingMetricsWarning =
  'the metrics are of the training rows, which the model has seen: with a calibration they are out of fold'

function deadWarnings(matrix: Matrix, config: BacktestConfig): string[] {
  const dead = deadFeatures(usedFeatures(matrix, config), usedRows(matrix, config))
  if (dead.length === 0) return []
  const [is, it] = dead.length === 1 ? ['is', 'it'] : ['are', 'them']
  return [`${dead.join(', ')} ${is} the same in every row, or missing in all: no tree can split on ${it}`]
}

/** The copy that an equal request asked for may have been moved or changed since. */
async function copyAgain(parts: Parts, { modelOutUri }: Training, { out }: TrainRequest): Promise<void> {
  if (out === undefined || modelOutUri === null) return
  const text = (await parts.artifacts.get(modelOutUri)).toString('utf8')
  await writeWhole(outputPath(parts.workspace, out, 'model_out'), text)
}
