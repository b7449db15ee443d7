import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'

/** The owners that work in this process now. */
const working = new Set<string>()

/**
 * Makes the name of an owner of runs, `pid@host#id`, or `pid@host#id:start` where the platform tells when a process
 * started. A number alone does not name a process: after a container starts again its server has the same one, and
 * elsewhere it may be given to another program. The owner lives until it is let go, or its process ends.
 */
export function newOwner(): { owner: string; letGo(): void } {
  const start = processState(process.pid)?.start
  const owner = `${process.pid}@${hostname()}#${randomUUID()}${start === undefined ? '' : `:${start}`}`
  working.add(owner)
  return { owner, letGo: () => void working.delete(owner) }
}

/** Whether the owner of a run still lives. One on another machine, which can't be asked, is taken to. */
export function isAlive(owner: string): boolean {
  const [, digits, host, start] = /^(\d+)@([^#]+)#[^:]+(?::(\d+))?$/.exec(owner) ?? []
  if (digits === undefined || host !== hostname()) return true
  const pid = Number(digits)
  if (pid === process.pid) return working.has(owner)
  const state = processState(pid)
  if (state === undefined) return takesSignals(pid)
  return !state.ended && (start === undefined || start === state.start)
}

/**
 * What Linux tells of a process: when it started, in clock ticks since the machine did, and whether it has ended and
 * only waits for its parent to notice. Undefined when there is none, and on other platforms.
 * Source: proc_pid_stat(5), fields 3 and 22. The second, the program's name in brackets, may have anything in it.
 */
function processState(pid: number): { start: string; ended: boolean } | undefined {
  let stat: string
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined
    throw error
  }
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return { start: fields[19], ended: fields[0] === 'Z' || fields[0] === 'X' }
}

function takesSignals(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it lives, but belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
