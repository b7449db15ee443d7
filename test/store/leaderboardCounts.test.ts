import { type Kysely, type OrderByItemBuilder, sql } from 'kysely'
import { expect, it } from 'vitest'
import { Random } from '../../src/core/random.ts'
import { insertBacktests, type NewBacktest, updateBacktest } from '../../src/store/backtests.ts'
import { dialectOf } from '../../src/store/database.ts'
import type { LeaderboardFilter, LeaderboardOrder } from '../../src/store/leaderboardFilter.ts'
import { leaderboardIds } from '../../src/store/leaderboardPage.ts'
import { FacetSizes } from '../../src/store/leaderboardSizes.ts'
import { migrationsFolder, readMigrations } from '../../src/store/migrations.ts'
import type { Database } from '../../src/store/schema.ts'
import { leaderboardOfRuns, takeAway } from '../bench/storeFill.ts'
import { temporaryDatabase, work } from './temporary.ts'

it('has the page and the total of the plain query, whatever was written before and however it is found', async () => {
  const db = await temporaryDatabase()
  const random = new Random(17)
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random.nextFraction() * values.length)]
  // Some in one bucket, some in buckets side by side.
  const figure = () =>
    pick([
      ...[null, 0, -1e300, 1e300, 1e-9, 0.25, 0.25, (random.nextFraction() - 0.3) * 4],
      ...[0.25 + random.nextFraction() / 4, 0.25 + random.nextFraction() / 4],
    ])
  const gate = () => pick([null, { pass: true, reasons: [] }, { pass: false, reasons: ['LOW_DSR'] }])
  const assessed = () => ({
    gate: gate(),
    atRun: { statistics: {}, gate: gate() },
    score: figure(),
    ties: [figure(), figure()] as const,
    metrics: { sharpe: figure(), cum_return: figure() },
  })
  // Kept while runs come and go: what is out of date finds the same pages.
  const sizes = new FacetSizes()
  let made = 0
  const newRun = (): NewBacktest => ({
    ...work(made++),
    config: {},
    ...pick([
      { status: 'completed' as const, ...assessed() },
      { status: 'completed' as const, ...assessed() },
      { status: 'running' as const },
    ]),
    modelId: pick(['a', 'b', 'c']),
    packId: pick(['p', 'q']),
    tag: pick([null, 'x', 'y', '=']),
    lineage: pick([null, { risk_profile: 'balanced' }, { risk_profile: 'aggressive' }]),
    createdAt: time(random),
  })
  for (let round = 0; round < 4; round++) {
    await insertBacktests(db, Array.from({ length: 120 }, newRun))
    const ids = (await db.selectFrom('backtest_runs').select('id').orderBy('id').execute()).map(
      ({ id }) => id,
    )
    for (let change = 0; change < 25; change++) await updateBacktest(db, pick(ids), assessed())
    for (let change = 0; change < 5; change++) {
      await updateBacktest(db, pick(ids), { status: 'completed', ...assessed() })
      await updateBacktest(db, pick(ids), { status: 'failed' })
      const tag = pick([null, 'x', 'z'])
      await db.updateTable('backtest_runs').set({ tag }).where('id', '=', pick(ids)).execute()
    }
    await db
      .deleteFrom('backtest_runs')
      .where('id', 'in', [pick(ids), pick(ids), pick(ids)])
      .execute()
    for (let query = 0; query < 52; query++) {
      const asked = query % 4 > 0 ? filterOf(random, pick) : datedFilterOf(random, pick)
      const order = pick(['score', 'sharpe', 'cum_return'] as const)
      const ids = await plainly(db, asked, order)
      const page = { limit: pick([1, 7, 50]), offset: Math.floor(random.nextFraction() * (ids.length + 2)) }
      const wanted = { ids: ids.slice(page.offset, page.offset + page.limit), total: ids.length }
      for (const costs of ways) {
        const found = await leaderboardIds(db, asked, order, page, sizes, costs)
        expect(found, JSON.stringify({ round, asked, order, page, costs })).toEqual(wanted)
      }
    }
  }
  // What the triggers have written one by one is what the benchmark, and so its figures, is filled with in one go.
  const kept = await storedLeaderboard(db)
  const groups = db.selectFrom('leaderboard_cells').select('id').where('model_id', '=', '')
  await db.deleteFrom('leaderboard_counts').where('cell', 'in', groups).execute()
  await db.deleteFrom('leaderboard_cells').where('model_id', '=', '').execute()
  for (const statement of recounted(db)) await sql.raw(statement).execute(db)
  expect(await storedLeaderboard(db), 'as the migration counts runs of before').toEqual(kept)
  const putBack = await takeAway(db)
  await db.deleteFrom('leaderboard_rows').execute()
  await db.deleteFrom('leaderboard_counts').execute()
  await db.deleteFrom('leaderboard_cells').execute()
  for (const statement of leaderboardOfRuns(dialectOf(db) === 'postgres'))
    await sql.raw(statement).execute(db)
  for (const statement of putBack) await sql.raw(statement).execute(db)
  expect(await storedLeaderboard(db)).toEqual(kept)
})

/** What the newest migration of counts does beside changing the triggers. */
function recounted(db: Kysely<Database>): string[] {
  const migration = readMigrations(migrationsFolder(dialectOf(db))).find(({ name }) =>
    name.endsWith('_groups_by_week'),
  )
  return (migration?.sql.split(/;\n/) ?? []).filter((statement) =>
    /^(--.*\n)*(delete|insert) /.test(statement),
  )
}

/** Its rows, and its counts with the names of their cells. */
async function storedLeaderboard(db: Kysely<Database>): Promise<object> {
  const rows = await db.selectFrom('leaderboard_rows').selectAll().orderBy('run_id').execute()
  const counts = await db
    .selectFrom('leaderboard_counts as n')
    .leftJoin('leaderboard_cells as c', 'c.id', 'n.cell')
    .select([
      'tag',
      'pack_id',
      'model_id',
      'risk_profile',
      'kind',
      'verdict',
      'verdict_at_run',
      'bucket',
      'runs',
    ])
    .where('runs', '<>', 0)
    .execute()
  return { rows, counts: counts.map((count) => JSON.stringify(count)).sort() }
}

/** Gathered at once, or after the verdicts are counted, or walked to, over buckets that are counted or over each row. */
const ways = [
  { few: 1000, armful: 1e9, sorting: 0 },
  { few: 0, armful: -1, sorting: -1e9 },
  { few: 0, armful: -1, sorting: 1e9 },
  { few: 1000, armful: -1, sorting: 1e9 },
]

/** Of eight weeks, often on the edge of one, or on the day in its middle, of which the parts before and after are alike. */
function time(random: Random): string {
  const day = 24 * 3600 * 1000
  const week = 7 * day
  const start = 2800 * week
  const weeks = Math.floor(random.nextFraction() * 8)
  const within = [
    ...[0, -1, random.nextFraction() * week, random.nextFraction() * week],
    ...[(3 + random.nextFraction()) * day, (3 + random.nextFraction()) * day],
  ]
  return new Date(
    start + weeks * week + within[Math.floor(random.nextFraction() * within.length)],
  ).toISOString()
}

function filterOf(random: Random, pick: <T>(values: readonly T[]) => T): LeaderboardFilter {
  const maybe = (share: number, filter: LeaderboardFilter) => (random.nextFraction() < share ? filter : {})
  return {
    ...maybe(0.25, { modelId: pick(['a', 'b', 'none']) }),
    ...maybe(0.25, { packId: pick(['p', 'q']) }),
    ...maybe(0.25, { riskProfile: pick(['balanced', 'aggressive']) }),
    ...maybe(0.25, { tag: pick(['x', 'y', '=', '']) }),
    ...maybe(0.25, { passGate: pick([true, false]) }),
    ...maybe(0.3, { start: time(random) }),
    ...maybe(0.3, { end: time(random) }),
    ...maybe(0.3, { asOfRun: true }),
  }
}

/** Dates of a pack, of a risk profile or of both: what groups are counted by week and bucket for. */
function datedFilterOf(random: Random, pick: <T>(values: readonly T[]) => T): LeaderboardFilter {
  const { packId, riskProfile, passGate, asOfRun } = filterOf(random, pick)
  const [start, end] = [time(random), time(random)].sort()
  return pick([
    { packId: packId ?? 'p', riskProfile, passGate, asOfRun, start, end },
    { packId, riskProfile: riskProfile ?? 'balanced', passGate, asOfRun, start, end },
    { packId: packId ?? 'q', passGate, start },
  ])
}

/** What all pages are by their meaning: the runs that match, sorted. */
async function plainly(
  db: Kysely<Database>,
  filter: LeaderboardFilter,
  order: LeaderboardOrder,
): Promise<string[]> {
  const verdict = filter.asOfRun ? 'gate_pass_at_run' : 'gate_pass'
  let runs = db.selectFrom('backtest_runs').where('status', '=', 'completed')
  if (filter.modelId !== undefined) runs = runs.where('model_id', '=', filter.modelId)
  if (filter.packId !== undefined) runs = runs.where('pack_id', '=', filter.packId)
  if (filter.riskProfile !== undefined) runs = runs.where('risk_profile', '=', filter.riskProfile)
  if (filter.tag !== undefined) runs = runs.where('tag', '=', filter.tag)
  if (filter.passGate !== undefined) runs = runs.where(verdict, '=', Number(filter.passGate))
  if (filter.start !== undefined) runs = runs.where('created_at', '>=', filter.start)
  if (filter.end !== undefined) runs = runs.where('created_at', '<=', filter.end)
  const best = (by: OrderByItemBuilder) => by.desc().nullsLast()
  const ranked = runs.orderBy(verdict, best).orderBy(order === 'cum_return' ? 'best_cum_ret' : order, best)
  const found = await (order === 'score'
    ? ranked.orderBy('tie_first', best).orderBy('tie_second', best)
    : ranked
  )
    .orderBy('id')
    .select('id')
    .execute()
  return found.map(({ id }) => id)
}
