import { hoursText, thresholdsText, topPctText } from '../contract/spellings.ts'
import type { ConfigTuple } from '../contract/types.ts'
import type { BacktestConfig, Execution, Selection } from '../core/backtest/index.ts'
import { defaultBoosterParams } from '../core/boosting/index.ts'
import { canonicalJson, sha256OfJson } from '../core/lineage/canonicalJson.ts'
import { bracketsTuple } from './brackets.ts'
import type { DataRequest } from './dataRequest.ts'
import { digest } from './digest.ts'
import { optionsTuple } from './optionExecution.ts'
import type { PreparedData } from './preparedData.ts'
import { remembered } from './remembered.ts'
import type { ExecutionRequest, FitRequest } from './runSettings.ts'
import type { Subject, SubjectRequest } from './subject.ts'

/** What backtests and sweeps have in common. */
export interface RunRequest extends SubjectRequest, DataRequest, FitRequest, ExecutionRequest {
  tag?: string
  /** Runs again although an equal request was done before. */
  force?: boolean
}

type Directions = NonNullable<NonNullable<ConfigTuple['hyperparams']>['monotone']>

/** One way to trade, fully resolved: what a trial is. */
export interface Trial {
  config: BacktestConfig
  selection: Selection
  execution: Execution
}

/**
 * Everything that determines a trial's returns, and nothing else: no tag, profile or engine version, no setting that
 * is switched off, and defaults as if they had been written out. However a request spells it, a trial counts once.
 */
export function trialSha({ matrixSha }: Pick<PreparedData, 'matrixSha'>, trial: Trial): string {
  const known = trialShas(trial)
  const sha = known.get(matrixSha) ?? makeTrialSha(matrixSha, trial)
  known.set(matrixSha, sha)
  return sha
}

/** By the matrix. */
const trialShas = remembered((_: Trial) => new Map<PreparedData['matrixSha'], string>())

/** As `sha256OfJson` of all of it, of which most is spelled once for all variants of a sweep. */
function makeTrialSha(matrixSha: PreparedData['matrixSha'], { config, selection, execution }: Trial): string {
  const members = [
    `"config":${hashedConfig(config)}`,
    `"execution":${hashedExecution(execution)}`,
    `"matrix_sha":${canonicalJson(matrixSha)}`,
    `"selection":${spelledSelection(selection)}`,
  ]
  return sha256OfText(`{${members.join(',')}}`)
}

/** As `sha256OfJson` hashes: what is hashed here, a thousand texts of a sweep, takes the platform a fraction of the time. */
const sha256OfText = (text: string): string => digest(text)

/** The canonical JSON of how a trial selects its rows. */
export const spelledSelection = remembered((selection: Selection) => canonicalJson(selection))

const hashedConfig = remembered((config: BacktestConfig) =>
  canonicalJson(plainConfig({ ...config, booster: writtenOut(config.booster) })),
)

const hashedExecution = remembered((execution: Execution) => {
  const { momentumGate, momentumMin, momentumColumn, sizeByConfidence, confidenceCap, ...rest } =
    withoutUnused(execution)
  return canonicalJson({
    ...rest,
    momentum: momentumGate ? { momentumMin, momentumColumn } : null,
    confidence: sizeByConfidence ? { confidenceCap } : null,
  })
})

/** Options have costs of their own: basis points of the instrument itself are not paid. */
function withoutUnused(execution: Execution): Execution {
  return execution.options ? { ...execution, slippageBps: 0, commissionBps: 0 } : execution
}

/** What the trainer does where a model says nothing. The objective and the seed are settled elsewhere. */
const {
  objective: _,
  classes: __,
  seed: ___,
  maxLeaves,
  growth,
  columnSampleByLevel,
  ...boosterDefaults
} = defaultBoosterParams

/**
 * Settings that the trainer was given after trials had been kept. Where they are at their defaults they are left out,
 * so that an earlier trial that is asked for again is still the same.
 */
const laterSettings = { maxLeaves, growth, columnSampleByLevel }

/** The settings of a booster with their defaults. */
function writtenOut(booster: BacktestConfig['booster']): BacktestConfig['booster'] {
  const all = { ...boosterDefaults, ...booster }
  if (all.maxLeaves === laterSettings.maxLeaves) delete all.maxLeaves
  if (all.growth === laterSettings.growth) delete all.growth
  if (all.columnSampleByLevel === laterSettings.columnSampleByLevel) delete all.columnSampleByLevel
  return all
}

/** Equal resolved requests share this key; changing any field changes it. */
export function requestKey(
  kind: string,
  subject: Subject,
  data: PreparedData,
  request: { tag?: string },
  engineVersion: string,
  trialShas: readonly string[],
): string {
  return requestKeys(kind, subject, data, request, engineVersion)(trialShas)
}

/** The keys of requests that differ in their trials alone. */
export function requestKeys(
  kind: string,
  subject: Subject,
  data: PreparedData,
  request: { tag?: string },
  engineVersion: string,
): (trialShas: readonly string[]) => string {
  const alike = canonicalJson({
    kind,
    pack_id: subject.packId,
    model_id: subject.modelId,
    lineage: subject.lineage,
    periods_per_year: data.dataset.periodsPerYear,
    tag: request.tag ?? null,
    engine_version: engineVersion,
  })
  // "trials" comes after all other names.
  return (shas) => sha256OfText(`${alike.slice(0, -1)},"trials":${canonicalJson(shas)}}`)
}

/**
 * A trial as answers show it: enough to ask for it again.
 * @param held names of the features of its matrix
 */
export function configTuple(
  { config, selection, execution }: Trial,
  { tag, held }: { tag: string | undefined; held: readonly string[] },
): ConfigTuple {
  return {
    ...selectionTuple(selection),
    allowed_hours: hoursText(config.hours),
    ...foldsTuple(config),
    embargo: config.embargo,
    calibration: config.calibration,
    momentum_gate: execution.momentumGate,
    momentum_min: execution.momentumMin,
    momentum_column: execution.momentumColumn,
    slippage_bps: execution.slippageBps,
    commission_bps: execution.commissionBps,
    size_by_conf: execution.sizeByConfidence,
    conf_cap: execution.confidenceCap,
    ...(execution.portfolio && {
      allocation: execution.portfolio.allocation,
      max_exposure: execution.portfolio.maxExposure,
    }),
    long_only: execution.longOnly,
    ...bracketsTuple(execution.brackets),
    ...optionsTuple(execution.options),
    inner_folds: config.innerFolds,
    hyperparams: hyperparamsOf(config, config.features ?? held),
    seed: config.seed,
    tag: tag ?? null,
  }
}

function foldsTuple({ cpcv, splits, mode }: BacktestConfig): Partial<ConfigTuple> {
  return cpcv
    ? { cv: 'cpcv', cpcv_groups: cpcv.folds, cpcv_test_groups: cpcv.testFolds }
    : { cv: 'walk_forward', splits, rolling: mode === 'rolling' }
}

/** In the spelling of the contract: directions go by the name of the feature. */
function hyperparamsOf(
  { booster, earlyStopping }: BacktestConfig,
  features: readonly string[],
): ConfigTuple['hyperparams'] {
  const { maxLeaves, minChildWeight, columnSample, columnSampleByLevel, maxBins, monotone, ...same } = booster
  return {
    ...same,
    ...(maxLeaves !== undefined && { max_leaves: maxLeaves }),
    ...(minChildWeight !== undefined && { min_child_weight: minChildWeight }),
    ...(columnSample !== undefined && { column_sample: columnSample }),
    ...(columnSampleByLevel !== undefined && { column_sample_by_level: columnSampleByLevel }),
    ...(maxBins !== undefined && { max_bins: maxBins }),
    ...(monotone && { monotone: directionsByName(monotone, features) }),
    ...(earlyStopping && { early_stopping_rounds: earlyStopping.rounds }),
  }
}

function directionsByName(directions: Int8Array, features: readonly string[]): Directions {
  const named: Directions = {}
  for (const [place, name] of features.entries()) {
    const direction = directions[place]
    if (direction === 1 || direction === -1) named[name] = direction
  }
  return named
}

/** The rule of a trial as its config tells it. */
export function selectionTuple(
  selection: Selection,
): Pick<ConfigTuple, 'kind' | 'value'> & Partial<ConfigTuple> {
  if (selection.kind === 'top_pct') return { kind: 'top_pct', value: topPctText(selection.topPct) }
  const { thresholds, perHour } = selection
  return {
    kind: 'thr',
    value: thresholdsText(thresholds),
    ...(perHour && { per_hour_thresholds: true, per_hour_select_by: perHour }),
  }
}

/** What lineage names a configuration by. */
export const configSha = remembered((config: BacktestConfig) => sha256OfJson(plainConfig(config)))

/** As plain JSON: typed arrays become lists. */
export function plainConfig({ booster, ...config }: BacktestConfig): object {
  const { monotone, ...settings } = booster
  return { ...config, booster: { ...settings, ...(monotone && { monotone: [...monotone] }) } }
}
