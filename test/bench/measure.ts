import { existsSync, readFileSync } from 'node:fs'

/** The best and the median time of several runs, in milliseconds. */
export interface Times {
  best: number
  median: number
}

/** What some work took, in milliseconds. */
export interface Took {
  wall: number
  /** Of this process, all its threads together. */
  processor: number
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
  return processorSince(before)
}

/** Both times of some work, and its result. */
export async function timed<T>(work: () => T | Promise<T>): Promise<{ result: T; took: Took }> {
  const before = process.cpuUsage()
  const start = performance.now()
  const result = await work()
  return { result, took: { wall: performance.now() - start, processor: processorSince(before) } }
}

function processorSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

export function summary(times: readonly number[]): Times {
  const sorted = [...times].sort((a, b) => a - b)
  const half = sorted.length / 2
  return { best: sorted[0], median: (sorted[Math.ceil(half) - 1] + sorted[Math.floor(half)]) / 2 }
}

const linuxStatus = '/proc/self/status'

/** The greatest size of this process so far, in bytes. */
export function peakMemory(): number {
  // Linux counts a parent's size at its fork into maxRSS, but not into VmHWM.
  const status = existsSync(linuxStatus) ? readFileSync(linuxStatus, 'utf8') : ''
  const kilobytes = /^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1] ?? process.resourceUsage().maxRSS
  return 1024 * Number(kilobytes)
}
