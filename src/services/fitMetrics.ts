import type { FinalScores } from '../core/backtest/index.ts'
import { accuracy, brier, logLoss, macroF1, rocAuc } from '../core/statistics/classification.ts'

/** How well a fitted model's scores tell the classes apart; `basis` of the scores says whether the model knew the rows. */
export function fitMetrics({ classes, rows, probability }: FinalScores): Record<string, number | null> {
  const labels = new Float64Array(rows.length)
  for (let index = 0; index < rows.length; index++) labels[index] = classes.ofRow[rows[index]]
  const count = classes.names.length
  return {
    log_loss: logLoss(labels, probability, count),
    brier: brier(labels, probability, count),
    roc_auc: rocAuc(labels, probability, count),
    accuracy: accuracy(labels, probability, count),
    macro_f1: macroF1(labels, probability, count),
  }
}
