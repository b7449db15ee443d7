import { spreadRows } from '../../matrix/spreadRows.ts'

/**
 * Places of decisions to make again, rising: the first and the last, and others spread over all of them, as many of
 * them among those that took a position. Whether a decision is in the sample depends on no price.
 *
 * @param position per decision, 0 where none was taken
 */
export function auditSample(position: Float64Array, atMost: number): number[] {
  const all = Int32Array.from(position, (_, place) => place)
  const taken = all.filter((place) => position[place] !== 0)
  const half = Math.max(1, Math.floor(atMost / 2))
  const ends = all.length > 0 ? [0, all.length - 1] : []
  const chosen = new Set([
    ...ends,
    ...spreadRows(taken, half),
    ...spreadRows(all, Math.max(1, atMost - half - 2)),
  ])
  return [...chosen].sort((a, b) => a - b)
}
