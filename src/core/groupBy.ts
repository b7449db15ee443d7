/** Indexes sorted by group, each group's in their order. */
export interface Grouped {
  /** Where each group begins in `index`; one more entry, for where the last ends. */
  start: Int32Array
  index: Int32Array
}

/**
 * Sorts indexes by group, in two passes.
 *
 * @param groups how many there are
 * @param groupOf the group of each index; -1 leaves it out
 */
export function groupBy(groups: number, groupOf: Int32Array): Grouped {
  const count = groupOf.length
  const start = new Int32Array(groups + 1)
  for (let index = 0; index < count; index++) {
    const group = groupOf[index]
    if (group >= 0) start[group + 1]++
  }
  for (let group = 0; group < groups; group++) start[group + 1] += start[group]
  const next = start.slice()
  const sorted = new Int32Array(start[groups])
  for (let index = 0; index < count; index++) {
    const group = groupOf[index]
    if (group >= 0) sorted[next[group]++] = index
  }
  return { start, index: sorted }
}

/** The indexes of one group. */
export function groupAt({ start, index }: Grouped, group: number): Int32Array {
  return index.subarray(start[group], start[group + 1])
}
