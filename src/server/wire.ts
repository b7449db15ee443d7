import type {
  BuildRun,
  MatrixProfile,
  TrainingRun,
  TrainingRunDetail,
  Artifact as WireArtifact,
} from '../contract/types.ts'
import type { MatrixRecord } from '../services/matrixRecord.ts'
import type { Artifact, Build, Training } from '../services/runs.ts'
import { promotedFrom } from '../services/trainingTask.ts'
import { stored } from './stored.ts'
import { objectIn, toRun } from './wireRun.ts'

// Builds, trainings and files of the store in the spelling of the contract.

export function toBuildRun(build: Build, record: MatrixRecord | null): BuildRun {
  return {
    ...toRun(build),
    matrix_sha: build.matrixSha,
    matrix_cached: build.metrics?.matrix_cached === true,
    metrics: build.metrics,
    out_csv_uri: build.outCsvUri,
    ...growthOf(build),
    ...(record && { profile: toProfile(record), leakage: toLeakage(record), warnings: record.warnings }),
  }
}

/** How much of the matrix was computed, where this build computed it. */
function growthOf({ metrics }: Build): Pick<BuildRun, 'bars' | 'bars_computed' | 'continued_from'> {
  const { bars, bars_computed, continued_from } = metrics ?? {}
  if (typeof bars !== 'number' || typeof bars_computed !== 'number') return {}
  return { bars, bars_computed, continued_from: typeof continued_from === 'string' ? continued_from : null }
}

export function toLeakage({ leakage }: MatrixRecord): NonNullable<BuildRun['leakage']> {
  return stored<NonNullable<BuildRun['leakage']>>(leakage)
}

export function toProfile({ features, rows, label_balance, preview }: MatrixRecord): MatrixProfile {
  const share = (name: string): number => (label_balance[name]?.pct ?? 0) / 100
  const missing = features.map((name) => preview.nan_pct[name] ?? 0)
  return {
    features: features.length,
    rows,
    label_balance: { pos: share('1'), neg: share('0'), classes: label_balance },
    nan_pct: missing.length === 0 ? 0 : missing.reduce((sum, pct) => sum + pct, 0) / missing.length,
  }
}

export function toTrainingRun(run: Training): TrainingRun {
  const {
    rows,
    classes,
    calibration,
    gate_state: _,
    metrics_basis,
    warnings,
    timings: __,
    importance: ___,
    reliability: ____,
    ...metrics
  } = run.metrics ?? {}
  return {
    ...toRun(run),
    metrics: run.metrics && stored<TrainingRun['metrics']>(metrics),
    features: run.features,
    rows: typeof rows === 'number' ? rows : null,
    ...(run.metrics &&
      stored<Pick<TrainingRun, 'classes' | 'calibration' | 'metrics_basis' | 'warnings'>>({
        classes,
        calibration,
        metrics_basis,
        warnings,
      })),
    ...(run.gateState && { gate_state: run.gateState }),
    promoted_from: promotedFrom(run),
    override: stored<NonNullable<TrainingRun['override']> | null>(objectIn(run.params, 'override')),
    model_out_uri: run.modelOutUri,
    model_sha: typeof run.lineage?.model_sha === 'string' ? run.lineage.model_sha : null,
  }
}

/** What a list leaves out, since it is long. */
export function toExplanation({ metrics }: Training): Pick<TrainingRunDetail, 'importance' | 'reliability'> {
  const { importance, reliability } = metrics ?? {}
  return stored<Pick<TrainingRunDetail, 'importance' | 'reliability'>>({
    ...(importance && { importance }),
    ...(reliability && { reliability }),
  })
}

export function toArtifact(artifact: Artifact): WireArtifact {
  return {
    id: artifact.id,
    kind: artifact.kind,
    uri: artifact.uri,
    sha256: artifact.sha256,
    size_bytes: artifact.size,
    build_run_id: artifact.buildRunId,
    training_run_id: artifact.trainingRunId,
    backtest_run_id: artifact.backtestRunId,
    sweep_id: artifact.sweepId,
    created_at: artifact.createdAt,
  }
}
