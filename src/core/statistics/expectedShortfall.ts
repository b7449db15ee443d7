/** Fewer losing trades say nothing about how bad the worst twentieth of the trades is. */
export const leastLosingTrades = 20

/** Mean of the worst returns, and how many they are. A loss is negative. */
interface Shortfall {
  value: number
  count: number
}

/**
 * Mean of the k worst returns, k = ⌊(n − 1) / 20⌋ + 1: those up to the lower 5 % order statistic.
 * Null when there are no returns or one is missing. Linear in n: the worst are selected, not sorted.
 */
export function expectedShortfall95(returns: Float64Array): Shortfall | null {
  if (returns.length === 0 || returns.some(Number.isNaN)) return null
  const count = Math.floor((returns.length - 1) / 20) + 1
  const worstFirst = returns.slice()
  gatherSmallest(worstFirst, count)
  let sum = 0
  for (let row = 0; row < count; row++) sum += worstFirst[row]
  return { value: sum / count, count }
}

/**
 * Reorders `values` so that its `count` smallest stand first, in any order.
 * Hoare's selection (Algorithm 65, Communications of the ACM 4(7), 1961), pivot in the middle.
 */
export function gatherSmallest(values: Float64Array, count: number): void {
  const target = count - 1
  let low = 0
  let high = values.length - 1
  while (low < high) {
    const pivot = values[(low + high) >>> 1]
    let left = low
    let right = high
    while (left <= right) {
      while (values[left] < pivot) left++
      while (values[right] > pivot) right--
      if (left <= right) {
        const swapped = values[left]
        values[left++] = values[right]
        values[right--] = swapped
      }
    }
    if (right < target) low = left
    if (target < left) high = right
  }
}
