import { invalidParam } from '../errors.ts'
import { normalQuantile } from '../statistics/normal.ts'
import { checkScores } from './scores.ts'

/** Rows of like scores. */
interface ReliabilityBin {
  /** Scores of the bin: its bounds by width, its lowest and highest score by count. */
  from: number
  to: number
  rows: number
  mean_score: number
  /** Share of the rows whose label is 1. */
  observed: number
  /** Where the true share lies, at 95 % (Wilson). */
  lower: number
  upper: number
}

export interface Reliability {
  rows: number
  /** Mean over rows of |mean score - observed share| of the row's bin. */
  expected_calibration_error: number
  /** Of rising scores; bins without rows are left out. */
  bins: ReliabilityBin[]
}

/**
 * Whether scores are probabilities: of rows that score about p, a share of about p should have the label 1.
 * `width` cuts [0, 1] into equal parts, a score on a bound being in the upper one; `count` gives every bin about the same
 * number of rows, equal scores staying together.
 * Sources: DeGroot and Fienberg, The comparison and evaluation of forecasters (1983); Naeini, Cooper and Hauskrecht,
 * Obtaining well calibrated probabilities using Bayesian binning (2015), for the expected calibration error.
 * @param labels 0 or 1 per score
 * @throws UNPROCESSABLE without rows, INVALID_PARAM for a score outside 0 to 1 or another label
 */
export function reliability(
  scores: Float64Array,
  labels: Float64Array,
  { bins, by }: { bins: number; by: 'count' | 'width' },
): Reliability {
  checkScores(scores, labels)
  const outside = scores.findIndex((score) => score < 0 || score > 1)
  if (outside >= 0) {
    const issue = `row ${outside} holds ${scores[outside]}, expected a probability from 0 to 1`
    throw invalidParam([{ field: 'scores', issue }])
  }
  const order = Uint32Array.from(scores, (_, row) => row).sort((a, b) => scores[a] - scores[b])
  const sorted = Float64Array.from(order, (row) => scores[row])
  const ends = by === 'width' ? endsByWidth(sorted, bins) : endsByCount(sorted, bins)
  const made: ReliabilityBin[] = []
  let start = 0
  ends.forEach((end, bin) => {
    if (end > start) {
      const bounds =
        by === 'width'
          ? { from: bin / bins, to: (bin + 1) / bins }
          : { from: sorted[start], to: sorted[end - 1] }
      const hits = order.subarray(start, end).reduce((sum, row) => sum + labels[row], 0)
      made.push({ ...bounds, ...summary(sorted.subarray(start, end), hits) })
    }
    start = end
  })
  const error = made.reduce((sum, bin) => sum + bin.rows * Math.abs(bin.mean_score - bin.observed), 0)
  return { rows: scores.length, expected_calibration_error: error / scores.length, bins: made }
}

/** For each bin the place after its last score. */
function endsByWidth(sorted: Float64Array, bins: number): number[] {
  const ends: number[] = []
  let end = 0
  for (let bin = 1; bin <= bins; bin++) {
    while (end < sorted.length && (bin === bins || sorted[end] < bin / bins)) end++
    ends.push(end)
  }
  return ends
}

function endsByCount(sorted: Float64Array, bins: number): number[] {
  const ends: number[] = []
  for (let bin = 1; bin <= bins; bin++) {
    let end = Math.max(ends.at(-1) ?? 0, Math.round((bin * sorted.length) / bins))
    while (end > 0 && end < sorted.length && sorted[end] === sorted[end - 1]) end++
    ends.push(end)
  }
  return ends
}

function summary(scores: Float64Array, hits: number): Omit<ReliabilityBin, 'from' | 'to'> {
  const rows = scores.length
  return {
    rows,
    mean_score: scores.reduce((sum, score) => sum + score, 0) / rows,
    observed: hits / rows,
    ...wilsonInterval(hits, rows),
  }
}

const z95 = normalQuantile(0.975)

/**
 * Where the share of hits lies at 95 %, also when all or none of a few rows hit.
 * Source: Wilson, Probable inference, the law of succession, and statistical inference (1927).
 */
export function wilsonInterval(hits: number, rows: number): { lower: number; upper: number } {
  const share = hits / rows
  const square = z95 * z95
  const scale = 1 + square / rows
  const middle = (share + square / (2 * rows)) / scale
  const half = (z95 / scale) * Math.sqrt((share * (1 - share)) / rows + square / (4 * rows * rows))
  return { lower: Math.max(0, middle - half), upper: Math.min(1, middle + half) }
}
