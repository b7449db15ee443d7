import type { Dataset, Matrix } from '../matrix/matrix.ts'
import type { Book } from './account.ts'
import { sidesOf } from './classScores.ts'
import type { Execution, Variant } from './config.ts'
import type { FinalScores, FoldScores } from './scores.ts'
import { both, cutoffOf, rowsInHours } from './signals.ts'
import {
  chooseByHour,
  chooseThreshold,
  type FoldTrials,
  innerTrials,
  type ThresholdChoice,
} from './threshold.ts'

/** What variants of the same hours share. */
export interface HoursPart {
  /** Hour of each matrix row; null for daily ones. */
  hourEt: Matrix['hourEt']
  inHours: Uint8Array | null
  /** Rows that may take a position: in hours and past the momentum gate. */
  allowed: Uint8Array | null
  /** By fold. */
  trials: FoldTrials[]
  /** By fold: the larger side of the raw inner scores in hours, rising. */
  rankedInner(fold: number): Float64Array
}

export function hoursPart(
  { matrix }: Dataset,
  book: Book,
  folds: readonly FoldScores[],
  execution: Execution,
  { hours }: Variant,
  momentum: Uint8Array | null,
): HoursPart {
  const inHours = rowsInHours(matrix, hours)
  const allowed = both(inHours, momentum)
  const ranked: (Float64Array | undefined)[] = folds.map(() => undefined)
  return {
    hourEt: matrix.hourEt,
    inHours,
    allowed,
    trials: folds.map((scores) => innerTrials(book, scores, execution, allowed, matrix.hourEt)),
    rankedInner(fold) {
      const known = ranked[fold] ?? rankInner(folds[fold], inHours)
      ranked[fold] = known
      return known
    },
  }
}

/** The rule that a fold trades, from its training part alone. */
export function chooseRule(part: HoursPart, fold: number, { selection }: Variant): ThresholdChoice {
  if (selection.kind === 'thresholds') {
    const { thresholds, perHour } = selection
    return perHour === undefined
      ? chooseThreshold(part.trials[fold], thresholds)
      : chooseByHour(part.trials[fold], thresholds, perHour, part.hourEt)
  }
  const ranked = part.rankedInner(fold)
  if (ranked.length === 0) {
    return { rule: { kind: 'flat' }, reason: 'no training row lies in the chosen hours', results: [] }
  }
  return { rule: { kind: 'cutoff', level: cutoffOf(ranked, selection.topPct) }, reason: null, results: [] }
}

function rankInner({ innerRaw, innerRows }: FoldScores, inHours: Uint8Array | null): Float64Array {
  const larger = innerRaw.up.map((up, index) => Math.max(up, innerRaw.down[index]))
  return larger.filter((_, index) => inHours === null || inHours[innerRows[index]] === 1).sort()
}

/**
 * The cut-off for a model trained on everything: the raw score that a row has to reach, taken as in a backtest from its
 * inner out-of-fold scores. Null where there are none.
 *
 * @param topPct share of the rows, above 0 and up to 1
 */
export function suggestCutoff({ raw, classes, rows }: FinalScores, topPct: number): number | null {
  const { up, down } = sidesOf(raw, classes, rows)
  const ranked = up.map((score, index) => Math.max(score, down[index])).sort()
  return ranked.length === 0 ? null : cutoffOf(ranked, topPct)
}
