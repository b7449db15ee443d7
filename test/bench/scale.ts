import { type ChildProcess, spawn } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { deserialize } from 'node:v8'
import { openParts } from '../../src/host/host.ts'
import { readSettings } from '../../src/host/settings.ts'
import type { Parts } from '../../src/services/parts.ts'
import { executeIn, type Shared, tell, wordOfQueue } from '../../src/services/shared.ts'
import { workAsOneOfMany } from '../../src/services/worker.ts'
import { countFitParts, readEndedFitParts, wantFitParts } from '../../src/store/fitParts.ts'
import { inTransaction } from '../../src/store/transaction.ts'
import { type PostgresServer, startPostgres } from '../postgres/server.ts'
import { makeRows } from './boostingGenerator.ts'
import { csvOf, totalMs } from './commands.ts'

// Workers as processes, on one machine, with a PostgreSQL of their own.

export const scaleChoices = ['sweep', 'overhead', 'faults'] as const

const shape = { rows: 12_000, features: 30 }
const configurations = 12
const folds = 5
const sweepRuns = 3

/** Milliseconds of a part of the queue's own measure, and how many of them are done one after the other. */
const part = { ms: 200, count: 100 }

const faults = { parts: 10_000, ms: 20, workers: 4, killEveryMs: 3_000 }

const program = join(process.cwd(), 'bin', 'sigma.js')

export async function scale(choices: readonly string[]): Promise<string[]> {
  const counts = choices.filter((choice) => /^\d+$/.test(choice)).map(Number)
  const wanted = choices.filter((choice) => !/^\d+$/.test(choice))
  const isWanted = (name: string): boolean => wanted.length === 0 || wanted.includes(name)
  const folder = mkdtempSync(join(tmpdir(), 'sigma-bench-'))
  const server = await startPostgres()
  try {
    return [
      ...(isWanted('sweep') ? await sweepBy(server, folder) : []),
      ...(isWanted('overhead') ? await overhead(server, folder) : []),
      ...(isWanted('faults') ? await withFaults(server, folder, counts[0] ?? faults.parts) : []),
    ]
  } finally {
    await server.remove()
    rmSync(folder, { recursive: true })
  }
}

let schemas = 0

interface Place {
  folder: string
  env: Record<string, string>
}

/** A workspace whose work is shared, with a schema of its own. */
function place(server: PostgresServer, folder: string): Place {
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

async function started(words: readonly string[], { folder, env }: Place): Promise<ChildProcess> {
  const child = spawn(process.execPath, [...words], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  await once(createInterface(child.stdout), 'line')
  return child
}

const aWorker = (at: Place): Promise<ChildProcess> =>
  started([program, 'worker', '--concurrency', '1', '--json'], at)

async function stopped(children: readonly ChildProcess[]): Promise<void> {
  for (const child of children) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
}

/** A sweep of sixty parts by one worker and by two: the ratio of their times, of sweeps one after the other. */
async function sweepBy(server: PostgresServer, folder: string): Promise<string[]> {
  const at = place(server, folder)
  writeFileSync(join(at.folder, 'rows.csv'), csvOf(makeRows({ ...shape, classes: 2, seed: 3 }), 2))
  const seconds: Record<1 | 2, number[]> = { 1: [], 2: [] }
  for (let run = 0; run < sweepRuns; run++) {
    for (const workers of [1, 2] as const) {
      const children = await Promise.all(Array.from({ length: workers }, () => aWorker(at)))
      // Data and code are loaded before the time is taken, as they are on a desk that sweeps all day.
      await timeOf(at, `warm ${run} ${workers}`, 2)
      seconds[workers].push(await timeOf(at, `${run} ${workers}`, configurations))
      await stopped(children)
    }
  }
  const ratios = seconds[1].map((one, run) => one / seconds[2][run])
  const shown = (values: readonly number[]) => values.map((value) => value.toFixed(2)).join(', ')
  return [
    `A sweep of ${configurations * folds} parts (${configurations} configurations × ${folds} folds, one thread each) on ${shape.rows.toLocaleString('en')} rows × ${shape.features} features.`,
    '',
    '| seconds by one worker | by two | times as fast |',
    '|---|---|---|',
    `| ${shown(seconds[1])} | ${shown(seconds[2])} | ${shown(ratios)} |`,
    '',
  ]
}

async function timeOf(at: Place, tag: string, of: number): Promise<number> {
  const sets = Array.from({ length: of }, (_, index) => `  - { rounds: ${60 + index}, depth: 5 }`)
  const file = `csv: rows.csv\ncolumns: { target: y }\ntop_pct_variants: [0.1]\nsplits: ${folds}\ninner_folds: 2\nhyperparams_variants:\n${sets.join('\n')}\n`
  writeFileSync(join(at.folder, 'sweep.yaml'), file)
  const words = ['sweep', 'run', '--file', 'sweep.yaml', '--tag', tag, '--json']
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

type Pretended = { parts: Parts; shared: Shared; close(): Promise<void> }

/** The parts of a process that only has the queue to do with. */
async function opened({ folder, env }: Place): Promise<Pretended> {
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
const resultOf = (key: string): string => createHash('sha256').update(key).digest('hex')

const pretending = (ms: number) => ({
  async fit({ key }: { key: string }, signal: AbortSignal): Promise<string> {
    await sleep(ms, undefined, { signal })
    return resultOf(key)
  },
})

/** What a worker of the benchmark's own does, in a process of its own: it only waits for as long as a fit would take. */
export async function pretendingWorker([folder, ms]: readonly string[]): Promise<string> {
  const { parts, shared } = await opened({ folder, env: ownEnvironment() })
  console.log('ready')
  const options = {
    queues: ['fits'] as const,
    concurrency: 2,
    host: 'here',
    partWork: pretending(Number(ms)),
  }
  await workAsOneOfMany(parts, shared, options, new AbortController().signal)
  return ''
}

function ownEnvironment(): Record<string, string> {
  const names = ['DATABASE_URL', 'DB_SCHEMA', 'SIGMA_JOBS', 'SIGMA_HOME']
  return Object.fromEntries(names.map((name) => [name, process.env[name] ?? '']))
}

async function putParts({ parts, shared }: Pretended, runId: string, count: number): Promise<string[]> {
  const all = Array.from({ length: count }, (_, index) => ({
    key: `${runId} ${index}`,
    spec: '{}',
    jobId: randomUUID(),
  }))
  for (let from = 0; from < count; from += 1_000) {
    const some = all.slice(from, from + 1_000)
    await inTransaction(parts.db, {}, async (trx) => {
      await wantFitParts(trx, { runKind: 'sweep', runId, userId: 'bench' }, some)
      const jobs = some.map(({ key, jobId }) => ({ id: jobId, subject: key }))
      await shared.jobs.put('fits', jobs, executeIn(trx))
      await tell(shared, trx, wordOfQueue('fits'))
    })
  }
  return all.map(({ key }) => key)
}

async function untilEnded({ parts }: Pretended, runId: string, everyMs: number): Promise<void> {
  for (;;) {
    const { ended, total } = await countFitParts(parts.db, runId)
    if (ended === total) return
    await sleep(everyMs)
  }
}

/** What a part takes beside its fit: to be taken, kept and heard of. */
async function overhead(server: PostgresServer, folder: string): Promise<string[]> {
  const one = await opened(place(server, folder))
  const stop = new AbortController()
  let busy = 0
  const pretended = pretending(part.ms)
  const timed = {
    async fit(...given: Parameters<typeof pretended.fit>): Promise<string> {
      const before = performance.now()
      try {
        return await pretended.fit(...given)
      } finally {
        busy += performance.now() - before
      }
    },
  }
  const options = { queues: ['fits'] as const, concurrency: 1, host: 'here', partWork: timed }
  const working = workAsOneOfMany(one.parts, one.shared, options, stop.signal)
  await putParts(one, 'warm', 5)
  await untilEnded(one, 'warm', 5)
  busy = 0
  const before = performance.now()
  await putParts(one, 'measured', part.count)
  await untilEnded(one, 'measured', 5)
  const whole = performance.now() - before
  stop.abort()
  await working
  await one.close()
  const ms = (whole - busy) / part.count
  return [
    `${part.count} parts of ${part.ms} ms, one after the other by one worker.`,
    '',
    '| milliseconds that the queue takes of a part | share of the part |',
    '|---|---|',
    `| ${ms.toFixed(1)} | ${((100 * ms) / part.ms).toFixed(1)} % |`,
    '',
  ]
}

/** Parts that are all done, once, whatever happens to workers and server meanwhile. */
async function withFaults(server: PostgresServer, folder: string, count: number): Promise<string[]> {
  const at = place(server, folder)
  const one = await opened(at)
  const keys = await putParts(one, 'faulty', count)
  const words = [process.argv[1], '--alone', 'scale', at.folder, String(faults.ms)]
  const workers = await Promise.all(Array.from({ length: faults.workers }, () => started(words, at)))
  const before = performance.now()
  const ended = untilEnded(one, 'faulty', 200)
  let isEnded = false
  void ended.then(() => {
    isEnded = true
  })
  let kills = 0
  let restarts = 0
  while (!isEnded) {
    await Promise.race([ended, sleep(faults.killEveryMs)])
    if (isEnded) break
    const victim = kills % faults.workers
    workers[victim].kill('SIGKILL')
    await once(workers[victim], 'exit')
    kills++
    if (kills === 3) {
      await server.stop('immediate')
      await sleep(1_000)
      await server.start()
      restarts++
    }
    workers[victim] = await started(words, at)
  }
  await ended
  const seconds = (performance.now() - before) / 1000
  await Promise.all(
    workers.map(async (worker) => {
      worker.kill('SIGKILL')
      await once(worker, 'exit')
    }),
  )
  let right = 0
  for (let from = 0; from < keys.length; from += 500)
    for (const { key, result } of await readEndedFitParts(one.parts.db, keys.slice(from, from + 500)))
      if (result !== null && deserialize(result) === resultOf(key)) right++
  const { attempts } = await one.parts.db
    .selectFrom('fit_parts')
    .select((eb) => eb.fn.sum<number>('attempts').as('attempts'))
    .executeTakeFirstOrThrow()
  await one.close()
  return [
    `${count.toLocaleString('en')} parts of ${faults.ms} ms, ${faults.workers} workers of two at a time, one of which is killed every ${faults.killEveryMs / 1000} s; the database server is ended like a crash, and started a second later.`,
    '',
    '| parts | with their result | tries | kills | restarts of the server | seconds |',
    '|---|---|---|---|---|---|',
    `| ${count} | ${right} | ${Number(attempts)} | ${kills} | ${restarts} | ${seconds.toFixed(0)} |`,
    '',
  ]
}
