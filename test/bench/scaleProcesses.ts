import { type ChildProcess, spawn } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { openParts } from '../../src/host/openParts.ts'
import { readSettings } from '../../src/host/settings.ts'
import type { Parts } from '../../src/services/parts.ts'
import { executeIn, fitJob, type Shared, tell, wordOfQueue } from '../../src/services/shared.ts'
import { workAsOneOfMany } from '../../src/services/worker.ts'
import { countFitParts, wantFitParts } from '../../src/store/fitParts.ts'
import { inTransaction } from '../../src/store/transaction.ts'
import type { PostgresServer } from '../postgres/server.ts'
import { totalMs } from './commands.ts'

// Processes that share their work, on one machine: those of Sigma itself, and those of the benchmark's own.

/** Test folds of each configuration. */
export const foldsOfSweep = 5

export const program = join(process.cwd(), 'bin', 'sigma.js')

let schemas = 0

export interface Place {
  folder: string
  env: Record<string, string>
}

/** A workspace whose work is shared, with a schema of its own. */
export function place(server: PostgresServer, folder: string): Place {
  const own = join(folder, `workspace${++schemas}`)
  mkdirSync(join(own, '.sigma'), { recursive: true })
  const env = {
    DATABASE_URL: server.url,
    DB_SCHEMA: `scale${schemas}`,
    SIGMA_JOBS: 'pgboss',
    SIGMA_HOME: join(own, 'home'),
  }
  return { folder: own, env }
}

/** A workspace that shares nothing with anyone. */
export function placeAlone(folder: string): Place {
  const own = join(folder, `alone${++schemas}`)
  mkdirSync(own)
  return { folder: own, env: { SIGMA_HOME: join(own, 'home') } }
}

export async function started(words: readonly string[], { folder, env }: Place): Promise<ChildProcess> {
  const child = spawn(process.execPath, [...words], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  await once(createInterface(child.stdout), 'line')
  return child
}

export const aWorker = (at: Place, more: readonly string[] = []): Promise<ChildProcess> =>
  started([program, 'worker', '--concurrency', '1', '--json', ...more], at)

export async function stopped(children: readonly ChildProcess[]): Promise<void> {
  for (const child of children) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
}

/** Seconds of a sweep over so many configurations, whose fits have so many rounds and a few more. */
export async function timeOf(
  at: Place,
  tag: string,
  { of, least = 60 }: { of: number; least?: number },
  more: readonly string[] = [],
): Promise<number> {
  const rounds = Array.from({ length: of }, (_, index) => least + index).join(', ')
  const axes = `top_pct: [0.1], splits: [${foldsOfSweep}], hyperparams: { depth: 5, rounds: [${rounds}] }`
  writeFileSync(join(at.folder, 'sweep.yaml'), `inner_folds: 2\naxes: { ${axes} }\n`)
  const on = ['--csv', 'rows.csv', '--target', 'y', '--file', 'sweep.yaml']
  const words = ['sweep', 'run', ...on, '--tag', tag, '--json', ...more]
  const child = spawn(process.execPath, [program, ...words], {
    cwd: at.folder,
    env: { ...process.env, ...at.env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout.on('data', (bytes: Buffer) => {
    text += bytes.toString()
  })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`the sweep ended with ${code}: ${text}`)
  return totalMs(text) / 1000
}

export type Pretended = { parts: Parts; shared: Shared; close(): Promise<void> }

/** The parts of a process that only has the queue to do with. */
export async function opened({ folder, env }: Place): Promise<Pretended> {
  const { settings } = await readSettings({ workspace: folder, env, flags: { log_level: 'error' } })
  const { parts, close } = await openParts({
    workspace: folder,
    settings,
    threads: 1,
    takesRuns: true,
    answersOthers: true,
  })
  if (!parts.shared) throw new Error('nothing is shared')
  return { parts, shared: parts.shared, close }
}

/** A result that tells its part, and who did it. */
export const resultOf = (key: string): string => createHash('sha256').update(key).digest('hex')

export const pretending = (ms: number) => ({
  async fit({ key }: { key: string }, signal: AbortSignal): Promise<string> {
    await sleep(ms, undefined, { signal })
    return resultOf(key)
  },
})

/** What a worker of the benchmark's own does, in a process of its own: it only waits for as long as a fit would take. */
export async function pretendingWorker([folder, ms, lanes = '2']: readonly string[]): Promise<string> {
  const { parts, shared } = await opened({ folder, env: ownEnvironment() })
  const options = {
    queues: ['fits'] as const,
    concurrency: Number(lanes),
    host: 'here',
    partWork: pretending(Number(ms)),
  }
  const { ended } = await workAsOneOfMany(parts, shared, options, new AbortController().signal)
  console.log('ready')
  await ended
  return ''
}

function ownEnvironment(): Record<string, string> {
  const names = ['DATABASE_URL', 'DB_SCHEMA', 'SIGMA_JOBS', 'SIGMA_HOME']
  return Object.fromEntries(names.map((name) => [name, process.env[name] ?? '']))
}

/** Puts fake parts of a run into the queue, numbered from the first. */
export async function putParts(
  { parts, shared }: Pretended,
  runId: string,
  count: number,
  first = 0,
): Promise<string[]> {
  const all = Array.from({ length: count }, (_, index) => ({
    key: `${runId} ${first + index}`,
    spec: '{}',
    jobId: randomUUID(),
  }))
  for (let from = 0; from < count; from += 1_000) {
    const some = all.slice(from, from + 1_000)
    await inTransaction(parts.db, {}, async (trx) => {
      const turns = await wantFitParts(trx, { runKind: 'sweep', runId, userId: 'bench' }, some)
      const jobs = some.map(({ key, jobId }) => fitJob({ key, jobId, turn: turns.get(key) ?? 0 }))
      await shared.jobs.put('fits', jobs, executeIn(trx))
      await tell(shared, trx, wordOfQueue('fits'))
    })
  }
  return all.map(({ key }) => key)
}

export async function untilEnded({ parts }: Pretended, runId: string, everyMs: number): Promise<void> {
  for (;;) {
    const { ended, total } = await countFitParts(parts.db, runId)
    if (ended === total) return
    await sleep(everyMs)
  }
}
