import { createHash } from 'node:crypto'
import {
  type BacktestConfig,
  checkConfig,
  deadFeatures,
  type FinalScores,
  namesDirections,
  suggestThreshold,
  usedFeatures,
} from '../core/backtest/index.ts'
import { sha256OfJson } from '../core/lineage/canonicalJson.ts'
import type { Dataset, Matrix } from '../core/matrix/matrix.ts'
import { preprocessedNames } from '../core/matrix/preprocessing.ts'
import {
  findTrainingByRequestKey,
  insertTraining,
  type Training,
  updateTraining,
} from '../store/trainings.ts'
import { type Asked, findOrInsert } from './asked.ts'
import { plainConfig } from './backtestRequest.ts'
import { importanceOf, reliabilityOf } from './explainFit.ts'
import { fitMetrics } from './fitMetrics.ts'
import { type FitContext, fitFinal } from './fitModels.ts'
import { keepFile } from './keepFile.ts'
import { type DataRequest, loadData } from './loadData.ts'
import { type ModelAttributes, writeModelFile } from './modelFile.ts'
import type { Parts } from './parts.ts'
import type { PreparedData } from './preparedData.ts'
import { executionOf, type FitRequest, fitConfig, thresholdsOf } from './runSettings.ts'
import { resolveSubject, type Subject, type SubjectRequest } from './subject.ts'
import { latestVerdict } from './verdict.ts'
import { startWork } from './work.ts'
import { outputPath } from './workspace.ts'
import { writeWhole } from './writeWhole.ts'

export interface TrainRequest extends SubjectRequest, DataRequest, FitRequest {
  /** A copy of the model file inside the workspace. */
  out?: string
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
 */
export async function trainModel(parts: Parts, request: TrainRequest): Promise<Asked<Training>> {
  const started = performance.now()
  const subject = await resolveSubject(parts, request)
  if (request.out !== undefined) outputPath(parts.workspace, request.out, 'model_out')
  const data = await loadData(parts, subject, request, 'training')
  const loaded = performance.now()
  const features = data.dataset.matrix.features.map(({ name }) => name)
  const config = fitConfig(subject, request, data)
  checkConfig(config)
  const withInner =
    config.calibration !== 'none' || request.innerFolds !== undefined || isTradable(data.dataset)
  const warnings = [
    ...data.warnings,
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
    thresholds: thresholdsOf(subject),
    execution: executionOf(subject, {}, data),
    out: request.out ?? null,
    tag: request.tag ?? null,
    engine_version: parts.engineVersion,
  })
  const time = parts.now().toISOString()
  const lineage = { ...subject.lineage, matrix_sha: data.matrixSha, engine_version: parts.engineVersion }
  const { run, deduplicated } = await findOrInsert(parts, {
    subject,
    force: request.force,
    find: (db) => findTrainingByRequestKey(db, requestKey),
    insert: (db) =>
      insertTraining(db, {
        id: parts.newId(),
        requestKey,
        status: 'queued',
        owner: parts.owner,
        packId: subject.packId,
        modelId: subject.modelId,
        tag: request.tag ?? null,
        createdAt: time,
        startedAt: time,
        features,
        params: { out: request.out ?? null },
        config: plainConfig(config),
        lineage,
      }),
  })
  if (deduplicated) {
    await copyAgain(parts, run, request)
    return { run, deduplicated, warnings }
  }
  startWork(parts, {
    id: run.id,
    save: (changes) => updateTraining(parts.db, run.id, changes),
    work: (context) =>
      train(
        parts,
        {
          subject,
          data,
          config,
          withInner,
          run,
          request,
          lineage,
          warnings,
          started,
          loadMs: loaded - started,
        },
        { ...context, threads: request.threads },
      ),
  })
  return { run, deduplicated: false, warnings }
}

const trainingMetricsWarning =
  'the metrics are of the training rows, which the model has seen: with a calibration they are out of fold'

function deadWarnings(matrix: Matrix, config: BacktestConfig): string[] {
  const dead = deadFeatures(usedFeatures(matrix, config), Int32Array.from(matrix.ts.keys()))
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

/** Whether positions follow from the classes, and profit from the data. */
function isTradable({ matrix, returnBasis }: Dataset): boolean {
  if (returnBasis === 'forward' && !matrix.retFwd.some(Number.isFinite)) return false
  return matrix.target === null || namesDirections(matrix.target)
}

interface TrainingJob {
  subject: Subject
  data: PreparedData
  config: BacktestConfig
  withInner: boolean
  run: Training
  request: TrainRequest
  lineage: Record<string, unknown>
  warnings: string[]
  started: number
  loadMs: number
}

async function train(parts: Parts, job: TrainingJob, context: FitContext): Promise<void> {
  const { subject, data, config, withInner, run, request, lineage, warnings, started, loadMs } = job
  const before = performance.now()
  const fitted = await fitFinal(parts, data.dataset, config, context, { withInner })
  const fitMs = performance.now() - before
  context.signal.throwIfAborted()
  const features = config.features ?? data.dataset.matrix.features.map(({ name }) => name)
  const { preprocessing } = fitted
  const featureNames = preprocessing ? preprocessedNames(features, preprocessing) : features
  const attributes: ModelAttributes = {
    classes: [...fitted.classes.names],
    calibration: plainCalibration(fitted),
    lineage,
    threshold: thresholdOf(subject, data, fitted),
    ...(preprocessing && { preprocessing: { features, columns: preprocessing } }),
  }
  const text = writeModelFile({ booster: fitted.booster, featureNames, attributes })
  const file = await keepFile(
    parts,
    Buffer.from(text),
    { kind: 'model', extension: 'json' },
    { trainingRunId: run.id },
  )
  if (request.out !== undefined) await writeWhole(outputPath(parts.workspace, request.out, 'model_out'), text)
  await updateTraining(parts.db, run.id, {
    progress: 100,
    modelOutUri: file.uri,
    lineage: { ...lineage, model_sha: createHash('sha256').update(text).digest('hex') },
    metrics: {
      ...fitMetrics(fitted),
      metrics_basis: fitted.basis,
      warnings,
      rows: fitted.trainRows.length,
      classes: attributes.classes,
      calibration: config.calibration,
      importance: importanceOf(fitted, features),
      reliability: reliabilityOf(fitted),
      gate_state: await latestVerdict(parts, subject, data),
      timings: {
        load_ms: loadMs,
        bin_ms: fitted.binMs,
        fit_ms: fitMs - fitted.binMs,
        total_ms: performance.now() - started,
      },
    },
  })
}

/** Chosen on out-of-fold scores; null where nothing can be traded, or no threshold has enough trades. */
function thresholdOf(subject: Subject, data: PreparedData, fitted: FinalScores): number | null {
  if (fitted.basis === 'training' || !isTradable(data.dataset)) return null
  const execution = executionOf(subject, {}, data)
  const { rule } = suggestThreshold(data.dataset, fitted, thresholdsOf(subject), execution)
  return rule.kind === 'threshold' ? rule.level : null
}

function plainCalibration({ calibration }: FinalScores): ModelAttributes['calibration'] {
  if (calibration === null) return null
  return calibration.map((map) => (map.kind === 'sigmoid' ? map : { ...map, x: [...map.x], y: [...map.y] }))
}
