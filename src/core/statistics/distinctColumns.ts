import { areEqual } from '../equalArrays.ts'
import type { Steps } from '../steps.ts'

/** Columns without repetition, in the order in which each first comes, and how many are equal to each. */
export interface DistinctColumns {
  columns: Float64Array[]
  counts: number[]
}

/**
 * Columns of equal values once: variants of a sweep that differ by settings often take the same trades, and what depends
 * on their returns alone is then the same. In steps of a column.
 */
export function* distinctColumns(columns: readonly Float64Array[]): Steps<DistinctColumns> {
  const places = new Map<number, number[]>()
  const distinct: DistinctColumns = { columns: [], counts: [] }
  for (const column of columns) {
    const key = keyOf(column)
    const alike = places.get(key) ?? []
    places.set(key, alike)
    const place = alike.find((one) => areEqual(distinct.columns[one], column))
    if (place === undefined) {
      alike.push(distinct.columns.length)
      distinct.columns.push(column)
      distinct.counts.push(1)
    } else distinct.counts[place]++
    yield
  }
  return distinct
}

/** The same of equal columns, and seldom of others. */
function keyOf(column: Float64Array): number {
  let key = 0
  for (let row = 0; row < column.length; row++) key += column[row] * (row + 1)
  return key
}
