import type { AuditReport } from './audit.ts'
import type { AuditDifference } from './compare.ts'

/**
 * What an audit did and did not look at, in words.
 *
 * @param isForeign whether the data was a file, whose features can't be computed again
 */
export function auditText(report: AuditReport, isForeign: boolean): { checked: string; notChecked: string } {
  const { decisions, folds, features, trainingRows } = report
  const what = isForeign
    ? `${decisions} decisions in ${folds} folds were made again from rows that end with each of them: score, probability, rule and position, compared exactly. ` +
      `Of the ${trainingRows} training rows of all folds, no label ends after the first test row of its fold, and each threshold or cut-off follows from returns known by then.`
    : `${decisions} decisions in ${folds} folds were made again from bars that end with each of them: ${features} features, score, probability, rule and position, compared exactly. ` +
      `The features, labels and classes of the ${trainingRows} training rows of all folds, and each threshold or cut-off, came out the same from bars that end with the first test row of the fold.`
  const not = isForeign
    ? 'A foreign file can not be computed again: whether its features or returns used later data stays hidden.'
    : 'What shows only at other decisions, or is wrong in the bars themselves, stays hidden.'
  return {
    checked: what,
    notChecked: `${not} Models were not fitted again: a fit follows from its training rows and the seed.`,
  }
}

/** A failed audit in a sentence: what differed at which decision, of how many differences. */
export function auditFailure(differences: readonly AuditDifference[]): string {
  const [{ fold, row, ts, what, used, recomputed }] = differences
  const others = differences.length - 1
  const more =
    others > 0
      ? `; ${others} more ${others === 1 ? 'difference' : 'differences'} at this or other decisions`
      : ''
  return (
    `the look-ahead audit failed: at the decision of ${new Date(ts).toISOString()} (row ${row}, fold ${fold + 1}) ` +
    `${what} is ${figure(used)} with all data at hand and ${figure(recomputed)} with what was known then${more}`
  )
}

const figure = (value: number | string | null): string => (value === null ? 'missing' : String(value))
