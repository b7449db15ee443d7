import type { RowRange } from './sessionRows.ts'

/**
 * The expiry among these rows that lies nearest to a day, the earlier of two; only those after `after` count.
 * Null where there is none. With `wanted` equal to `after` it is the front expiry, the first one.
 */
export function nearestExpiry(
  expiry: Int32Array,
  { from, to }: RowRange,
  after: number,
  wanted: number,
): number | null {
  let nearest: number | null = null
  for (let row = from; row < to; row++) {
    const day = expiry[row]
    if (day > after && (nearest === null || isNearer(day, nearest, wanted))) nearest = day
  }
  return nearest
}

/** Whether a is nearer to the target than b; of two equally near ones the lower is. */
export function isNearer(a: number, b: number, target: number): boolean {
  const difference = Math.abs(a - target) - Math.abs(b - target)
  return difference < 0 || (difference === 0 && a < b)
}
