export {
  type BacktestConfig,
  type BoosterSettings,
  checkConfig,
  checkVariant,
  defaultBacktestConfig,
  defaultExecution,
  type Execution,
  type Variant,
} from './config.ts'
export { type BacktestResult, variantEvaluator } from './evaluate.ts'
export { type FitTask, type FoldPlan, featureColumns, planFinalFit, planFits } from './fits.ts'
export { assembleFolds, calibrateScores, type FoldScores, type ScoreCalibration } from './scores.ts'
export { suggestThreshold } from './threshold.ts'
