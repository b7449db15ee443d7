import {
  checkBrackets,
  checkConfig,
  checkVariant,
  planFits,
  rowsWithMomentum,
} from '../core/backtest/index.ts'
import type { Dataset } from '../core/matrix/matrix.ts'
import type { Trial } from './backtestRequest.ts'

/** Throws whatever would make a trial fail on its data, before a run is made of it: it costs no fit. */
export function checkTrial(dataset: Dataset, { config, selection, execution }: Trial): void {
  checkConfig(config)
  checkVariant({ selection }, execution)
  checkBrackets(dataset, execution)
  rowsWithMomentum(dataset.matrix, execution)
  planFits(dataset, config)
}
