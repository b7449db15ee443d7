import type { FinalPredictions, FinalScores } from '../core/backtest/index.ts'
import { accuracy, brier, logLoss, macroF1, rocAuc } from '../core/statistics/classification.ts'
import { meanAbsoluteError, rootMeanSquaredError } from '../core/statistics/regression.ts'

/** How well a fitted model's scores tell the classes apart; `basis` of the scores says whether the model knew the rows. */
export function fitMetrics({ classes, rows, probability }: FinalScores): Record<string, number | null> {
  const labels = ofRows(classes.ofRow, rows)
  const count = classes.names.length
  return {
    log_loss: logLoss(labels, probability, count),
    brier: brier(labels, probability, count),
    roc_auc: rocAuc(labels, probability, count),
    accuracy: accuracy(labels, probability, count),
    macro_f1: macroF1(labels, probability, count),
  }
}

/** How far a fitted regression's predictions lie from the values of all matrix rows, in their unit. */
export function regressionMetrics(
  { rows, predicted }: FinalPredictions,
  ofRow: Float64Array,
): Record<string, number | null> {
  const values = ofRows(ofRow, rows)
  return { rmse: rootMeanSquaredError(values, predicted), mae: meanAbsoluteError(values, predicted) }
}

function ofRows(values: Float64Array, rows: Int32Array): Float64Array {
  const own = new Float64Array(rows.length)
  for (let index = 0; index < rows.length; index++) own[index] = values[rows[index]]
  return own
}
