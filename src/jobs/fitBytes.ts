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

/** Of a process of Sigma at work, without columns, threads and fits: as peaks of sweeps were measured (sweeps.md). */
const processBytes = 205 * 2 ** 20

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
 * Peak of a process that fits so many models side by side on columns of so many bytes. They are worker threads, which
 * share a second copy of the columns; one short fit at a time goes without, and takes less.
 */
export function peakBytes(columns: number, fit: number, lanes: number): number {
  return processBytes + 2 * columns + lanes * (fit + threadBytes)
}

/** Peak of a process that reads a file of so many bytes into columns. */
export function loadBytes(file: number, columns: number): number {
  return processBytes + file + columns
}

/** How many fits side by side stay within a limit, from 1 to `most`; 0 where one is too much. */
export function lanesWithin(limit: number, columns: number, fit: number, most: number): number {
  const left = limit - peakBytes(columns, fit, 0)
  return Math.max(0, Math.min(most, Math.floor(left / (fit + threadBytes))))
}
