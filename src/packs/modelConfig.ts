import type { BandRule, LabelSpec } from '../core/labels/index.ts'
import type { IndicatorRequest } from './schemas/indicatorSet.ts'
import type { FeatureMap, ModelConfigFile } from './schemas/modelConfig.ts'
import type { CalibrationKind } from './schemas/parts.ts'

/** Hyperparameters under the trainer's names; an absent one has the trainer's default. */
export interface Hyperparameters {
  rounds?: number
  depth?: number
  rate?: number
  subsample?: number
  columnSample?: number
  lambda?: number
  alpha?: number
  gamma?: number
  minChildWeight?: number
  maxBins?: number
  /** Null: none. */
  earlyStoppingRounds?: number | null
  seed?: number
}

/** Which columns a model trains on, besides those of its indicators. */
export interface FeatureSelection {
  /** The only indicators whose outputs are features, when the config lists them; null: all that are computed. */
  only: IndicatorRequest[] | null
  flow: { perDistance: boolean; totals: boolean; ratios: boolean; atm: boolean; distanceMax: number }
  dealer: { profitDirection: boolean; divergence: boolean }
  openInterest: boolean
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
  /** Null when the config leaves it to the request; `universe` for scanners. */
  ticker: string | null
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
    rate: file.learning_rate,
    subsample: file.subsample,
    columnSample: file.colsample_bytree ?? file.colsample,
    lambda: file.reg_lambda ?? file.lambda,
    alpha: file.reg_alpha ?? file.alpha,
    gamma: file.min_split_loss ?? file.gamma,
    minChildWeight: file.min_child_weight,
    maxBins: file.max_bin,
    earlyStoppingRounds: file.early_stopping_rounds,
    seed: file.random_state ?? file.seed,
  }
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined))
}

const noFlow = { perDistance: true, totals: true, ratios: true, atm: false, distanceMax: 7 }

/** The features of a config, and the indicators that they add to those of its set. */
export function featuresOf(features: ModelConfigFile['features']): {
  selection: FeatureSelection
  added: IndicatorRequest[]
} {
  if (Array.isArray(features)) {
    return { selection: { ...selectionOf({}), only: features }, added: features }
  }
  return { selection: selectionOf(features ?? {}), added: features === undefined ? [] : addedBy(features) }
}

function selectionOf({ flow, dealer, oi }: FeatureMap): FeatureSelection {
  return {
    only: null,
    flow: flow
      ? {
          perDistance: flow.per_distance,
          totals: flow.totals,
          ratios: flow.ratios,
          atm: flow.atm,
          distanceMax: flow.distance_max ?? noFlow.distanceMax,
        }
      : noFlow,
    dealer: {
      profitDirection: dealer?.mm_profit_dir_simple ?? false,
      divergence: dealer?.divergence_score ?? false,
    },
    openInterest: oi?.include ?? false,
  }
}

function addedBy({ time, momentum, volatility }: FeatureMap): IndicatorRequest[] {
  const windowed = (name: string, windows: readonly number[]) =>
    windows.map((window): IndicatorRequest => ({ name, params: { window } }))
  return [
    ...(time?.day_of_week ? [{ name: 'day_of_week', params: {} }] : []),
    ...(time?.hour_of_day ? [{ name: 'hour_of_day', params: {} }] : []),
    ...(momentum?.include ? windowed('momentum', momentum.hourly_horizons) : []),
    ...(volatility?.include
      ? windowed('volatility', volatility.windows ?? volatility.hourly_windows ?? [3])
      : []),
  ]
}
