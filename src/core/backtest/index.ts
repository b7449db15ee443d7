export { advBps } from './advShare.ts'
export { auditBacktest } from './audit/audit.ts'
export { auditFailure, auditText } from './audit/auditText.ts'
export { cutAfter, type KnownAt, recomputedAt } from './audit/knownAt.ts'
export { recomputedTickersAt } from './audit/knownTickers.ts'
export { exitReasons } from './brackets/exits.ts'
export { bracketDistances, checkBrackets } from './brackets/range.ts'
export type { Brackets } from './brackets/settings.ts'
export { type BuyAndHold, buyAndHold } from './buyAndHold.ts'
export { classesOfModel, namesDirections } from './classes.ts'
export { calibrateClasses, probabilityOf, rowScores } from './classScores.ts'
export {
  type BacktestConfig,
  type BoosterSettings,
  checkConfig,
  checkVariant,
  defaultBacktestConfig,
  defaultExecution,
  defaultPortfolio,
  type Execution,
  type PortfolioRule,
  type Selection,
  type ThresholdMeasure,
  type Variant,
} from './config.ts'
export type { BacktestResult } from './evaluate.ts'
export { featureColumns, featureValues, planFinalFit, planFits, usedFeatures } from './fits.ts'
export type { FitTask } from './fitTasks.ts'
export { deadFeatures } from './learnable.ts'
export type { Metrics } from './metrics.ts'
export { wantedQuotes } from './options/wanted.ts'
export { assemblePaths, type PathedResult, type PathResult, pathsEvaluator } from './paths.ts'
export { capitalShares } from './portfolio/shares.ts'
export { type RandomEntries, randomDraws, randomTrader } from './randomEntries.ts'
export { planRegression } from './regression.ts'
export { type FeatureValues, usedRows } from './rowSets.ts'
export { suggestCutoff } from './rules.ts'
export {
  assembleFinal,
  assembleRegression,
  type FinalPredictions,
  type FinalScores,
  type FoldScores,
} from './scores.ts'
export { both, decide, type Rule, rowsInHours, rowsWithMomentum } from './signals.ts'
export { suggestThreshold } from './threshold.ts'
export { tradedUpTo } from './tradedUpTo.ts'
export { datasetOfHours, periodsOfHours } from './usedHours.ts'
