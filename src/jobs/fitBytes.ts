/** What a fit is made of, as far as memory goes. */
export interface FitShape {
  rows: number
  features: number
  /** Class trees of a round: 1 where there are two classes. */
  groups: number
  depth: number
  maxBins: number
}

/** Of a worker thread that does nothing yet: its own heap and code. */
const threadBytes = 40 * 2 ** 20

/** Of a process of Sigma that has loaded nothing yet. */
const processBytes = 150 * 2 ** 20

/**
 * Bytes that one fit takes beside the columns: bins by row and by column, what each row carries (margin, gradients,
 * label, its places in two lists), and the sums of the nodes of one depth. As `FitMemory` lays them out.
 */
export function fitBytes({ rows, features, groups, depth, maxBins }: FitShape): number {
  const bins = rows * (2 * features + 16)
  const ofRows = rows * (8 + 20 * groups)
  const nodes = Math.min(2 ** Math.min(depth, 12), rows)
  return bins + ofRows + nodes * features * 16 * (maxBins + 1)
}

/** Bytes of the columns of a matrix. */
export function columnBytes(rows: number, columns: number): number {
  return 8 * rows * columns
}

/**
 * Peak of a process that fits so many models side by side on columns of so many bytes. More than one at a time are
 * worker threads, which share a second copy of the columns.
 */
export function peakBytes(columns: number, fit: number, lanes: number): number {
  return lanes > 1 ? processBytes + 2 * columns + lanes * (fit + threadBytes) : processBytes + columns + fit
}
