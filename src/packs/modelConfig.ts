import { joinNeeds, type MarketNeeds } from '../core/bars/marketData.ts'
import type { BandRule, LabelSpec } from '../core/labels/index.ts'
import { labelNeeds } from '../core/labels/labelNeeds.ts'
import { marketNeedsOf } from '../core/matrix/marketNeeds.ts'
import type { ContractRule } from '../core/options/contractPick.ts'
import type { FlowSelection } from '../core/options/flowColumns.ts'
import type { IndicatorRequest } from './schemas/indicatorSet.ts'
import type { ModelConfigFile } from './schemas/modelConfig.ts'
import type { CalibrationKind } from './schemas/parts.ts'

/** Hyperparameters under the trainer's names; an absent one has the trainer's default. */
export interface Hyperparameters {
  rounds?: number
  depth?: number
  maxLeaves?: number
  growth?: 'depth' | 'leaf'
  rate?: number
  subsample?: number
  columnSample?: number
  columnSampleByLevel?: number
  lambda?: number
  alpha?: number
  gamma?: number
  minChildWeight?: number
  maxBins?: number
  /** By feature: 1 the score may only rise with it, -1 only fall, 0 free. */
  monotone?: Record<string, number>
  /** Null: none. */
  earlyStoppingRounds?: number | null
  seed?: number
}

/** Which columns a model trains on. */
interface FeatureSelection {
  /** Columns of option trades that its matrix has beside those of the indicators; null: none. */
  flow: FlowSelection | null
  /** The only features, when the config lists them: outputs of these indicators, and flow columns; null: all columns. */
  only: { indicators: IndicatorRequest[]; flow: readonly string[] } | null
}

/** How features are cleaned before a model sees them. */
interface Hygiene {
  /** A column of 0 and 1 beside each feature, for where it was missing: part of the matrix. */
  missingFlags: boolean
  /** Fitted on the training rows of each fit, as are the categories of `oneHot`. */
  scaling: 'none' | 'robust'
  /** Names of feature columns. */
  oneHot: string[]
}

/** A model config with its spellings settled and the gaps filled from its id and its pack. */
export interface ModelConfig {
  /** Null when the config leaves it to the request; `universe` for several. */
  ticker: string | null
  /** Instruments of a universe, as the config lists them; null where it lists none. */
  tickers: readonly string[] | null
  assetType: 'eq' | 'opt'
  horizon: '0dte' | 'intraday' | 'swing' | 'long'
  cadence: '5m' | '15m' | 'hourly' | 'daily'
  algorithm: 'gbm' | 'xgb'
  label: LabelSpec
  /** Width of the FLAT class; null: two classes by the sign of the return. */
  band: BandRule | null
  /** What the matrix computes. */
  indicators: IndicatorRequest[]
  features: FeatureSelection
  hygiene: Hygiene
  hyperparameters: Hyperparameters
  calibration: CalibrationKind
  thresholds: number[]
  hours: number[] | null
  splits: number
  embargo: number
  source: string
  trainWindow: { start: string; end: string } | null
  periodsPerYear: number | null
  notes: string | null
  template: { id: string; version: number } | null
  /** The file as plain values. */
  raw: Record<string, unknown>
}

export function hyperparametersOf(file: NonNullable<ModelConfigFile['hyperparams']>): Hyperparameters {
  const named: Hyperparameters = {
    rounds: file.n_estimators,
    depth: file.max_depth,
    maxLeaves: file.max_leaves,
    growth: file.grow_policy && (file.grow_policy === 'lossguide' ? 'leaf' : 'depth'),
    rate: file.learning_rate,
    subsample: file.subsample,
    columnSample: file.colsample_bytree ?? file.colsample,
    columnSampleByLevel: file.colsample_bylevel,
    lambda: file.reg_lambda ?? file.lambda,
    alpha: file.reg_alpha ?? file.alpha,
    gamma: file.min_split_loss ?? file.gamma,
    minChildWeight: file.min_child_weight,
    maxBins: file.max_bin,
    monotone: file.monotone_constraints,
    earlyStoppingRounds: file.early_stopping_rounds,
    seed: file.random_state ?? file.seed,
  }
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined))
}

/** What a matrix of this config needs beside bars, with the contracts that it picks. */
export function needsOf(
  {
    indicators,
    features,
    label,
    cadence,
  }: Pick<ModelConfig, 'indicators' | 'features' | 'label' | 'cadence'>,
  contracts: ContractRule | null = null,
): MarketNeeds {
  return joinNeeds([
    marketNeedsOf({ indicators, flow: features.flow, contracts }),
    labelNeeds(label, cadence),
  ])
}

/** Whether decisions are about options that expire the same day. */
export function isSameDay({ assetType, horizon }: Pick<ModelConfig, 'assetType' | 'horizon'>): boolean {
  return assetType === 'opt' && horizon === '0dte'
}
