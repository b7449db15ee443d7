import type { Importance, Reliability } from '../contract/types.ts'
import {
  type BacktestConfig,
  type Execution,
  type FinalScores,
  namesDirections,
  type Selection,
  suggestCutoff,
  suggestThreshold,
} from '../core/backtest/index.ts'
import type { Dataset } from '../core/matrix/matrix.ts'
import { importanceOf, reliabilityOf } from './explainFit.ts'
import { fitMetrics, regressionMetrics } from './fitMetrics.ts'
import { type FitContext, fitFinal, fitRegression } from './fitModels.ts'
import type { ModelAttributes, ModelFile } from './modelFile.ts'
import type { Parts } from './parts.ts'
import type { PreparedData } from './preparedData.ts'

/** What a model is trained to say: the probability of each class, or a number by squared error. */
export type TrainObjective = 'classes' | 'squared'

/** A trained model, and what is said about it. */
export interface Trained
  extends Pick<FinalScores, 'preprocessing' | 'basis'>,
    Pick<ModelAttributes, 'classes' | 'calibration' | 'threshold' | 'thresholds_by_hour' | 'cutoff'> {
  booster: ModelFile['booster']
  /** Rows that it was trained on. */
  rows: number
  metrics: Record<string, number | null>
  importance: Importance
  /** Of probabilities, which a regression does not have. */
  reliability?: Reliability
  /** Milliseconds that binning its features took. */
  binMs: number
}

/** How the model is to be traded, by which its level is chosen. */
export interface Trading {
  selection: Selection
  execution: Execution
}

interface Training {
  data: PreparedData
  trading: Trading
  config: BacktestConfig
  objective: TrainObjective
  /** Whether its rows are scored out of fold too. */
  withInner: boolean
}

/** Trains a model on every row of known outcome. */
export function fitTraining(parts: Parts, training: Training, context: FitContext): Promise<Trained> {
  return (training.objective === 'squared' ? fitNumber : fitClasses)(parts, training, context)
}

async function fitClasses(
  parts: Parts,
  { data, trading, config, withInner }: Training,
  context: FitContext,
): Promise<Trained> {
  const fitted = await fitFinal(parts, data.dataset, config, context, { withInner })
  const { booster, preprocessing, basis, trainRows, classes, binMs } = fitted
  return {
    booster,
    preprocessing,
    basis,
    binMs,
    rows: trainRows.length,
    metrics: fitMetrics(fitted),
    importance: importanceOf(fitted, featuresOf(data, config)),
    reliability: reliabilityOf(fitted),
    classes: [...classes.names],
    calibration: plainCalibration(fitted),
    ...levelOf(trading, data, fitted),
  }
}

async function fitNumber(
  parts: Parts,
  { data, config, withInner }: Training,
  context: FitContext,
): Promise<Trained> {
  const { dataset } = data
  const fitted = await fitRegression(parts, dataset, config, context, { withInner })
  const { booster, preprocessing, basis, trainRows, binMs } = fitted
  return {
    booster,
    preprocessing,
    basis,
    binMs,
    rows: trainRows.length,
    metrics: regressionMetrics(fitted, dataset.matrix.retFwd),
    importance: importanceOf({ ...fitted, shuffled: null }, featuresOf(data, config)),
    classes: [],
    calibration: null,
    threshold: null,
  }
}

const featuresOf = ({ dataset }: PreparedData, config: BacktestConfig): string[] =>
  config.features ?? dataset.matrix.features.map(({ name }) => name)

/** Whether positions follow from the classes, and profit from the data. */
export function isTradable({ matrix, returnBasis }: Dataset): boolean {
  if (returnBasis === 'forward' && !matrix.retFwd.some(Number.isFinite)) return false
  return matrix.target === null || namesDirections(matrix.target)
}

/**
 * The level from which a score is traded, chosen on out-of-fold scores, or that of each hour. Null where nothing can be
 * traded, or no threshold has enough trades.
 */
function levelOf(
  { selection, execution }: Trading,
  { dataset }: PreparedData,
  fitted: FinalScores,
): Pick<Trained, 'threshold' | 'thresholds_by_hour' | 'cutoff'> {
  if (fitted.basis === 'training' || !isTradable(dataset)) return { threshold: null }
  if (selection.kind === 'top_pct')
    return { threshold: null, cutoff: suggestCutoff(fitted, selection.topPct) }
  const { rule } = suggestThreshold(dataset, fitted, selection, execution)
  if (rule.kind === 'by_hour')
    return { threshold: null, thresholds_by_hour: rule.levels.map(({ hour, level }) => ({ hour, level })) }
  return { threshold: rule.kind === 'threshold' ? rule.level : null }
}

function plainCalibration({ calibration }: FinalScores): ModelAttributes['calibration'] {
  if (calibration === null) return null
  return calibration.map((map) => (map.kind === 'sigmoid' ? map : { ...map, x: [...map.x], y: [...map.y] }))
}
