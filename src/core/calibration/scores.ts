import { invalidParam, SigmaError } from '../errors.ts'

/** Throws unless there is one label, 0 or 1, for each finite score, and at least one of them. */
export function checkScores(scores: Float64Array, labels: Float64Array): void {
  if (scores.length !== labels.length) {
    const issue = `expected one label per score (${scores.length}), got ${labels.length}`
    throw invalidParam([{ field: 'labels', issue }])
  }
  if (scores.length === 0) {
    throw new SigmaError('UNPROCESSABLE', 'calibration needs scores, got none', {
      next: 'widen the training window, or set calibration to none',
    })
  }
  const odd = scores.findIndex((score) => !Number.isFinite(score))
  if (odd >= 0) {
    throw invalidParam([{ field: 'scores', issue: `row ${odd} holds ${scores[odd]}, expected a number` }])
  }
  const other = labels.findIndex((label) => label !== 0 && label !== 1)
  if (other >= 0) {
    throw invalidParam([{ field: 'labels', issue: `row ${other} holds ${labels[other]}, expected 0 or 1` }])
  }
}
