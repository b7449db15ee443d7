export { namesDirections } from './classes.ts'
export { calibrateClasses, probabilityOf } from './classScores.ts'
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
export { type FitTask, featureColumns, planFinalFit, planFits, usedFeatures } from './fits.ts'
export { deadFeatures } from './learnable.ts'
export { assembleFinal, assembleFolds, type FinalScores, type FoldScores } from './scores.ts'
export { rowsWithMomentum } from './signals.ts'
export { suggestThreshold } from './threshold.ts'
