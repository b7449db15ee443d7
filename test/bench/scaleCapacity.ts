import type { ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { wordOfRun } from '../../src/services/shared.ts'
import { countFitParts, readEndedFitParts, unwantFitParts } from '../../src/store/fitParts.ts'
import type { PostgresServer } from '../postgres/server.ts'
import { makeRows } from './boostingGenerator.ts'
import { mostPartsPerSecond } from './capacityModel.ts'
import { csvOf } from './commands.ts'
import { familyProcessorMs, parentOf } from './processorTime.ts'
import {
  aWorker,
  foldsOfSweep,
  opened,
  type Pretended,
  place,
  program,
  putParts,
  started,
  stopped,
  timeOf,
} from './scaleProcesses.ts'

// What a part takes of the database and of the processes around it, and how many a second they bear: what the model of
// docs/operations/capacity.md is made of, and what it is checked by.

/** What the server has to be started with, for its statements to be counted. */
export const countingStatements = {
  shared_preload_libraries: 'pg_stat_statements',
  'pg_stat_statements.max': '10000',
}

/** Parts that take as long as the shortest of real ones, far from what the machine bears. */
const calm = { coordinators: 2, workers: 2, lanes: 5, ms: 200, pauseMs: 150, seconds: 10 }

/** Parts that take next to nothing, as many as can be. */
const saturated = { coordinators: 4, workers: 2, lanes: 8, ms: 1, pauseMs: 0, seconds: 12 }

/** Seconds in which nobody asks for anything. */
const idleSeconds = 8

const shownStatements = 12

/** Parts of a fake sweep that are in the queue at a time: of as many configurations as real ones put ahead. */
const partsAtOnce = 12 * foldsOfSweep

type Course = typeof calm

/** What was taken between two looks. Times in milliseconds of processor time. */
interface Counted {
  parts: number
  seconds: number
  databaseMs: number
  workerMs: number
  coordinatorMs: number
  statements: number
  transactions: number
  walBytes: number
  /** How often each was asked, the most frequent first. */
  frequent: { text: string; calls: number }[]
}

export async function capacity(server: PostgresServer, folder: string): Promise<string[]> {
  const quiet = await course(server, folder, calm)
  const full = await course(server, folder, saturated)
  const waiting = await idle(server, folder)
  const real = await realSweep(server, folder)
  const expected = mostPartsPerSecond(
    {
      databaseMs: quiet.databaseMs / quiet.parts,
      workerMs: quiet.workerMs / quiet.parts,
      coordinatorMs: quiet.coordinatorMs / quiet.parts,
    },
    busyCores(full),
  )
  const { files, rowBytes } = real.stored
  return [
    'Fake fits over the real queue, and a real sweep. Statements by `pg_stat_statements`, processor time by `/proc`.',
    '',
    '| of a part | parts | a second | ms of PostgreSQL | of who fits | of who has the run | statements | transactions | bytes of log |',
    '|---|---|---|---|---|---|---|---|---|',
    row(`${calm.ms} ms a part, paced`, quiet),
    row(`${saturated.ms} ms a part, as many as can be`, full),
    row('a real sweep, with all that is around it', real),
    row('of a worker of four that waits, each second', waiting),
    '',
    `The sweep stored ${files} files, and ${rowBytes.toLocaleString('en')} bytes of rows.`,
    '',
    `By the first row ${expected.toFixed(0)} parts a second are expected of the ${busyCores(full).toFixed(2)} cores that the second one was given; it did ${(full.parts / full.seconds).toFixed(0)}.`,
    '',
    '| of a part, paced | times |',
    '|---|---|',
    ...quiet.frequent.map(({ text, calls }) => `| \`${text}\` | ${(calls / quiet.parts).toFixed(2)} |`),
    '',
  ]
}

/** How many cores the parts had: the rest of the machine was idle, or others'. */
function busyCores({ databaseMs, workerMs, coordinatorMs, seconds }: Counted): number {
  return (databaseMs + workerMs + coordinatorMs) / (1000 * seconds)
}

function row(name: string, counted: Counted): string {
  const { parts, seconds } = counted
  const a = (value: number, digits = 1) => (value / parts).toFixed(digits)
  return `| ${name} | ${parts} | ${(parts / seconds).toFixed(0)} | ${a(counted.databaseMs, 2)} | ${a(counted.workerMs, 2)} | ${a(counted.coordinatorMs, 2)} | ${a(counted.statements)} | ${a(counted.transactions)} | ${a(counted.walBytes, 0)} |`
}

/** Fake sweeps side by side for some seconds, of parts that workers in processes of their own pretend to do. */
async function course(server: PostgresServer, folder: string, of: Course): Promise<Counted> {
  const at = place(server, folder)
  const one = await opened(at)
  const words = [process.argv[1], '--alone', 'scale', at.folder, String(of.ms), String(of.lanes)]
  const workers = await Promise.all(Array.from({ length: of.workers }, () => started(words, at)))
  const meter = await meterOf(one, workers)
  let parts = 0
  const fakeSweeps = async (stop: AbortSignal): Promise<void> => {
    while (!stop.aborted) {
      const runId = randomUUID()
      const done = await fakeSweep(one, runId, of.pauseMs)
      parts += done
      await unwantFitParts(one.parts.db, runId, { withResults: true })
    }
  }
  // Connections are made, and plans are known, before anything is counted.
  await Promise.all(Array.from({ length: of.coordinators }, () => fakeSweep(one, randomUUID(), 0)))
  const stop = AbortSignal.timeout(of.seconds * 1000)
  await meter.begin()
  await Promise.all(Array.from({ length: of.coordinators }, () => fakeSweeps(stop)))
  const counted = { ...(await meter.end()), parts }
  for (const worker of workers) worker.kill('SIGKILL')
  await one.close()
  return counted
}

/** Puts the parts of a sweep and waits for them a configuration after the other, in the way of `SharedFits`. */
async function fakeSweep(one: Pretended, runId: string, pauseMs: number): Promise<number> {
  const configurations: string[][] = []
  for (let from = 0; from < partsAtOnce; from += foldsOfSweep)
    configurations.push(await putParts(one, runId, foldsOfSweep, from))
  for (const keys of configurations) {
    await untilRead(one, runId, keys)
    if (pauseMs > 0) await sleep(pauseMs)
  }
  return partsAtOnce
}

async function untilRead({ parts, shared }: Pretended, runId: string, keys: string[]): Promise<void> {
  const ended = new Set<string>()
  for (;;) {
    const heard = shared.channel.heard(wordOfRun(runId), 500, new AbortController().signal)
    const missing = keys.filter((key) => !ended.has(key))
    for (const { key } of await readEndedFitParts(parts.db, missing)) ended.add(key)
    if (ended.size === keys.length) return
    await countFitParts(parts.db, runId)
    await heard
  }
}

/** A sweep, by one worker for the run and one for its parts: what the store of its rows takes is counted too. */
async function realSweep(server: PostgresServer, folder: string): Promise<Counted & { stored: Stored }> {
  const at = place(server, folder)
  const rows = makeRows({ rows: 12_000, features: 30, classes: 2, seed: 3 })
  writeFileSync(join(at.folder, 'rows.csv'), csvOf(rows, 2))
  const [runs, fits] = [await aWorker(at, ['--queues', 'runs']), await aWorker(at, ['--queues', 'fits'])]
  await timeOf(at, 'warm', { of: 2 })
  const one = await opened(at)
  const before = await storedIn(one, at.folder)
  const meter = await meterOf(one, [fits], [runs])
  await meter.begin()
  await timeOf(at, 'counted', { of: partsAtOnce / foldsOfSweep })
  const counted = { ...(await meter.end()), parts: partsAtOnce }
  const after = await storedIn(one, at.folder)
  const stored = { files: after.files - before.files, rowBytes: after.rowBytes - before.rowBytes }
  await one.close()
  await stopped([runs, fits])
  return { ...counted, stored }
}

interface Stored {
  files: number
  /** Of rows that stay: those of parts go with the end of their run. */
  rowBytes: number
}

async function storedIn({ parts: { db } }: Pretended, workspace: string): Promise<Stored> {
  const folder = join(workspace, '.sigma', 'artifacts')
  const names = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : []
  const { rows } = await sql<{ bytes: number }>`
    select sum(pg_total_relation_size(oid))::float8 as bytes from pg_class
    where relkind = 'r' and relnamespace = current_schema()::regnamespace and relname not like 'fit_part%'`.execute(
    db,
  )
  return {
    files: names.filter((name) => statSync(join(folder, name)).isFile()).length,
    rowBytes: rows[0].bytes,
  }
}

/** Workers without anything to do, for some seconds. */
async function idle(server: PostgresServer, folder: string): Promise<Counted> {
  const at = place(server, folder)
  const workers = await Promise.all(
    [1, 2].map(() => started([program, 'worker', '--concurrency', '4', '--json'], at)),
  )
  const one = await opened(at)
  const meter = await meterOf(one, workers)
  await meter.begin()
  await sleep(idleSeconds * 1000)
  const counted = { ...(await meter.end()), parts: workers.length * idleSeconds }
  await one.close()
  await stopped(workers)
  return counted
}

interface Meter {
  begin(): Promise<void>
  end(): Promise<Omit<Counted, 'parts'>>
}

/** @param coordinators this process when absent */
async function meterOf(
  { parts: { db } }: Pretended,
  workers: readonly ChildProcess[],
  coordinators?: readonly ChildProcess[],
): Promise<Meter> {
  await sql`create extension if not exists pg_stat_statements with schema public`.execute(db)
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db)
  const postmaster = parentOf(rows[0].pid)
  const look = () => ({
    at: performance.now(),
    databaseMs: familyProcessorMs(postmaster),
    workerMs: ofAll(workers),
    coordinatorMs: coordinators ? ofAll(coordinators) : ownMs(),
  })
  let before = look()
  return {
    async begin() {
      await sql`select public.pg_stat_statements_reset()`.execute(db)
      before = look()
    },
    async end() {
      const after = look()
      const counts = await sql<{ calls: number; commits: number; wal: number }>`
        select sum(calls)::float8 as calls, sum(wal_bytes)::float8 as wal,
          sum(calls) filter (where lower(query) like 'begin%')::float8 as commits
        from public.pg_stat_statements`.execute(db)
      const { calls, commits, wal } = counts.rows[0]
      const texts = await sql<{ text: string; calls: number }>`
        select substr(regexp_replace(query, '\\s+', ' ', 'g'), 1, 70) as text, calls::float8 as calls
        from public.pg_stat_statements order by calls desc limit ${shownStatements}`.execute(db)
      return {
        seconds: (after.at - before.at) / 1000,
        databaseMs: after.databaseMs - before.databaseMs,
        workerMs: after.workerMs - before.workerMs,
        coordinatorMs: after.coordinatorMs - before.coordinatorMs,
        statements: calls,
        transactions: commits,
        walBytes: wal,
        frequent: texts.rows,
      }
    },
  }
}

const ofAll = (processes: readonly ChildProcess[]): number =>
  processes.reduce((sum, { pid }) => sum + (pid === undefined ? 0 : familyProcessorMs(pid)), 0)

function ownMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
