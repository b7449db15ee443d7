/**
 * The best and the median time of several runs, in milliseconds of processor time of this thread's process. Processor
 * time, since these machines are shared: a wall clock would measure the neighbours.
 */
export function processorTime(runs: number, work: () => void): { best: number; median: number } {
  const times: number[] = []
  for (let run = 0; run < runs; run++) {
    const before = process.cpuUsage()
    work()
    const { user, system } = process.cpuUsage(before)
    times.push((user + system) / 1000)
  }
  times.sort((a, b) => a - b)
  return { best: times[0], median: times[times.length >> 1] }
}
