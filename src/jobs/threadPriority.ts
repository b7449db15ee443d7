import { constants, getPriority, setPriority } from 'node:os'

/**
 * Steps that threads for fits stand below the thread that answers: with as many of them as cores, it gets nine tenths
 * of one as long as it has something to do, and they lose no more than it takes.
 */
const stepsBelow = 10

/** Linux has a priority for each thread. Elsewhere a thread could lower that of the whole process alone. */
const isOfThread = process.platform === 'linux'

/** The priority for a thread that is to stand behind the calling one; undefined where threads have none of their own. */
export function priorityBehind(): number | undefined {
  return isOfThread ? Math.min(constants.priority.PRIORITY_LOW, getPriority() + stepsBelow) : undefined
}

/** Gives the calling thread, and those that it starts from now on, a priority. */
export function takePriority(priority: number): void {
  try {
    // 0 is the calling process to the manual, and the calling thread to Linux.
    setPriority(0, priority)
  } catch {
    // A sandbox may forbid it: work is then done as it is without.
  }
}
