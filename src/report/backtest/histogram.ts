export interface Histogram {
  bins: { from: number; to: number; count: number }[]
}

/** Values in bins of equal width, with an edge at zero; no bins without values. */
export function histogram(values: readonly number[], about = 24): Histogram {
  if (values.length === 0) return { bins: [] }
  const low = values.reduce((least, value) => Math.min(least, value), 0)
  const high = values.reduce((most, value) => Math.max(most, value), 0)
  const step = high > low ? (high - low) / about : 1
  const first = Math.floor(low / step)
  const last = Math.max(first, Math.ceil(high / step) - 1)
  const counts = Array.from({ length: last - first + 1 }, () => 0)
  for (const value of values) counts[Math.min(last, Math.max(first, Math.floor(value / step))) - first]++
  return {
    bins: counts.map((count, i) => ({ from: (first + i) * step, to: (first + i + 1) * step, count })),
  }
}
