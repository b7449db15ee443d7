import { parseMemoryLimit } from '../contract/byteSize.ts'
import { eitherOf, parseHours, parseRiskProfile, parseWindow } from '../contract/spellings.ts'
import { parseVariants } from '../contract/sweepVariants.ts'
import type {
  Hyperparams,
  BacktestRequest as WireBacktest,
  SweepRequest as WireSweep,
  TrainRequest as WireTrain,
} from '../contract/types.ts'
import { invalidParam, SigmaError } from '../core/errors.ts'
import type { RunRequest } from '../services/backtestRequest.ts'
import type { DataRequest } from '../services/dataRequest.ts'
import type { BacktestRequest } from '../services/runBacktest.ts'
import type { FitRequest } from '../services/runSettings.ts'
import type { SubjectRequest } from '../services/subject.ts'
import type { SweepRequest } from '../services/sweepTrials.ts'
import type { TrainRequest } from '../services/trainModel.ts'
import { withConfig } from './configFields.ts'
import { type ExecutionFields, toExecutionRequest } from './executionRequest.ts'
import { given } from './given.ts'
import { refuseTogether, refuseWithout } from './together.ts'

/**
 * A threshold backtest by default; a share replaces the thresholds. Both at once are refused, but on the route of the
 * existing backend, where `share` lets the share win, as it did there.
 */
export function toBacktestRequest(body: WireBacktest, both: 'refuse' | 'share' = 'refuse'): BacktestRequest {
  const fields = withConfig(body)
  if (body.from_trial !== undefined) return toTrialRequest(body, body.from_trial)
  const { thresholds, topPct, hours, per_hour_thresholds: perHour, per_hour_select_by: selectBy } = fields
  if (both === 'refuse') refuseTogether({ thresholds, top_pct: topPct }, ['thresholds'], ['top_pct'])
  if (both === 'refuse')
    refuseTogether(
      { per_hour_thresholds: perHour || undefined, top_pct: topPct },
      ['top_pct'],
      ['per_hour_thresholds'],
    )
  const selection =
    topPct !== undefined
      ? { kind: 'top_pct' as const, topPct }
      : thresholds && { kind: 'thresholds' as const, thresholds }
  return {
    ...toRunRequest(fields),
    ...(selection && { selection }),
    ...(perHour && topPct === undefined && { perHour: selectBy ?? 'sharpe' }),
    ...(hours !== undefined && { hours }),
    ...given('audit', body.audit),
    ...given('report', body.report),
    ...given('cpcv', cpcvOf(fields)),
  }
}

/** Beside a trial stands what is no part of it. @throws INVALID_PARAM naming whatever else is given */
const besideTrial = [
  'from_trial',
  'tag',
  'force',
  'threads',
  'audit',
  'report',
  'risk_profile',
  'risk_budget_overrides',
  'save',
]

function toTrialRequest(body: WireBacktest, fromTrial: string): BacktestRequest {
  const others = Object.entries(body).flatMap(([name, value]) =>
    value == null || besideTrial.includes(name) ? [] : [name],
  )
  if (others.length > 0) {
    throw invalidParam(
      others.map((field) => ({
        field,
        issue: 'cannot stand beside from_trial, whose trial says it already',
      })),
    )
  }
  const { risk_profile, risk_budget_overrides, tag, force, threads, audit, report } = body
  return {
    fromTrial,
    ...toSubjectRequest({ risk_profile, risk_budget_overrides }),
    ...given('tag', tag),
    ...given('force', force),
    ...given('threads', threads),
    ...given('audit', audit),
    ...given('report', report),
  }
}

/** Six folds, two of them test, unless said otherwise. @throws INVALID_PARAM for what only other folds have. */
function cpcvOf({ cv, audit, splits, rolling, cpcv_groups, cpcv_test_groups }: CvFields): FitRequest['cpcv'] {
  if (cv !== 'cpcv') {
    refuseWithout({ 'cv: cpcv': undefined, cpcv_groups, cpcv_test_groups }, 'cv: cpcv', [
      'cpcv_groups',
      'cpcv_test_groups',
    ])
    return undefined
  }
  refuseTogether(
    { 'cv: cpcv': true, splits, rolling: rolling || undefined, audit: audit || undefined },
    ['cv: cpcv'],
    ['splits', 'rolling', 'audit'],
  )
  return { folds: cpcv_groups ?? 6, testFolds: cpcv_test_groups ?? 2 }
}

interface CvFields {
  cv?: string
  audit?: boolean
  splits?: number
  rolling?: boolean
  cpcv_groups?: number
  cpcv_test_groups?: number
}

export function toSweepRequest(body: WireSweep): SweepRequest {
  const all = { ...body, ...body.sweep, cpcv: body.cv === 'cpcv' || undefined }
  refuseTogether(all, ['momentum_gate'], ['momentum_gate_variants'])
  refuseTogether(all, ['splits', 'cpcv'], ['splits_variants'])
  refuseTogether(all, ['calibration'], ['calibration_variants'])
  const { thresholds, hours, splits, embargo, hyperparameterSets, hyperparameterRanges, ...lists } =
    parseVariants(body)
  return {
    ...toRunRequest({ ...body, splits, embargo }),
    ...given('cpcv', cpcvOf({ ...body, splits })),
    ...given('memoryLimit', parseMemoryLimit(body.memory_limit)),
    ...given('priority', body.priority),
    ...(thresholds && { thresholdSets: thresholds }),
    ...(hours && { hoursSets: hours }),
    ...(hyperparameterSets && { hyperparameterSets: hyperparameterSets.map(toHyperparameters) }),
    ...(hyperparameterRanges && { hyperparameterRanges: renamed(hyperparameterRanges) }),
    ...lists,
  }
}

export function toTrainRequest(body: WireTrain): TrainRequest {
  const hours = parseHours(body.allowed_hours)
  return {
    ...toSubjectRequest(body),
    ...toDataRequest(body),
    ...toFitRequest(body),
    ...(hours !== undefined && { hours }),
    ...(body.model_out != null && { out: body.model_out }),
    ...given('objective', body.objective),
    ...given('tag', body.tag),
    ...given('force', body.force),
  }
}

interface KeptFields {
  tag?: string
  force?: boolean
}

function toRunRequest(
  body: SubjectFields & DataFields & FitFields & ExecutionFields & KeptFields,
): RunRequest {
  return {
    ...toSubjectRequest(body),
    ...toDataRequest(body),
    ...toFitRequest(body),
    ...toExecutionRequest(body),
    ...given('tag', body.tag),
    ...given('force', body.force),
  }
}

interface SubjectFields {
  model_id?: string
  pack_id?: string
  csv?: string | null
  risk_profile?: string
  risk_budget_overrides?: SubjectRequest['budgetOverrides']
}

function toSubjectRequest(body: SubjectFields): SubjectRequest {
  const riskProfile = parseRiskProfile(body.risk_profile)
  return {
    ...given('modelId', body.model_id),
    ...given('packId', body.pack_id),
    ...given('csv', body.csv ?? undefined),
    ...given('riskProfile', riskProfile),
    ...given('budgetOverrides', body.risk_budget_overrides),
  }
}

interface DataFields {
  matrix_sha?: string
  csv?: string | null
  columns?: DataRequest['columns'] & { close?: string }
  target?: string | null
  horizon?: number
  periods_per_year?: number
  source?: string
  ticker?: string | null
  start?: string | null
  end?: string | null
}

/** @throws INVALID_PARAM when the fields name two kinds of data, or columns of a file where there is none. */
export function toDataRequest(body: DataFields): DataRequest {
  const ofBars = ['start', 'end', 'source', 'ticker'] as const
  refuseTogether(body, ['csv'], ['matrix_sha', ...ofBars])
  refuseTogether(body, ['matrix_sha'], ofBars)
  refuseWithout(body, 'csv', ['columns', 'target', 'horizon'])
  return {
    ...toRows(body),
    ...given('horizon', body.horizon),
    ...given('periodsPerYear', body.periods_per_year),
    ...given('matrix', toMatrixRequest(body)),
  }
}

/** Which rows of numbers are meant, in which columns. */
export function toRows(
  body: Pick<DataFields, 'matrix_sha' | 'csv' | 'columns' | 'target'>,
): Pick<DataRequest, 'matrixSha' | 'csv' | 'columns'> {
  const target = eitherOf('columns.target', body.columns?.target, 'target', body.target ?? undefined)
  const columns = { ...body.columns, ...given('target', target) }
  return {
    ...given('matrixSha', body.matrix_sha),
    ...given('csv', body.csv ?? undefined),
    ...(Object.keys(columns).length > 0 && { columns }),
  }
}

/** The matrix that a run names by its window, source or ticker; undefined when it names none. */
function toMatrixRequest(body: DataFields): DataRequest['matrix'] {
  const matrix = {
    ...parseWindow(body),
    ...given('source', body.source),
    ...given('ticker', body.ticker?.toUpperCase()),
  }
  return Object.keys(matrix).length > 0 ? matrix : undefined
}

interface FitFields {
  splits?: number
  embargo?: number
  rolling?: boolean
  inner_folds?: number
  calibration?: FitRequest['calibration']
  hyperparams?: Hyperparams
  seed?: number
  threads?: number
}

function toFitRequest(body: FitFields): FitRequest {
  return {
    ...given('splits', body.splits),
    ...given('embargo', body.embargo),
    ...given('rolling', body.rolling),
    ...given('innerFolds', body.inner_folds),
    ...given('calibration', body.calibration),
    ...given('hyperparameters', body.hyperparams && toHyperparameters(body.hyperparams)),
    ...given('seed', body.seed),
    ...given('threads', body.threads),
  }
}

function toHyperparameters({
  early_stopping_rounds,
  ...wire
}: Hyperparams): NonNullable<FitRequest['hyperparameters']> {
  return { ...renamed(wire), ...given('earlyStoppingRounds', early_stopping_rounds) }
}

/** Hyperparameters, or ranges of them, under the trainer's names. */
function renamed<Value, Same extends object>({
  max_leaves,
  min_child_weight,
  column_sample,
  column_sample_by_level,
  max_bins,
  ...same
}: Same & {
  max_leaves?: Value
  min_child_weight?: Value
  column_sample?: Value
  column_sample_by_level?: Value
  max_bins?: Value
}) {
  return {
    ...same,
    ...given('maxLeaves', max_leaves),
    ...given('minChildWeight', min_child_weight),
    ...given('columnSample', column_sample),
    ...given('columnSampleByLevel', column_sample_by_level),
    ...given('maxBins', max_bins),
  }
}

/** Fields of the contract whose work this version can't do: refused by name, never ignored. */
export function refuseUnserved(asked: Record<string, boolean>): void {
  const names = Object.keys(asked).filter((name) => asked[name])
  if (names.length > 0) {
    throw new SigmaError('NOT_IMPLEMENTED', `${names.join(', ')}: part of the contract, but not served yet`, {
      next: `leave out ${names.join(', ')}`,
    })
  }
}

/** A trial that left no trace would make every later statistic too kind. */
export function saveWarnings({ save }: { save?: boolean }): string[] {
  return save === false ? ['save: false is not honoured: every trial counts in the ledger'] : []
}
