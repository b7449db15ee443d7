import type { Selection, ThresholdMeasure } from '../core/backtest/index.ts'
import type { PreparedData } from './preparedData.ts'

/**
 * Thresholds that are chosen by hour, where a request asks for it. Daily decisions have one hour, so that the choice is
 * the one for all rows: asked for by Sharpe ratio it is the usual one, and the same trial as without asking.
 */
export function selectionByHour(
  selection: Selection,
  perHour: ThresholdMeasure | undefined,
  { dataset }: Pick<PreparedData, 'dataset'>,
): { selection: Selection; warnings: string[] } {
  if (perHour === undefined || selection.kind === 'top_pct') return { selection, warnings: [] }
  const byHour: Selection = { ...selection, perHour }
  if (dataset.matrix.hourEt !== null) return { selection: byHour, warnings: [] }
  return perHour === 'sharpe'
    ? { selection, warnings: [`${oneHour} it is the same as without per_hour_thresholds`] }
    : { selection: byHour, warnings: [`${oneHour} it is the best of all rows by ${perHour}`] }
}

const oneHour = 'decisions are daily, and have one hour: each fold has one threshold;'
