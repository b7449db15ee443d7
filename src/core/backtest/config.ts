import { type FieldError, invalidParam } from '../errors.ts'
import { type Brackets, bracketFaults } from './brackets/settings.ts'
import { type OptionExecution, optionFaults } from './options/settings.ts'

/** How a forward return becomes a class: its sign, or a band around zero that is FLAT. */
export type ClassTarget = { kind: 'sign' } | { kind: 'k_sigma'; k: number } | { kind: 'fixed_bp'; bp: number }

/** Tree settings that a model may choose; the objective follows from its classes, the seed from the run. */
export interface BoosterSettings {
  rounds?: number
  depth?: number
  maxLeaves?: number
  growth?: 'depth' | 'leaf'
  rate?: number
  lambda?: number
  alpha?: number
  gamma?: number
  minChildWeight?: number
  subsample?: number
  columnSample?: number
  columnSampleByLevel?: number
  maxBins?: number
  /** Per feature that is used: 1 rising, -1 falling, 0 free. */
  monotone?: Int8Array
}

/** Everything that determines a fit, and so its scores. Two equal ones share their fits. */
export interface BacktestConfig {
  /** Outer folds. */
  splits: number
  /** Fraction of the decision times left out before each test block. */
  embargo: number
  mode: 'expanding' | 'rolling'
  /**
   * Combinatorial folds instead of walk-forward ones: decision times in so many blocks, and every choice of `testFolds` of
   * them tested once. Absent: walk-forward, so that it is no part of hashes.
   */
  cpcv?: { folds: number; testFolds: number }
  /** Blocks of the training part that are scored out of fold. */
  innerFolds: number
  calibration: 'none' | 'sigmoid' | 'isotonic'
  classTarget: ClassTarget
  booster: BoosterSettings
  /** Stops after `rounds` without gain on the last `share` of the training rows, which are then not fitted. */
  earlyStopping: { rounds: number; share: number } | null
  seed: number
  /** Names of the features to use; null for all. */
  features: string[] | null
  /** What is fitted on the training rows and done to the features; absent: nothing, so that it is no part of hashes. */
  preprocessing?: {
    scaling: 'none' | 'robust'
    /** Names of features. */
    oneHot: string[]
  }
  /** Hours of New York time whose rows are used at all; null for all. Daily rows ignore it. */
  hours: number[] | null
}

export const defaultBacktestConfig: BacktestConfig = {
  splits: 5,
  embargo: 0,
  mode: 'expanding',
  innerFolds: 5,
  calibration: 'none',
  classTarget: { kind: 'sign' },
  booster: {},
  earlyStopping: null,
  seed: 2025,
  features: null,
  hours: null,
}

/** What the best threshold has most of. */
export type ThresholdMeasure = 'sharpe' | 'cum_ret' | 'trades'

/**
 * Thresholds to choose among; with `perHour` each hour of decisions has one of its own, the best by that measure.
 * Absent: one for all rows, so that it is no part of hashes. Or a share of the rows.
 */
export type Selection =
  | { kind: 'thresholds'; thresholds: number[]; perHour?: ThresholdMeasure }
  | { kind: 'top_pct'; topPct: number }

/** One way to trade given scores. `hours` restricts when a signal may be given; daily rows ignore it. */
export interface Variant {
  selection: Selection
  hours?: number[] | null
}

/** How signals become positions, and what changing one costs. */
export interface Execution {
  /**
   * `next_open`: filled at the open after the decision, held for the label horizon.
   * `session_close`, for close_to_open labels: filled at the close after the decision, left at the next open.
   */
  entry: 'next_open' | 'session_close'
  /** Basis points of |change of weight|, per side. */
  slippageBps: number
  /** Basis points of |change of weight|, per side. */
  commissionBps: number
  /** Size = 2 × probability − 1, at most `confidenceCap`, instead of 1. */
  sizeByConfidence: boolean
  confidenceCap: number
  /** No position while the feature `momentumColumn` (missing = 0) is below `momentumMin`. */
  momentumGate: boolean
  momentumMin: number
  momentumColumn: string
  longOnly: boolean
  /** Where positions leave before their horizon. Absent: nowhere, so that it is no part of hashes. */
  brackets?: Brackets
  /** Buys options instead of the instrument itself. Absent: it does not, so that it is no part of hashes. */
  options?: OptionExecution
  /** How several tickers share the capital; absent: `defaultPortfolio`, so that it is no part of hashes. */
  portfolio?: PortfolioRule
}

/** How several tickers share the capital. */
export interface PortfolioRule {
  /** Equal shares, or shares in inverse proportion to trailing volatility. */
  allocation: 'equal' | 'inverse_vol'
  /** Largest sum of |weight| over all tickers, a share of the capital; above it all are scaled down alike. */
  maxExposure: number
}

export const defaultPortfolio: PortfolioRule = { allocation: 'equal', maxExposure: 1 }

export const defaultExecution: Execution = {
  entry: 'next_open',
  slippageBps: 1,
  commissionBps: 0,
  sizeByConfidence: false,
  confidenceCap: 1,
  momentumGate: false,
  momentumMin: 0,
  momentumColumn: 'momentum_score_total',
  longOnly: false,
}

/** Cost of a change of weight by 1, as a fraction; of options what their costs are counted in, which is all of them. */
export function costRate(execution: Execution): number {
  return execution.options ? 1 : rateOfChange(execution)
}

/** Cost of a change of weight by 1 of the instrument itself, as a fraction. */
export function rateOfChange(execution: Execution): number {
  return (execution.slippageBps + execution.commissionBps) / 10_000
}

const isFraction = (value: number): boolean => value >= 0 && value <= 1

/** Refuses a configuration that no data could serve; lists every bad field. */
export function checkConfig(config: BacktestConfig): void {
  const errors: FieldError[] = []
  const expect = (holds: boolean, field: string, issue: string, got: unknown) => {
    if (!holds) errors.push({ field, issue: `expected ${issue}, got ${String(got)}` })
  }
  const { classTarget, earlyStopping, hours } = config
  const { growth, maxLeaves = 0 } = config.booster
  const least = growth === 'leaf' ? 'at least 2, for growth by leaf' : '0 for no limit, or at least 2'
  expect(growth === 'leaf' ? maxLeaves >= 2 : maxLeaves !== 1, 'hyperparams.max_leaves', least, maxLeaves)
  expect(
    Number.isInteger(config.splits) && config.splits >= 1,
    'splits',
    'a whole number of at least 1',
    config.splits,
  )
  expect(config.embargo >= 0 && config.embargo < 1, 'embargo', 'a fraction from 0 to below 1', config.embargo)
  expect(
    Number.isInteger(config.innerFolds) && config.innerFolds >= 2,
    'inner_folds',
    'a whole number of at least 2',
    config.innerFolds,
  )
  expect(Number.isSafeInteger(config.seed), 'seed', 'a whole number', config.seed)
  if (classTarget.kind === 'k_sigma')
    expect(classTarget.k >= 0, 'k_sigma', 'a number of at least 0', classTarget.k)
  if (classTarget.kind === 'fixed_bp')
    expect(classTarget.bp >= 0, 'fixed_bp', 'a number of at least 0', classTarget.bp)
  if (earlyStopping) {
    const { rounds, share } = earlyStopping
    expect(
      Number.isInteger(rounds) && rounds >= 1,
      'early_stopping.rounds',
      'a whole number of at least 1',
      rounds,
    )
    expect(share > 0 && share < 1, 'early_stopping.share', 'a fraction between 0 and 1', share)
  }
  if (config.cpcv) {
    const { folds, testFolds } = config.cpcv
    expect(Number.isInteger(folds) && folds >= 3, 'cpcv_groups', 'a whole number of at least 3', folds)
    const fits = Number.isInteger(testFolds) && testFolds >= 1 && testFolds < folds
    expect(fits, 'cpcv_test_groups', `a whole number from 1 to ${folds - 1}`, testFolds)
  }
  if (hours) expect(hours.length > 0, 'hours', 'at least one hour', 'none')
  if (errors.length > 0) throw invalidParam(errors)
}

/** Refuses a variant or an execution outside its bounds; lists every bad field. */
export function checkVariant(variant: Variant, execution: Execution): void {
  const errors: FieldError[] = []
  const expect = (holds: boolean, field: string, issue: string, got: unknown) => {
    if (!holds) errors.push({ field, issue: `expected ${issue}, got ${String(got)}` })
  }
  const { selection, hours } = variant
  if (selection.kind === 'thresholds') {
    const { thresholds } = selection
    const listed = thresholds.length > 0 ? thresholds.join(', ') : 'none'
    expect(
      thresholds.length > 0 && thresholds.every(isFraction),
      'thresholds',
      'probabilities from 0 to 1',
      listed,
    )
  } else {
    const { topPct } = selection
    expect(topPct > 0 && topPct <= 1, 'top_pct', 'a fraction above 0, up to 1', topPct)
  }
  if (hours) expect(hours.length > 0, 'hours', 'at least one hour', 'none')
  const isCost = (value: number) => Number.isFinite(value) && value >= 0
  expect(isCost(execution.slippageBps), 'slippage_bps', 'a number of at least 0', execution.slippageBps)
  expect(isCost(execution.commissionBps), 'commission_bps', 'a number of at least 0', execution.commissionBps)
  expect(isFraction(execution.confidenceCap), 'conf_cap', 'a fraction from 0 to 1', execution.confidenceCap)
  expect(Number.isFinite(execution.momentumMin), 'momentum_min', 'a number', execution.momentumMin)
  if (execution.brackets) errors.push(...bracketFaults(execution.brackets))
  if (execution.options) errors.push(...optionFaults(execution.options))
  const { maxExposure } = execution.portfolio ?? defaultPortfolio
  expect(maxExposure > 0 && maxExposure <= 1, 'max_exposure', 'a share above 0, up to 1', maxExposure)
  if (errors.length > 0) throw invalidParam(errors)
}
