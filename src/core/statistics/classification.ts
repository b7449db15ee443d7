import { risingOrder } from '../matrix/risingOrder.ts'

/**
 * How good predicted probabilities are.
 *
 * `labels` are class numbers 0 .. classes-1, one per row. With two classes `probabilities` holds P(class 1) per row;
 * with more it is rows x classes, row-major. Every mean is over rows; without rows it is NaN.
 */

/** Probabilities are kept this far from 0 and 1 in the log loss, so that one sure mistake stays finite. */
const smallestProbability = 2 ** -52

/** Mean of -ln(probability of the true class). */
export function logLoss(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  classes: number,
): number {
  let sum = 0
  for (let row = 0; row < labels.length; row++) {
    const p = probabilityOf(probabilities, row, labels[row], classes)
    sum -= Math.log(Math.min(Math.max(p, smallestProbability), 1 - smallestProbability))
  }
  return sum / labels.length
}

/**
 * Brier score: with two classes the mean of (p - y)^2, with more the mean of the sum of squares over classes.
 * Source: Brier, Verification of forecasts expressed in terms of probability (1950).
 */
export function brier(labels: ArrayLike<number>, probabilities: ArrayLike<number>, classes: number): number {
  let sum = 0
  for (let row = 0; row < labels.length; row++) {
    if (classes === 2) {
      sum += (probabilities[row] - labels[row]) ** 2
      continue
    }
    for (let c = 0; c < classes; c++) {
      sum += (probabilities[row * classes + c] - (labels[row] === c ? 1 : 0)) ** 2
    }
  }
  return sum / labels.length
}

/**
 * Area under the ROC curve: the probability that a row of the class scores above one of another class, ties half.
 * With more than two classes the mean of one-against-rest over the classes for which it exists.
 * Null when no class has rows both inside and outside it.
 */
export function rocAuc(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  classes: number,
): number | null {
  if (classes === 2) return aucOfClass(labels, probabilities, 1, 0, 1)
  const areas: number[] = []
  for (let c = 0; c < classes; c++) {
    const area = aucOfClass(labels, probabilities, classes, c, c)
    if (area !== null) areas.push(area)
  }
  return areas.length === 0 ? null : areas.reduce((sum, area) => sum + area, 0) / areas.length
}

/** Rows per true class (first index) and predicted class (second). */
export function confusion(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  classes: number,
): number[][] {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0))
  for (let row = 0; row < labels.length; row++) {
    counts[labels[row]][predictedClass(probabilities, row, classes)]++
  }
  return counts
}

/** Share of rows whose predicted class is the true one. */
export function accuracy(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  classes: number,
): number {
  const counts = confusion(labels, probabilities, classes)
  return counts.reduce((sum, row, c) => sum + row[c], 0) / labels.length
}

/** Mean over all classes of F1 = 2 hits / (predicted + true); 0 for a class never predicted and never true. */
export function macroF1(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  classes: number,
): number {
  const counts = confusion(labels, probabilities, classes)
  let sum = 0
  for (let c = 0; c < classes; c++) {
    const actual = counts[c].reduce((total, count) => total + count, 0)
    const predicted = counts.reduce((total, row) => total + row[c], 0)
    if (actual + predicted > 0) sum += (2 * counts[c][c]) / (actual + predicted)
  }
  return sum / classes
}

function probabilityOf(
  probabilities: ArrayLike<number>,
  row: number,
  label: number,
  classes: number,
): number {
  if (classes > 2) return probabilities[row * classes + label]
  return label === 1 ? probabilities[row] : 1 - probabilities[row]
}

/** Two classes: 1 from a probability of one half on. More: the likeliest, the first of equal ones. */
function predictedClass(probabilities: ArrayLike<number>, row: number, classes: number): number {
  if (classes === 2) return probabilities[row] >= 0.5 ? 1 : 0
  let best = 0
  for (let c = 1; c < classes; c++) {
    if (probabilities[row * classes + c] > probabilities[row * classes + best]) best = c
  }
  return best
}

/** By ranks, tied scores sharing their mean rank (Mann-Whitney). */
function aucOfClass(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  stride: number,
  offset: number,
  positive: number,
): number | null {
  const rows = labels.length
  const scores = new Float64Array(rows)
  for (let row = 0; row < rows; row++) scores[row] = probabilities[row * stride + offset]
  const order = risingOrder(scores)
  let positives = 0
  let rankSum = 0
  for (let start = 0, end = 0; start < rows; start = end) {
    let tiedPositives = 0
    for (end = start; end < rows && scores[order[end]] === scores[order[start]]; end++) {
      if (labels[order[end]] === positive) tiedPositives++
    }
    positives += tiedPositives
    rankSum += (tiedPositives * (start + end + 1)) / 2
  }
  const negatives = rows - positives
  if (positives === 0 || negatives === 0) return null
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives)
}
