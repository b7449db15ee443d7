export {
  type BacktestConfig,
  type BoosterSettings,
  type ClassTarget,
  checkConfig,
  checkVariant,
  defaultBacktestConfig,
  defaultExecution,
  type Execution,
  type Variant,
} from './config.ts'
export { type BacktestDetail, type BacktestResult, evaluateVariant, variantEvaluator } from './evaluate.ts'
export {
  type FitResult,
  type FitTask,
  type FoldPlan,
  featureColumns,
  planFinalFit,
  planFits,
  runFit,
} from './fits.ts'
export type { FoldResult } from './foldResults.ts'
export type { CostResult, Metrics, UndefinedMetrics } from './metrics.ts'
export { assembleFolds, calibrateScores, type FoldScores, type ScoreCalibration } from './scores.ts'
export { positionsOf, type Rule, type Scores } from './signals.ts'
export { suggestThreshold, type ThresholdChoice, type ThresholdResult } from './threshold.ts'
