import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { type Kysely, sql } from 'kysely'
import { dialectOf } from '../../src/store/database.ts'
import type { Database } from '../../src/store/schema.ts'

/**
 * A meter of the processor time that this process and the server of its database have taken, in milliseconds: others on the
 * machine make it longer by less than what the clock shows. Of a server that is not on this Linux machine it has nothing.
 */
export async function processorMeter(db: Kysely<Database>): Promise<() => number> {
  const ofServer = dialectOf(db) === 'postgres' ? await serverMeter(db) : () => 0
  return () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1000 + ofServer()
  }
}

/** Of one connection: who asks one thing after the other always gets the same. */
async function serverMeter(db: Kysely<Database>): Promise<() => number> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db)
  const file = `/proc/${rows[0].pid}/schedstat`
  return () => (existsSync(file) ? Number(readFileSync(file, 'utf8').split(' ')[0]) / 1e6 : 0)
}

/** Milliseconds of processor time of a process and of its children, those that have ended too. Linux counts in hundredths of a second. */
export function familyProcessorMs(root: number): number {
  const living = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  let ticks = ticksOf(root, { withEnded: true })
  for (const pid of living) if (statOf(Number(pid))?.[1] === String(root)) ticks += ticksOf(Number(pid))
  return 10 * ticks
}

function ticksOf(pid: number, { withEnded = false } = {}): number {
  const fields = statOf(pid)
  return (fields?.slice(11, withEnded ? 15 : 13) ?? []).reduce((sum, ticks) => sum + Number(ticks), 0)
}

/** Of a process what stands behind its name: state, parent, and so on; undefined when it has ended. Source: proc_pid_stat(5). */
function statOf(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}

/** The process that has started another. @throws when that has ended */
export function parentOf(pid: number): number {
  const parent = Number(statOf(pid)?.[1])
  if (!Number.isInteger(parent)) throw new Error(`no process ${pid}`)
  return parent
}

/** A meter of the thread of a process that takes most processor time from now on, in milliseconds: of a worker, the one that fits. */
export function busiestThreadMeter(pid: number): () => number {
  const before = threadsOf(pid)
  return () => Math.max(...[...threadsOf(pid)].map(([thread, ms]) => ms - (before.get(thread) ?? 0)))
}

/** Milliseconds of processor time of each thread of a process. */
function threadsOf(pid: number): Map<string, number> {
  const folder = `/proc/${pid}/task`
  const timeOf = (thread: string) => readFileSync(`${folder}/${thread}/schedstat`, 'utf8').split(' ')[0]
  return new Map(readdirSync(folder).map((thread) => [thread, Number(timeOf(thread)) / 1e6]))
}
