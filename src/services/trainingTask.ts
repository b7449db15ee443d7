import { createHash } from 'node:crypto'
import type { BacktestConfig } from '../core/backtest/index.ts'
import { preprocessedNames } from '../core/matrix/preprocessing.ts'
import type { GateState } from '../store/schema.ts'
import { type Training, updateTraining } from '../store/trainings.ts'
import { plainConfig } from './backtestRequest.ts'
import { trainingAssumptions } from './cardAssumptions.ts'
import { trainingRisks } from './cardRisks.ts'
import { isTradable, type Trading, type Trained, type TrainObjective } from './fitTraining.ts'
import { keepFile } from './keepFile.ts'
import { keepCard } from './modelCards.ts'
import { type ModelAttributes, writeModelFile } from './modelFile.ts'
import type { Parts } from './parts.ts'
import type { PreparedData } from './preparedData.ts'
import type { Subject } from './subject.ts'
import { latestVerdict } from './verdict.ts'
import { outputPath } from './workspace.ts'
import { writeWhole } from './writeWhole.ts'

/** A training with everything that it takes. */
export interface TrainingTask {
  subject: Subject
  data: PreparedData
  config: BacktestConfig
  objective: TrainObjective
  /** Whether its rows are scored out of fold too. */
  withInner: boolean
  trading: Trading
  run: Training
  /** A copy of the model file inside the workspace. */
  out: string | undefined
  warnings: string[]
  /** By the clock of `performance.now`: when it was asked for. */
  started: number
  loadMs: number
}

/** Whether rows are to be scored out of fold: for a calibration, a threshold, or because it was asked for. */
export function needsInner(
  innerFolds: number | null | undefined,
  { calibration }: BacktestConfig,
  { dataset }: PreparedData,
  objective: TrainObjective,
): boolean {
  if (innerFolds != null) return true
  return objective === 'classes' && (calibration !== 'none' || isTradable(dataset))
}

/** The backtest that a run was promoted from, also when that is gone; null for a fit. */
export function promotedFrom({ lineage }: Pick<Training, 'lineage'>): string | null {
  return typeof lineage?.promoted_from === 'string' ? lineage.promoted_from : null
}

/** Keeps a trained model: its file, what is said of it, and its card. @param fitMs how long fitting took */
export async function keepTraining(
  parts: Parts,
  task: TrainingTask,
  trained: Trained,
  fitMs: number,
): Promise<void> {
  const { data, config, run, out, warnings, started, loadMs } = task
  const features = config.features ?? data.dataset.matrix.features.map(({ name }) => name)
  const text = modelText(task, trained, features)
  const file = await keepFile(
    parts,
    Buffer.from(text),
    { kind: 'model', extension: 'json' },
    { trainingRunId: run.id },
  )
  if (out !== undefined) await writeWhole(outputPath(parts.workspace, out, 'model_out'), text)
  const lineage = { ...run.lineage, model_sha: createHash('sha256').update(text).digest('hex') }
  const gateState =
    promotedFrom(run) !== null && run.gateState !== null
      ? run.gateState
      : await latestVerdict(parts, task.subject, data)
  await updateTraining(parts.db, run.id, {
    progress: 100,
    modelOutUri: file.uri,
    ...(run.features === null && { features }),
    lineage,
    gateState,
    metrics: {
      ...trained.metrics,
      metrics_basis: trained.basis,
      warnings,
      rows: trained.rows,
      classes: trained.classes,
      calibration: config.calibration,
      importance: trained.importance,
      ...(trained.reliability && { reliability: trained.reliability }),
      timings: {
        load_ms: loadMs,
        bin_ms: trained.binMs,
        fit_ms: fitMs - trained.binMs,
        total_ms: performance.now() - started,
      },
    },
  })
  await keepTrainingCard(parts, task, trained, { features, lineage, gateState })
}

function modelText({ run }: TrainingTask, trained: Trained, features: string[]): string {
  const { booster, preprocessing } = trained
  const backtest = promotedFrom(run)
  const attributes: ModelAttributes = {
    classes: trained.classes,
    calibration: trained.calibration,
    lineage: run.lineage ?? {},
    threshold: trained.threshold,
    ...(trained.thresholds_by_hour && { thresholds_by_hour: trained.thresholds_by_hour }),
    ...(trained.cutoff !== undefined && { cutoff: trained.cutoff }),
    ...(backtest !== null && {
      promoted_from: backtest,
      gate_state: run.gateState === 'overridden' ? 'overridden' : 'passed',
    }),
    ...(preprocessing && { preprocessing: { features, columns: preprocessing } }),
  }
  const featureNames = preprocessing ? preprocessedNames(features, preprocessing) : features
  return writeModelFile({ booster, featureNames, attributes })
}

async function keepTrainingCard(
  parts: Parts,
  { subject, data, config, objective, run, warnings }: TrainingTask,
  trained: Trained,
  { features, lineage, gateState }: { features: string[]; lineage: object; gateState: GateState },
): Promise<void> {
  const { ts } = data.dataset.matrix
  await keepCard(parts, subject, {
    event: 'train',
    run_id: run.id,
    lineage,
    params: { ...plainConfig(config) },
    metrics: { ...trained.metrics, rows: trained.rows },
    features,
    contributions: trained.importance.features.map(({ feature, gain_share, loss_increase }) => ({
      ...{ feature, gain_share, loss_increase },
    })),
    window: { train_start: dayOf(ts.at(0)), train_end: dayOf(ts.at(-1)), test_start: null, test_end: null },
    evaluation: null,
    assumptions: trainingAssumptions(subject, data.dataset, config, trained.basis),
    risks: trainingRisks({
      metrics: trained.metrics,
      basis: trained.basis,
      gateState,
      leakage: data.leakage,
      warnings,
    }),
    outputs: {
      classes: objective === 'squared' ? null : trained.classes,
      calibration: objective === 'squared' ? null : config.calibration,
      thresholds: trained.threshold === null ? null : [trained.threshold],
      ...(trained.thresholds_by_hour && { thresholds_by_hour: trained.thresholds_by_hour }),
      top_pct: null,
    },
  })
}

/** A file that is trained on may have no times. */
function dayOf(time: number | undefined): string | null {
  return time === undefined || !Number.isFinite(time) ? null : new Date(time).toISOString().slice(0, 10)
}
