import { type Kysely, type SelectQueryBuilder, sql } from 'kysely'
import {
  BUCKET_COLUMN,
  countFacet,
  countStretches,
  countVerdicts,
  type Stretch,
} from './leaderboardCounts.ts'
import {
  type Facet,
  facetConditions,
  type LeaderboardFilter,
  type LeaderboardOrder,
  matches,
  verdictOf,
  verdictOfGate,
} from './leaderboardFilter.ts'
import type { Page } from './page.ts'
import type { Database, LeaderboardRowsTable } from './schema.ts'

/** What a page takes decides how it is found, never what is on it. */
interface PageCosts {
  /** Rows that are passed over one by one rather than counted by their buckets. */
  few: number
  /** What looking up a row and sorting it takes, in entries of an index that are walked along. */
  gathering: number
}

const COSTS: PageCosts = { few: 1_000, gathering: 10 }

/** The runs of one page, in order, and how many all pages have together. */
export async function leaderboardIds(
  db: Kysely<Database>,
  filter: LeaderboardFilter,
  order: LeaderboardOrder,
  page: Page,
  costs = COSTS,
): Promise<{ ids: string[]; total: number }> {
  if (filter.sweepId !== undefined) return idsOfSweep(db, filter, order, page)
  const verdicts = await countVerdicts(db, filter)
  const total = [...verdicts.values()].reduce((a, b) => a + b, 0)
  const way = await chooseWay(db, filter, order, page, total, costs.gathering)
  if (way.kind === 'gather') return { ids: await gather(db, filter, order, page, way.by), total }
  const ids: string[] = []
  let before = 0
  for (const [verdict, runs] of verdicts) {
    const skip = Math.max(0, page.offset - before)
    const take = Math.min(runs, page.offset + page.limit - before) - skip
    const part = { verdict, runs, skip, take, by: way.by, few: costs.few }
    if (take > 0) ids.push(...(await walk(db, filter, order, part)))
    before += runs
  }
  return { ids, total }
}

/** A sweep has so few runs that they are counted and sorted as they are. */
async function idsOfSweep(
  db: Kysely<Database>,
  filter: LeaderboardFilter,
  order: LeaderboardOrder,
  { limit, offset }: Page,
): Promise<{ ids: string[]; total: number }> {
  let rows = db
    .selectFrom('leaderboard_rows')
    .where('sweep_id', '=', filter.sweepId ?? null)
    .where(matches(filter))
  if (filter.passGate !== undefined) {
    rows = rows.where(verdictOf(filter), '=', verdictOfGate(filter.passGate))
  }
  const found = await inOrder(rows.orderBy(verdictOf(filter), 'desc'), order)
    .select('run_id')
    .limit(limit)
    .offset(offset)
    .execute()
  const { total } = await rows.select((eb) => eb.fn.countAll().as('total')).executeTakeFirstOrThrow()
  return { ids: found.map(({ run_id }) => run_id), total: Number(total) }
}

type Way =
  /** Along the index of the order, or of the order within a facet. */
  | { kind: 'walk'; by?: Facet }
  /** All rows of a facet, which are then sorted. */
  | { kind: 'gather'; by: Facet }

/** Where few of the rows along the order match, those of the smallest facet are gathered instead. */
async function chooseWay(
  db: Kysely<Database>,
  filter: LeaderboardFilter,
  order: LeaderboardOrder,
  { limit, offset }: Page,
  total: number,
  gathering: number,
): Promise<Way> {
  const facets = [...facetConditions(filter).keys()]
  if (facets.length === 0) return { kind: 'walk' }
  const isByScore = order === 'score' && !filter.asOfRun
  if (facets.length === 1 && isByScore && facets[0] !== 'dates') return { kind: 'walk', by: facets[0] }
  const sizes: [Facet, number][] = []
  for (const facet of facets) sizes.push([facet, await countFacet(db, filter, facet)])
  sizes.sort(([, a], [, b]) => a - b)
  const [smallest, size] = sizes[0]
  const within = isByScore ? sizes.find(([facet]) => facet !== 'dates') : undefined
  const along = within?.[1] ?? (await countFacet(db, filter, 'all'))
  const isCounted = !facetConditions(filter).has('dates') || sizes.length === 1
  const passed = isCounted ? 0 : Math.min(offset, Math.max(0, total - offset))
  const walked = Math.min(along, ((passed + limit) * along) / Math.max(1, total))
  return size * gathering < walked
    ? { kind: 'gather', by: smallest }
    : { kind: 'walk', ...(within && { by: within[0] }) }
}

async function gather(
  db: Kysely<Database>,
  filter: LeaderboardFilter,
  order: LeaderboardOrder,
  { limit, offset }: Page,
  by: Facet,
): Promise<string[]> {
  const rows = await db
    // Kept apart, or the index of the order would be walked along.
    .with(
      (cte) => cte('found').materialized(),
      (of) => {
        const found = of.selectFrom('leaderboard_rows').where(matches(filter, by))
        const { passGate } = filter
        const wanted =
          passGate === undefined ? found : found.where(verdictOf(filter), '=', verdictOfGate(passGate))
        return wanted.selectAll()
      },
    )
    .selectFrom('found as leaderboard_rows')
    .orderBy(verdictOf(filter), 'desc')
    .$call((found) => inOrder(found, order))
    .select('run_id')
    .limit(limit)
    .offset(offset)
    .execute()
  return rows.map(({ run_id }) => run_id)
}

interface Part {
  verdict: number
  /** How many runs have the verdict. */
  runs: number
  skip: number
  take: number
  by?: Facet
  few: number
}

/** Some runs of one verdict, from the end of the index, or the bucket of the order, that they are nearest to. */
async function walk(
  db: Kysely<Database>,
  filter: LeaderboardFilter,
  order: LeaderboardOrder,
  { verdict, runs, skip, take, by, few }: Part,
): Promise<string[]> {
  const end = skip + take
  const isFar = Math.min(skip, runs - end) > few
  const counted = isFar ? await countStretches(db, filter, order, { verdict, skip, end }) : undefined
  const whole = { stretches: [{ low: -Infinity, high: Infinity, runs }], before: 0 }
  const { isReversed, bound, passed } = nearestEnd(counted ?? whole, skip, end)
  const bucket = BUCKET_COLUMN[order]
  let rows = db
    .selectFrom('leaderboard_rows')
    .where(matches(filter, by))
    .where(verdictOf(filter), '=', verdict)
  if (Number.isFinite(bound)) rows = rows.where(bucket, isReversed ? '>=' : '<', sql.lit(bound))
  const found = await inOrder(rows, order, isReversed).select('run_id').limit(take).offset(passed).execute()
  const ids = found.map(({ run_id }) => run_id)
  return isReversed ? ids.reverse() : ids
}

/**
 * Where to begin so that the fewest rows are passed over: before the stretch of the first row that is wanted, or after
 * the stretch of the last one and then backwards.
 */
function nearestEnd(
  { stretches, before }: { stretches: readonly Stretch[]; before: number },
  skip: number,
  end: number,
): { isReversed: boolean; bound: number; passed: number } {
  let through = before
  let forwards: { bound: number; passed: number } | undefined
  for (const { low, high, runs } of stretches) {
    if (forwards === undefined && through + runs > skip) forwards = { bound: high, passed: skip - through }
    through += runs
    if (forwards && through >= end) {
      const passed = through - end
      return passed < forwards.passed
        ? { isReversed: true, bound: low, passed }
        : { isReversed: false, ...forwards }
    }
  }
  throw new RangeError(`Expected ${end} counted rows at least, got ${through}`)
}

const ORDER_COLUMNS = {
  score: ['score', 'tie_first', 'tie_second'],
  sharpe: ['sharpe'],
  cum_return: ['cum_return'],
} as const

/** Rows of one verdict, best first and unknown last, or the other way round. */
function inOrder<Tables extends { leaderboard_rows: LeaderboardRowsTable }, Row>(
  rows: SelectQueryBuilder<Tables, 'leaderboard_rows', Row>,
  order: LeaderboardOrder,
  isReversed = false,
) {
  let ordered = rows.orderBy(BUCKET_COLUMN[order], isReversed ? 'asc' : 'desc')
  for (const column of ORDER_COLUMNS[order]) {
    ordered = ordered.orderBy(column, (by) => (isReversed ? by.asc().nullsFirst() : by.desc().nullsLast()))
  }
  return ordered.orderBy('run_id', isReversed ? 'desc' : 'asc')
}
