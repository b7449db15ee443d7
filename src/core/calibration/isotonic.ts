import { checkScores } from './scores.ts'

/** A rising line through the points (x, y): straight between them, level outside. */
export interface IsotonicCalibration {
  kind: 'isotonic'
  /** Scores, strictly ascending. */
  x: number[]
  /** Probabilities, never falling. */
  y: number[]
}

/**
 * The never falling step function nearest to the labels in squares: tied scores are averaged, then neighbours that
 * violate the order are pooled. Only the ends of each level stretch are kept.
 * Source: Ayer et al., An empirical distribution function for sampling with incomplete information (1955).
 * @param labels 0 or 1 per score
 * @throws UNPROCESSABLE without rows, INVALID_PARAM for a score that is no finite number or another label
 */
export function fitIsotonic(scores: Float64Array, labels: Float64Array): IsotonicCalibration {
  checkScores(scores, labels)
  const order = Uint32Array.from(scores, (_, row) => row).sort((a, b) => scores[a] - scores[b])
  const blocks: Block[] = []
  for (const row of order) {
    const last = blocks.at(-1)
    if (last && last.to === scores[row]) {
      last.sum += labels[row]
      last.rows++
    } else {
      pool(blocks)
      blocks.push({ from: scores[row], to: scores[row], sum: labels[row], rows: 1 })
    }
  }
  pool(blocks)

  const x: number[] = []
  const y: number[] = []
  for (const { from, to, sum, rows } of blocks) {
    x.push(from)
    y.push(sum / rows)
    if (to > from) {
      x.push(to)
      y.push(sum / rows)
    }
  }
  return { kind: 'isotonic', x, y }
}

/** Rows with one fitted value: scores from..to, number of rows and sum of labels. */
interface Block {
  from: number
  to: number
  sum: number
  rows: number
}

/** Merges the last block into those before it while its mean is not above theirs. */
function pool(blocks: Block[]): void {
  while (blocks.length > 1) {
    const last = blocks[blocks.length - 1]
    const before = blocks[blocks.length - 2]
    // means compared crosswise: counts and sums of labels are integers, so this is exact
    if (before.sum * last.rows < last.sum * before.rows) return
    before.to = last.to
    before.sum += last.sum
    before.rows += last.rows
    blocks.pop()
  }
}
