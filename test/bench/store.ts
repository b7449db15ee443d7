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
import { fill, fillDays } from './storeFill.ts'
import { writers } from './storeWriters.ts'

export const storeChoices = ['sqlite', 'postgres', 'writers'] as const

const limit = 50
/** A quarter of the memory of a small server, as the manual of PostgreSQL advises; its own 128 MB are for any machine. */
const sharedBuffers = '1GB'

/** Pages of each kind, beside each other. */
const pages = 10

/** Pages of the leaderboard on both engines, and eight processes that write to one workspace. A number is that of the runs. */
export async function store(choices: readonly string[]): Promise<string[]> {
  const runs = Number(choices.find((choice) => /^\d+$/.test(choice)) ?? 1_000_000)
  const named = choices.filter((choice) => !/^\d+$/.test(choice))
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

async function onSqlite(folder: string, runs: number): Promise<string[]> {
  const db = await openDatabase({ file: join(folder, 'runs.db') })
  try {
    return await leaderboard(db, runs)
  } finally {
    await db.destroy()
  }
}

async function onPostgres(runs: number): Promise<string[]> {
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

async function leaderboard(db: Kysely<Database>, runs: number): Promise<string[]> {
  const start = performance.now()
  await fill(db, runs)
  const filled = ((1000 * (performance.now() - start)) / runs).toFixed(0)
  const engine = dialectOf(db) === 'postgres' ? 'PostgreSQL' : 'SQLite'
  const lines = [
    `${engine}: ${runs.toLocaleString('en')} runs of 50 models in 4 packs, 3 risk profiles and 97 tags, over ${fillDays} days; written in ${filled} µs each. Pages of ${limit}, ${pages} of each kind; milliseconds by the clock, p50 / p95.`,
    '',
    '| filter | order | runs | first pages | a quarter in | middle | last pages |',
    '|---|---|---|---|---|---|---|',
  ]
  const all: number[] = []
  const processor: number[] = []
  const meter = await processorMeter(db)
  for (const [name, filter] of Object.entries(filters)) {
    for (const order of ['score', 'sharpe'] as const) {
      const { total, places, used } = await measurePages(db, filter, order, meter)
      for (const times of places) all.push(...times)
      processor.push(...used)
      lines.push(`| ${name} | ${order} | ${[total.toLocaleString('en'), ...places.map(shown)].join(' | ')} |`)
    }
  }
  const together = `All pages together: ${shown(all)} by the clock, ${shown(processor)} of processor time.`
  return [...lines, '', together, '']
}

const filters: Record<string, LeaderboardFilter> = {
  none: {},
  model: { modelId: 'model7' },
  pack: { packId: 'pack1' },
  risk: { riskProfile: 'Balanced' },
  passed: { passGate: true },
  'not passed': { passGate: false },
  tag: { tag: 'tag5' },
  'three days': { start: '2025-03-10T10:00:00.000Z', end: '2025-03-13T09:59:59.999Z' },
  'half a year': { start: '2025-03-10T10:00:00.000Z', end: '2025-09-08T09:59:59.999Z' },
  'pack and risk': { packId: 'pack1', riskProfile: 'Balanced' },
  'model and risk': { modelId: 'model7', riskProfile: 'Balanced' },
  'model and half a year': {
    modelId: 'model7',
    start: '2025-03-10T10:00:00.000Z',
    end: '2025-09-08T09:59:59.999Z',
  },
  'model, risk and tag': { modelId: 'model7', riskProfile: 'Balanced', tag: 'tag5' },
  'none, as of run': { asOfRun: true },
}

async function measurePages(
  db: Kysely<Database>,
  filter: LeaderboardFilter,
  order: LeaderboardOrder,
  meter: () => number,
): Promise<{ total: number; places: number[][]; used: number[] }> {
  const { total } = await listLeaderboard(db, filter, order, { limit, offset: 0 })
  const places: number[][] = []
  const used: number[] = []
  for (const from of [0, total / 4, total / 2, total - pages * limit]) {
    const times: number[] = []
    for (let page = 0; page < pages; page++) {
      const offset = Math.max(0, Math.floor(from) + page * limit)
      const before = meter()
      const start = performance.now()
      await listLeaderboard(db, filter, order, { limit, offset })
      times.push(performance.now() - start)
      used.push(meter() - before)
    }
    places.push(times)
  }
  return { total, places, used }
}

function shown(times: readonly number[]): string {
  const sorted = [...times].sort((a, b) => a - b)
  const p95 = sorted[Math.ceil(0.95 * sorted.length) - 1]
  return `${summary(times).median.toFixed(1)} / ${p95.toFixed(1)}`
}
