import { createHash } from 'node:crypto'
import {
  type BacktestConfig,
  checkConfig,
  type FoldScores,
  suggestThreshold,
} from '../core/backtest/index.ts'
import { sha256OfJson } from '../core/lineage/canonicalJson.ts'
import { accuracy, brier, logLoss, rocAuc } from '../core/statistics/classification.ts'
import type { JobContext } from '../jobs/queue.ts'
import {
  findTrainingByRequestKey,
  insertTraining,
  type Training,
  updateTraining,
} from '../store/trainings.ts'
import { type Asked, findOrInsert } from './asked.ts'
import { plainConfig } from './backtestRequest.ts'
import { fitFinal } from './fitModels.ts'
import { keepFile } from './keepFile.ts'
import { type DataRequest, loadData } from './loadData.ts'
import { type ModelAttributes, writeModelFile } from './modelFile.ts'
import type { Parts } from './parts.ts'
import type { PreparedData } from './preparedData.ts'
import { executionOf, type FitRequest, fitConfig } from './runSettings.ts'
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
 * Starts a fit as a job: a model on every labelled row, calibrated on inner out-of-fold scores. It needs no gate,
 * and carries the latest verdict on the model, or `not_evaluated`.
 */
export async function trainModel(parts: Parts, request: TrainRequest): Promise<Asked<Training>> {
  const started = performance.now()
  const subject = await resolveSubject(parts, request)
  if (request.out !== undefined) outputPath(parts.workspace, request.out, 'model_out')
  const data = await loadData(parts, subject, request)
  const features = data.dataset.matrix.features.map(({ name }) => name)
  const config = fitConfig(subject, request, data)
  checkConfig(config)
  const requestKey = sha256OfJson({
    kind: 'training',
    pack_id: subject.packId,
    model_id: subject.modelId,
    matrix_sha: data.matrixSha,
    lineage: subject.lineage,
    config: plainConfig(config),
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
  if (deduplicated) return { run, deduplicated, warnings: data.warnings }
  startWork(parts, {
    id: run.id,
    save: (changes) => updateTraining(parts.db, run.id, changes),
    work: (context) => train(parts, { subject, data, config, run, request, lineage, started }, context),
  })
  return { run, deduplicated: false, warnings: data.warnings }
}

interface TrainingJob {
  subject: Subject
  data: PreparedData
  config: BacktestConfig
  run: Training
  request: TrainRequest
  lineage: Record<string, unknown>
  started: number
}

async function train(parts: Parts, job: TrainingJob, context: JobContext): Promise<void> {
  const { subject, data, config, run, request, lineage, started } = job
  const before = performance.now()
  const fitted = await fitFinal(parts, data.dataset, config, context)
  const fitMs = performance.now() - before
  const attributes: ModelAttributes = {
    classes: [...fitted.classes.names],
    calibration: plainCalibration(fitted),
    lineage,
    threshold: thresholdOf(subject, data, fitted),
  }
  const featureNames = data.dataset.matrix.features.map(({ name }) => name)
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
      ...innerMetrics(fitted),
      rows: fitted.trainRows.length,
      classes: attributes.classes,
      calibration: config.calibration,
      gate_state: await latestVerdict(parts, subject),
      timings: { load_ms: before - started, fit_ms: fitMs, total_ms: performance.now() - started },
    },
  })
}

/** Figures of the inner out-of-fold scores: of rows that no scoring model has seen. */
function innerMetrics({ classes, inner, innerRows }: FoldScores): Record<string, number | null> {
  if (classes.names.length !== 2) return {}
  const labels = Float64Array.from(innerRows, (row) => classes.ofRow[row])
  return {
    log_loss: logLoss(labels, inner.up, 2),
    brier: brier(labels, inner.up, 2),
    roc_auc: rocAuc(labels, inner.up, 2),
    accuracy: accuracy(labels, inner.up, 2),
  }
}

function thresholdOf(subject: Subject, data: PreparedData, fitted: FoldScores): number | null {
  if (data.dataset.returnBasis === 'forward' && data.dataset.matrix.target !== null) return null
  const thresholds = subject.model?.config.thresholds ?? subject.pack.defaults.thresholds
  const execution = { ...executionOf(subject, {}), entry: data.entry }
  const { rule } = suggestThreshold(data.dataset, fitted, thresholds, execution)
  return rule.kind === 'threshold' ? rule.level : null
}

function plainCalibration({ calibration }: FoldScores): ModelAttributes['calibration'] {
  if (calibration === null) return null
  const plain = (side: NonNullable<FoldScores['calibration']>['up']) =>
    side.kind === 'sigmoid' ? side : { ...side, x: [...side.x], y: [...side.y] }
  return { up: plain(calibration.up), down: calibration.down && plain(calibration.down) }
}
