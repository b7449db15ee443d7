/** The best and the median time of several runs, in milliseconds. */
export interface Times {
  best: number
  median: number
}

/** Times of several runs of some work. */
export function processorTimes(runs: number, work: () => void): Times {
  return summary(Array.from({ length: runs }, () => processorTime(work)))
}

/**
 * Milliseconds of processor time of this process, all its threads together. Processor time, since machines are shared: a
 * wall clock would measure the neighbours.
 */
export function processorTime(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

export function summary(times: readonly number[]): Times {
  const sorted = [...times].sort((a, b) => a - b)
  return { best: sorted[0], median: sorted[sorted.length >> 1] }
}
