import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Kysely } from 'kysely'
import { dialectOf, openDatabase } from '../../src/store/database.ts'
import {
  type LeaderboardFilter,
  type LeaderboardOrder,
  listLeaderboard,
} from '../../src/store/leaderboard.ts'
import type { Database } from '../../src/store/schema.ts'
import { findPostgres, startPostgres } from '../postgres/server.ts'
import { summary } from './measure.ts'
import { processorMeter } from './processorTime.ts'
import { type FilledRuns, fill, fillDays } from './storeFill.ts'
import { writers } from './storeWriters.ts'

export const storeChoices = ['sqlite', 'postgres', 'writers', 'crossing', 'processor'] as const

const limit = 50
/** A quarter of the memory of a small server, as the manual of PostgreSQL advises; its own 128 MB are for any machine. */
const sharedBuffers = '1GB'

/** Readings of each kind of page, of pages beside each other: of 40 their p95 was the third slowest, whichever that was. */
const pages = 200

interface MeasuredRuns extends FilledRuns {
  isByProcessor: boolean
}

/**
 * Pages of the leaderboard on both engines, and eight processes that write to one workspace. A number is that of the runs;
 * `crossing` gives each pack runs of each model, rather than each model a pack of its own; `processor` has each page read
 * three times and tells the least processor time, for where others want the processors too.
 */
export async function store(choices: readonly string[]): Promise<string[]> {
  const count = Number(choices.find((choice) => /^\d+$/.test(choice)) ?? 1_000_000)
  const runs = {
    count,
    isCrossing: choices.includes('crossing'),
    isByProcessor: choices.includes('processor'),
  }
  const named = choices.filter((choice) => ['sqlite', 'postgres', 'writers'].includes(choice))
  const isWanted = (name: string) => named.length === 0 || named.includes(name)
  const folder = mkdtempSync(join(tmpdir(), 'sigma-bench-'))
  try {
    return [
      ...(isWanted('sqlite') ? await onSqlite(folder, runs) : []),
      ...(isWanted('postgres') ? await onPostgres(runs) : []),
      ...(isWanted('writers') ? await writers(folder) : []),
    ]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function onSqlite(folder: string, runs: MeasuredRuns): Promise<string[]> {
  const db = await openDatabase({ file: join(folder, 'runs.db') })
  try {
    return await leaderboard(db, runs)
  } finally {
    await db.destroy()
  }
}

async function onPostgres(runs: MeasuredRuns): Promise<string[]> {
  if (findPostgres() === undefined) return ['PostgreSQL is not installed here: left out.', '']
  const server = await startPostgres({ shared_buffers: sharedBuffers })
  try {
    const db = await openDatabase({ url: server.url })
    try {
      return await leaderboard(db, runs)
    } finally {
      await db.destroy()
    }
  } finally {
    await server.remove()
  }
}

async function leaderboard(db: Kysely<Database>, runs: MeasuredRuns): Promise<string[]> {
  const start = performance.now()
  await fill(db, runs)
  const { count, isCrossing, isByProcessor } = runs
  const filled = ((1000 * (performance.now() - start)) / count).toFixed(0)
  const packs = isCrossing ? '4 packs each' : '4 packs'
  const by = isByProcessor ? 'of processor time, the least of three readings' : 'by the clock'
  const engine = dialectOf(db) === 'postgres' ? 'PostgreSQL' : 'SQLite'
  const lines = [
    `${engine}: ${count.toLocaleString('en')} runs of 50 models in ${packs}, 3 risk profiles and 97 tags, over ${fillDays} days; written in ${filled} µs each. Pages of ${limit}, ${pages} of each kind; milliseconds ${by}, p50 / p95.`,
    '',
    '| filter | order | runs | first pages | a quarter in | middle | last pages |',
    '|---|---|---|---|---|---|---|',
  ]
  const all: Times = { clock: [], processor: [] }
  const meter = await processorMeter(db)
  for (const [name, filter] of Object.entries(filters)) {
    for (const order of ['score', 'sharpe', 'cum_return'] as const) {
      const { total, places } = await measurePages(db, filter, order, {
        meter,
        readings: isByProcessor ? 3 : 1,
      })
      for (const { clock, processor } of places) {
        all.clock.push(...clock)
        all.processor.push(...processor)
      }
      const cells = places.map(({ clock, processor }) => shown(isByProcessor ? processor : clock))
      lines.push(`| ${name} | ${order} | ${[total.toLocaleString('en'), ...cells].join(' | ')} |`)
    }
  }
  const together = `All pages together: ${shown(all.clock)} by the clock, ${shown(all.processor)} of processor time.`
  return [...lines, '', together, '']
}

const model = { modelId: 'model7' }
const pack = { packId: 'pack1' }
const risk = { riskProfile: 'Balanced' }
const tag = { tag: 'tag5' }
const failing = { passGate: false }
const halfAYear = { start: '2025-03-10T10:00:00.000Z', end: '2025-09-08T09:59:59.999Z' }

const filters: Record<string, LeaderboardFilter> = {
  none: {},
  model,
  pack,
  risk,
  passed: { passGate: true },
  'not passed': failing,
  tag,
  'three days': { start: '2025-03-10T10:00:00.000Z', end: '2025-03-13T09:59:59.999Z' },
  'half a year': halfAYear,
  'pack and risk': { ...pack, ...risk },
  // The pack that has the model where each has one of its own.
  'pack and model': { packId: 'pack3', ...model },
  'model and risk': { ...model, ...risk },
  'pack and half a year': { ...pack, ...halfAYear },
  'risk and half a year': { ...risk, ...halfAYear },
  'pack, risk and half a year': { ...pack, ...risk, ...halfAYear },
  'pack and half a year, not passed': { ...pack, ...halfAYear, ...failing },
  'risk and half a year, not passed': { ...risk, ...halfAYear, ...failing },
  'pack, risk and half a year, not passed': { ...pack, ...risk, ...halfAYear, ...failing },
  'model and half a year': { ...model, ...halfAYear },
  'tag and half a year': { ...tag, ...halfAYear },
  'model, risk and tag': { ...model, ...risk, ...tag },
  'none, as of run': { asOfRun: true },
}

/** Milliseconds of pages, the least of all readings of each. */
interface Times {
  clock: number[]
  processor: number[]
}

async function measurePages(
  db: Kysely<Database>,
  filter: LeaderboardFilter,
  order: LeaderboardOrder,
  { meter, readings }: { meter: () => number; readings: number },
): Promise<{ total: number; places: Times[] }> {
  const { total } = await listLeaderboard(db, filter, order, { limit, offset: 0 })
  const places: Times[] = []
  for (const from of [0, total / 4, total / 2, total - pages * limit]) {
    const times: Times = { clock: [], processor: [] }
    const begin = Math.max(0, Math.floor(from))
    // Past the end there is nothing to read: where there are fewer pages they are read again.
    const there = Math.max(1, Math.ceil((total - begin) / limit))
    for (let page = 0; page < pages; page++) {
      const offset = begin + (page % there) * limit
      const [clock, processor]: [number[], number[]] = [[], []]
      for (let reading = 0; reading < readings; reading++) {
        const before = meter()
        const start = performance.now()
        await listLeaderboard(db, filter, order, { limit, offset })
        clock.push(performance.now() - start)
        processor.push(meter() - before)
      }
      times.clock.push(Math.min(...clock))
      times.processor.push(Math.min(...processor))
    }
    places.push(times)
  }
  return { total, places }
}

function shown(times: readonly number[]): string {
  const sorted = [...times].sort((a, b) => a - b)
  const p95 = sorted[Math.ceil(0.95 * sorted.length) - 1]
  return `${summary(times).median.toFixed(1)} / ${p95.toFixed(1)}`
}
