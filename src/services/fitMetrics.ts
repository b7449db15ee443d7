import type { FinalScores } from '../core/backtest/index.ts'
import { accuracy, brier, logLoss, macroF1, rocAuc } from '../core/statistics/classification.ts'

/** How well a fitted model's scores tell the classes apart; `basis` of the scores says whether the model knew the rows. */
export function fitMetrics({ classes, rows, probability }: FinalScores): Record<string, number | null> {
  const labels = Float64Array.from(rows, (row) => classes.ofRow[row])
  const count = classes.names.length
  return {
    log_loss: logLoss(labels, probability, count),
    brier: brier(labels, probability, count),
    roc_auc: rocAuc(labels, probability, count),
    accuracy: accuracy(labels, probability, count),
    macro_f1: macroF1(labels, probability, count),
  }
}
