/**
 * Of each value the share of the values that are not above it, from 0 to 1; equal values share their mean place. A missing
 * value has the rank 0 and takes no part in those of others (pandas: `rank(pct=True)`).
 */
export function percentRanks(values: readonly number[]): number[] {
  const present = [...values.keys()].filter((place) => !Number.isNaN(values[place]))
  present.sort((a, b) => values[a] - values[b])
  const ranks = new Array<number>(values.length).fill(0)
  for (let from = 0; from < present.length; ) {
    let to = from + 1
    while (to < present.length && values[present[to]] === values[present[from]]) to++
    // Places count from 1: those of equals are from + 1 to `to`.
    const mean = (from + 1 + to) / 2
    for (let place = from; place < to; place++) ranks[present[place]] = mean / present.length
    from = to
  }
  return ranks
}
