import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { deserialize } from 'node:v8'
import { workAsOneOfMany } from '../../src/services/worker.ts'
import { readEndedFitParts } from '../../src/store/fitParts.ts'
import { type PostgresServer, startPostgres } from '../postgres/server.ts'
import { makeRows } from './boostingGenerator.ts'
import { csvOf } from './commands.ts'
import { summary } from './measure.ts'
import { busiestThreadMeter } from './processorTime.ts'
import { capacity, countingStatements } from './scaleCapacity.ts'
import {
  aWorker,
  foldsOfSweep,
  opened,
  place,
  placeAlone,
  pretending,
  putParts,
  resultOf,
  started,
  stopped,
  timeOf,
  untilEnded,
} from './scaleProcesses.ts'

// Workers as processes, on one machine, with a PostgreSQL of their own.

export const scaleChoices = ['workers', 'overhead', 'faults', 'capacity'] as const

const shape = { rows: 12_000, features: 30 }
const configurations = 12
const sweepRuns = 3
/** Of short parts and of long ones: planning, evaluating and storing are the same for both, and done by one of the workers. */
const sweepRounds = [60, 400]

/** Milliseconds of a part of the queue's own measure, and how many of them are done one after the other. */
const part = { ms: 200, count: 100 }

const faults = { parts: 10_000, ms: 20, workers: 4, killEveryMs: 3_000 }

export async function scale(choices: readonly string[]): Promise<string[]> {
  const counts = choices.filter((choice) => /^\d+$/.test(choice)).map(Number)
  const wanted = choices.filter((choice) => !/^\d+$/.test(choice))
  const isWanted = (name: string): boolean => wanted.length === 0 || wanted.includes(name)
  const folder = mkdtempSync(join(tmpdir(), 'sigma-bench-'))
  const server = await startPostgres(isWanted('capacity') ? countingStatements : {})
  try {
    return [
      ...(isWanted('workers') ? await sweepBy(server, folder, counts.length > 0 ? counts : sweepRounds) : []),
      ...(isWanted('overhead') ? await overhead(server, folder) : []),
      ...(isWanted('faults') ? await withFaults(server, folder, counts[0] ?? faults.parts) : []),
      ...(isWanted('capacity') ? await capacity(server, folder) : []),
    ]
  } finally {
    await server.remove()
    rmSync(folder, { recursive: true })
  }
}

/**
 * A sweep of sixty parts by one worker and by two: the ratio of their times, of sweeps one after the other. A host gives its
 * processors more speed at one time than at another, which the processor time of the same fits tells: so there is also the ratio
 * that would have been at one speed. Beside it the same sweep by a process that shares nothing, and by two of them at once, each
 * of which does all of it: what the machine has to give.
 */
async function sweepBy(
  server: PostgresServer,
  folder: string,
  roundsOf: readonly number[],
): Promise<string[]> {
  const at = place(server, folder)
  const alone = [placeAlone(folder), placeAlone(folder)]
  const csv = csvOf(makeRows({ ...shape, classes: 2, seed: 3 }), 2)
  for (const { folder: of } of [at, ...alone]) writeFileSync(join(of, 'rows.csv'), csv)
  const lines: string[] = []
  for (const least of roundsOf) {
    const asked = { of: configurations, least }
    const shared: ByWorkers = { 1: [], 2: [] }
    const fitting: ByWorkers = { 1: [], 2: [] }
    const apart: ByWorkers = { 1: [], 2: [] }
    for (let run = 0; run < sweepRuns; run++) {
      // A host that grows slower or faster meanwhile favours neither.
      for (const workers of run % 2 === 0 ? ([1, 2] as const) : ([2, 1] as const)) {
        const tag = `${least} ${run} ${workers}`
        const children = await Promise.all(Array.from({ length: workers }, () => aWorker(at)))
        // Data are loaded and code is compiled before the time is taken, as they are on a desk that sweeps all day.
        await timeOf(at, `warm ${tag}`, { of: configurations })
        const meters = children.map(({ pid }) => busiestThreadMeter(Number(pid)))
        shared[workers].push(await timeOf(at, tag, asked))
        fitting[workers].push(meters.reduce((sum, ms) => sum + ms() / 1000, 0))
        await stopped(children)
        const each = await Promise.all(
          alone.slice(0, workers).map((one) => timeOf(one, tag, asked, ['--threads', '1'])),
        )
        apart[workers].push(each.reduce((a, b) => a + b) / workers)
      }
    }
    const ratios = ratioOf(shared[1], shared[2])
    const alike = ratioOf(ratios, ratioOf(fitting[1], fitting[2]))
    const most = ratioOf(apart[1], apart[2]).map((ratio) => 2 * ratio)
    for (const [name, of, times] of [
      ['workers that share it', shared, ratios],
      ['processor time of the fits of these', fitting, null],
      ['were the processors as fast for both', null, alike],
      ['processes that share nothing, each all of it', apart, most],
    ] as const) {
      const cells = [of?.[1], of?.[2], times].map((values) => (values ? shown(values) : ''))
      lines.push(`| ${[least, name, ...cells, times ? summary(times).median.toFixed(2) : ''].join(' | ')} |`)
    }
  }
  return [
    `A sweep of ${configurations * foldsOfSweep} parts (${configurations} configurations × ${foldsOfSweep} folds, one thread each) on ${shape.rows.toLocaleString('en')} rows × ${shape.features} features; seconds.`,
    '',
    '| rounds, from | what | one | two | times as fast, or as much | median |',
    '|---|---|---|---|---|---|',
    ...lines,
    '',
  ]
}

/** Seconds of each run, by how many work. */
type ByWorkers = Record<1 | 2, number[]>

const ratioOf = (values: readonly number[], of: readonly number[]) =>
  values.map((value, run) => value / of[run])

const shown = (values: readonly number[]) => values.map((value) => value.toFixed(2)).join(', ')

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
  const working = await workAsOneOfMany(one.parts, one.shared, options, stop.signal)
  await putParts(one, 'warm', 5)
  await untilEnded(one, 'warm', 5)
  busy = 0
  const before = performance.now()
  await putParts(one, 'measured', part.count)
  await untilEnded(one, 'measured', 5)
  const whole = performance.now() - before
  stop.abort()
  await working.ended
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
