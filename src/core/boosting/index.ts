export { type BinnedTraining, binTraining, growBooster, trainBooster } from './booster.ts'
export { predictContributions } from './contributions.ts'
export type { Engine } from './engine/index.ts'
export { type SplitImportance, splitImportance } from './importance.ts'
export type { Booster, Tree } from './model.ts'
export type { BoosterParams } from './params.ts'
export { defaultBoosterParams } from './params.ts'
export {
  type PermutationImportance,
  permutationImportance,
} from './permutation.ts'
export { predictMargin, predictProbability } from './predictor.ts'
export type { RoundProgress } from './roundProgress.ts'
export { fromXgboostJson, type NamedBooster } from './xgboostReader.ts'
export { toXgboostJson } from './xgboostWriter.ts'
