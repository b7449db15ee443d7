import type { Booster } from './model.ts'

/**
 * How much the splits on each feature count, one number per column, by XGBoost's names of `get_score`:
 * `weight` counts the splits; `gain` is their mean loss reduction and `total_gain` its sum; `cover` is the mean sum of
 * hessians of the training rows that they part, and `total_cover` its sum. All are 0 for a feature that no split uses
 * (XGBoost leaves it out).
 */
export interface SplitImportance {
  weight: Float64Array
  gain: Float64Array
  total_gain: Float64Array
  cover: Float64Array
  total_cover: Float64Array
}

export function splitImportance({ trees, features }: Booster): SplitImportance {
  const weight = new Float64Array(features)
  const totalGain = new Float64Array(features)
  const totalCover = new Float64Array(features)
  for (const { left, feature, gain, cover } of trees) {
    for (let node = 0; node < left.length; node++) {
      if (left[node] < 0) continue
      weight[feature[node]]++
      totalGain[feature[node]] += gain[node]
      totalCover[feature[node]] += cover[node]
    }
  }
  const mean = (total: Float64Array) =>
    total.map((sum, feature) => (weight[feature] === 0 ? 0 : sum / weight[feature]))
  return {
    weight,
    gain: mean(totalGain),
    total_gain: totalGain,
    cover: mean(totalCover),
    total_cover: totalCover,
  }
}
