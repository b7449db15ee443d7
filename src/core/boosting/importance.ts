import type { Booster } from './model.ts'

/** Total gain of the splits on each feature, one number per column; it equals XGBoost's `total_gain`. */
export function featureImportance({ trees, features }: Booster): Float64Array {
  const total = new Float64Array(features)
  for (const { left, feature, gain } of trees) {
    for (let node = 0; node < left.length; node++) {
      if (left[node] >= 0) total[feature[node]] += gain[node]
    }
  }
  return total
}
