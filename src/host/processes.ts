import { hostname } from 'node:os'

/** Whether the process that owns a run (`pid@host`) still lives. One on another machine is taken to. */
export function isAlive(owner: string): boolean {
  const [pid, host] = owner.split('@')
  if (host !== hostname()) return true
  try {
    process.kill(Number(pid), 0)
    return true
  } catch (error) {
    // EPERM: it lives, but belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
