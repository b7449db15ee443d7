import { type AuditReport, type AuditRequest, auditBacktest } from '../../../src/core/backtest/audit/audit.ts'
import { type BacktestConfig, defaultBacktestConfig } from '../../../src/core/backtest/config.ts'
import { featureColumns, planFits, runFit } from '../../../src/core/backtest/fits.ts'
import { assembleFolds, type FoldScores } from '../../../src/core/backtest/scores.ts'
import type { Dataset } from '../../../src/core/matrix/matrix.ts'

/** Few folds of small trees, with calibrated scores: all that an audit looks into, quickly fitted. */
export function auditConfig(rounds: number): BacktestConfig {
  return {
    ...defaultBacktestConfig,
    splits: 3,
    innerFolds: 3,
    calibration: 'sigmoid',
    booster: { rounds, depth: 2 },
  }
}

/** The fitted and scored folds that an audit is given. */
export function foldsOf(dataset: Dataset, config: BacktestConfig): FoldScores[] {
  const { plans, tasks } = planFits(dataset, config)
  const columns = featureColumns(dataset.matrix, null)
  const fits = tasks.map((task) => runFit(columns, task))
  return assembleFolds(plans, fits, config.calibration)
}

/** All steps of an audit at once. */
export function audit(request: AuditRequest): AuditReport {
  const steps = auditBacktest(request)
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}
