import {
  type BacktestConfig,
  type BoosterSettings,
  defaultBacktestConfig,
  defaultExecution,
  defaultPortfolio,
  type Execution,
  type PortfolioRule,
} from '../core/backtest/index.ts'
import { invalidParam } from '../core/errors.ts'
import { resolveIndicator } from '../core/indicators/index.ts'
import { didYouMean } from '../core/nearest.ts'
import { capitalPolicy } from '../core/policy/capital.ts'
import type { Hyperparameters } from '../packs/modelConfig.ts'
import { appliedHours } from './appliedHours.ts'
import { type BracketsRequest, bracketsOf } from './brackets.ts'
import { type OptionsRequest, optionsOf } from './optionExecution.ts'
import type { PreparedData } from './preparedData.ts'
import type { Subject } from './subject.ts'

/** What a request may say about fitting. What is left out is the model's, then the pack's, then the default. */
export interface FitRequest {
  splits?: number
  embargo?: number
  rolling?: boolean
  innerFolds?: number
  /** Combinatorial folds instead of walk-forward ones. */
  cpcv?: NonNullable<BacktestConfig['cpcv']>
  /** Hours of New York time whose rows are used; null for all. As `appliedHours` without. */
  hours?: number[] | null
  calibration?: BacktestConfig['calibration'] | null
  /** Null rounds of early stopping switch off the model's. */
  hyperparameters?: Hyperparameters
  /** Names of features, each with its missing flag; null and absent: those of the model. */
  features?: string[] | null
  seed?: number
  /** Fits at a time at most; results do not depend on it. */
  threads?: number
}

/** What a request may say about trading. What is left out is the policy's. */
export interface ExecutionRequest {
  slippageBps?: number | null
  commissionBps?: number | null
  sizeByConfidence?: boolean | null
  confidenceCap?: number | null
  momentumGate?: boolean | null
  momentumMin?: number | null
  momentumColumn?: string | null
  longOnly?: boolean
  /** Absent: none. */
  brackets?: BracketsRequest
  /** Of models that buy options. */
  options?: OptionsRequest
  /** Of several tickers. */
  allocation?: PortfolioRule['allocation'] | null
  maxExposure?: number | null
  /** The label decides it; another one is refused. */
  entry?: Execution['entry']
}

/** The last share of the training rows, on which early stopping watches for gain. */
const earlyStoppingShare = 0.15

export function fitConfig(subject: Subject, request: FitRequest, data: PreparedData): BacktestConfig {
  const { dataset, band } = data
  const held = dataset.matrix.features.map(({ name }) => name)
  const ofModel = featuresOf(subject, held)
  const features = request.features ? featureSet(request.features, held, ofModel) : ofModel
  const isSet = features !== ofModel
  const config = subject.model?.config
  const { monotone, earlyStoppingRounds, seed, ...hyperparameters } = {
    ...config?.hyperparameters,
    ...defined(request.hyperparameters ?? {}),
  }
  const booster: BoosterSettings = {
    ...hyperparameters,
    ...(monotone && { monotone: monotoneOf(monotone, features ?? held, isSet ? held : undefined) }),
  }
  return {
    ...defaultBacktestConfig,
    splits: request.splits ?? config?.splits ?? subject.pack.defaults.splits,
    embargo: request.embargo ?? config?.embargo ?? subject.pack.defaults.embargo,
    mode: request.rolling ? 'rolling' : 'expanding',
    innerFolds: request.innerFolds ?? defaultBacktestConfig.innerFolds,
    calibration:
      request.calibration ?? (request.calibration === null ? 'none' : (config?.calibration ?? 'none')),
    classTarget: band ?? config?.band ?? { kind: 'sign' },
    booster,
    earlyStopping: earlyStoppingRounds ? { rounds: earlyStoppingRounds, share: earlyStoppingShare } : null,
    seed: request.seed ?? seed ?? defaultBacktestConfig.seed,
    hours: appliedHours(subject, request.hours, data).hours,
    features,
    ...preprocessingOf(subject, isSet ? features : null),
    // What combinatorial folds do not look at stands at its default, so that it tells no trials apart.
    ...(request.cpcv && { cpcv: request.cpcv, splits: defaultBacktestConfig.splits }),
  }
}

/**
 * What the model's config asks to be fitted on training rows; nothing where it asks for nothing.
 * @param set of features that a request names; null: it names none
 */
function preprocessingOf({ model }: Subject, set: string[] | null): Pick<BacktestConfig, 'preprocessing'> {
  if (!model) return {}
  const { scaling, oneHot: named } = model.config.hygiene
  const oneHot = set ? named.filter((name) => set.includes(name)) : named
  return scaling === 'none' && oneHot.length === 0 ? {} : { preprocessing: { scaling, oneHot } }
}

/** Thresholds to choose among where a request names none. */
export function thresholdsOf({ model, pack }: Subject): number[] {
  return model?.config.thresholds ?? pack.defaults.thresholds
}

/** The features that a config lists, which need not be all that its matrix holds; null for all. */
function featuresOf({ model }: Subject, held: readonly string[]): string[] | null {
  const only = model?.config.features.only
  if (!only) return null
  const outputs = only.indicators.flatMap((spec) => {
    const { indicator, params } = resolveIndicator(spec)
    return indicator.outputs(params)
  })
  const listed = [...only.flow, ...outputs]
  const kept = withFlags(listed, held)
  return kept.length > 0 ? kept : null
}

/** Of the features that are held those that are listed, in the order of the matrix, with their missing flags. */
function withFlags(listed: readonly string[], held: readonly string[]): string[] {
  return held.filter((name) => listed.includes(name) || listed.includes(name.replace(/_missing$/, '')))
}

/**
 * The features that a request names. The same as the model's are the model's, so that they are the same trial.
 * @throws INVALID_PARAM for names that the matrix does not hold
 */
function featureSet(asked: string[], held: readonly string[], ofModel: string[] | null): string[] | null {
  const unknown = asked.filter((name) => !held.includes(name))
  if (unknown.length > 0) {
    throw invalidParam(
      unknown.map((name) => ({
        field: 'feature_set_variants',
        issue: `the data has no feature ${name}${didYouMean(name, held)}`,
      })),
    )
  }
  const features = withFlags(asked, held)
  const same = ofModel ?? held
  return features.length === same.length && features.every((name) => same.includes(name)) ? ofModel : features
}

export function executionOf(
  subject: Subject,
  request: ExecutionRequest,
  { entry, dataset }: Pick<PreparedData, 'entry' | 'dataset'>,
): Execution {
  const { execution } = subject
  if (request.entry !== undefined && request.entry !== entry) {
    const issue = `${request.entry} does not fit the label of this data, which is earned from ${entry}`
    throw invalidParam([{ field: 'entry_mode', issue }], { next: `leave it out, or say ${entry}` })
  }
  return {
    ...defaultExecution,
    entry,
    slippageBps: request.slippageBps ?? execution.slippage_bps,
    commissionBps: request.commissionBps ?? execution.commission_bps,
    sizeByConfidence: request.sizeByConfidence ?? execution.size_by_conf,
    confidenceCap: request.confidenceCap ?? execution.conf_cap,
    momentumGate: request.momentumGate ?? execution.momentum_gate,
    momentumMin: request.momentumMin ?? execution.momentum_min,
    momentumColumn: request.momentumColumn ?? execution.momentum_column,
    longOnly: request.longOnly ?? false,
    ...(request.brackets && { brackets: bracketsOf(execution.brackets, request.brackets) }),
    ...optionsOf(subject, request.options, dataset),
    ...portfolioOf(subject, request, dataset),
  }
}

/** How several tickers share the capital; nothing where it is the default, or where there is one instrument. */
function portfolioOf(
  { policy }: Subject,
  { allocation, maxExposure }: ExecutionRequest,
  { matrix }: PreparedData['dataset'],
): Pick<Execution, 'portfolio'> {
  const asked = { allocation: allocation ?? undefined, maxExposure: maxExposure ?? undefined }
  if (!matrix.tickers) {
    const field = asked.allocation === undefined ? 'max_exposure' : 'allocation'
    if (asked[field === 'allocation' ? field : 'maxExposure'] === undefined) return {}
    const issue = 'shares the capital among several tickers, and the data has one'
    throw invalidParam([{ field, issue }], { next: `leave out ${field}, or name the column with --ticker` })
  }
  const portfolio = { ...defaultPortfolio, ...(policy && capitalPolicy(policy)), ...defined(asked) }
  const isUsual =
    portfolio.allocation === defaultPortfolio.allocation &&
    portfolio.maxExposure === defaultPortfolio.maxExposure
  return isUsual ? {} : { portfolio }
}

/** @param known features that may be named though they are not used */
function monotoneOf(
  directions: Record<string, number>,
  features: readonly string[],
  known: readonly string[] = features,
): Int8Array {
  const unknown = Object.keys(directions).filter((name) => !known.includes(name))
  if (unknown.length > 0) {
    throw invalidParam(
      unknown.map((name) => ({
        field: `hyperparams.monotone.${name}`,
        issue: `is no feature${didYouMean(name, known)}`,
      })),
    )
  }
  return Int8Array.from(features, (name) => directions[name] ?? 0)
}

/** Without the absent fields, which would hide those of the model. */
function defined<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>
}
