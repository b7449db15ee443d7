import type { Bars } from './bars.ts'

/** A price that changed overnight by the ratio of a share split. */
export interface SplitJump {
  /** First bar of the session after the split. */
  row: number
  column: 'open' | 'close'
  /** New price to old, such as `1:4` for a split of one share into four. */
  ratio: string
  /** What the price was multiplied by. */
  factor: number
}

const parts = [2, 3, 4, 5, 6, 7, 8, 10, 20]
const splits = [
  ...parts.map((n) => ({ ratio: `1:${n}`, factor: 1 / n })),
  { ratio: '2:3', factor: 2 / 3 },
  { ratio: '3:2', factor: 3 / 2 },
  ...parts.map((n) => ({ ratio: `${n}:1`, factor: n })),
]

/** How far the price may have moved beside the split. */
const tolerance = 0.03

/**
 * Overnight jumps that look like splits which the prices were not adjusted for: the open of a session, or else the
 * close of its first bar, within 3 % of the last close before it times 1:2 … 1:20, 2:3, or the reverse of these. A crash
 * can do the same, so nothing is adjusted.
 */
export function splitJumps({ session, open, close }: Bars): SplitJump[] {
  const jumps: SplitJump[] = []
  for (let row = 1; row < session.length; row++) {
    if (session[row] === session[row - 1]) continue
    const before = close[row - 1]
    const jump = jumpOf(row, 'open', open[row] / before) ?? jumpOf(row, 'close', close[row] / before)
    if (jump !== undefined) jumps.push(jump)
  }
  return jumps
}

function jumpOf(row: number, column: 'open' | 'close', factor: number): SplitJump | undefined {
  // Most nights move by far less than the smallest split, and a missing price by nothing.
  if (!(factor < 0.7 || factor > 1.4)) return undefined
  const split = splits.find((one) => Math.abs(factor / one.factor - 1) <= tolerance)
  return split && { row, column, ratio: split.ratio, factor }
}
