import { type Kysely, type SelectQueryBuilder, sql } from 'kysely'
import { countRuns, type Verdicts } from './leaderboardCounts.ts'
import {
  type Facet,
  facetConditions,
  type LeaderboardFilter,
  type LeaderboardOrder,
  matches,
  unordered,
  verdictOf,
  verdictOfGate,
} from './leaderboardFilter.ts'
import type { FacetSizes } from './leaderboardSizes.ts'
import { BUCKET_COLUMN, hasBuckets, type Start, startAtAnEnd, startsNear } from './leaderboardStart.ts'
import type { Page } from './page.ts'
import type { Database, LeaderboardRowsTable } from './schema.ts'

/** What a page takes decides how it is found, never what is on it. */
interface PageCosts {
  /** Rows that are passed over one by one rather than counted by their buckets. */
  few: number
  /** Rows of a facet that are sorted where a far page would have to be walked to. */
  armful: number
  /** What sorting a row takes, in entries of an index that are walked along. */
  sorting: number
}

const COSTS: PageCosts = { few: 1_000, armful: 25_000, sorting: 5 }

/**
 * The runs of one page, in order, and how many all pages have together.
 *
 * @param facetSizes those of the database, which it is told as well
 */
export async function leaderboardIds(
  db: Kysely<Database>,
  filter: LeaderboardFilter,
  order: LeaderboardOrder,
  page: Page,
  facetSizes: FacetSizes,
  costs = COSTS,
): Promise<{ ids: string[]; total: number }> {
  if (filter.sweepId !== undefined) return idsOfSweep(db, filter, order, page)
  const facets = [...facetConditions(filter).keys()]
  const [facet] = facets
  const within = facets.filter((one) => isOrderedWithin(one, filter, order))
  if (facets.length === within.length && facets.length <= 1) {
    const { verdicts } = await countRuns(db, filter)
    return walkAll(
      db,
      filter,
      order,
      await walksTo(db, filter, order, page, verdicts, costs),
      verdicts,
      facet,
    )
  }
  const known = facetSizes.find(filter)
  const { sizes: counted, verdicts } = await countRuns(db, filter, known ? [] : facets)
  if (!known) facetSizes.keep(filter, counted)
  const sizes = known ?? counted
  const sizeOf = (one: Facet | 'all') => sizes.get(one) ?? 0
  const smallestOf = (some: Facet[]) => some.reduce((a, b) => (sizeOf(b) < sizeOf(a) ? b : a))
  const smallest = smallestOf(facets)
  const size = sizeOf(smallest)
  const total = totalOf(verdicts)
  const isCounted = hasBuckets(filter)
  const by = within.length > 0 ? smallestOf(within) : undefined
  const steps = { size, along: sizeOf(by ?? 'all'), total, isCounted }
  const isArmful = !isCounted && by === undefined && size <= costs.armful
  const gathering = gatheringSteps(page, steps, costs)
  if (isArmful || gathering < walkingSteps(page, steps, costs)) {
    return gather(db, filter, order, page, smallest, verdicts)
  }
  const walks = await walksTo(db, filter, order, page, verdicts, costs)
  // Some buckets have far more rows than most.
  return gathering < entriesAlong(walks, steps)
    ? gather(db, filter, order, page, smallest, verdicts)
    : walkAll(db, filter, order, walks, verdicts, by)
}

/** Whether an index of a facet has the order within it: of scores any has, of Sharpe ratios that of models. */
function isOrderedWithin(facet: Facet, { asOfRun }: LeaderboardFilter, order: LeaderboardOrder): boolean {
  if (asOfRun) return false
  return order === 'score' ? facet !== 'dates' : order === 'sharpe' && facet === 'model'
}

interface Steps {
  /** Rows of the smallest facet. */
  size: number
  /** Entries of the index of the order. */
  along: number
  /** Rows that match. */
  total: number
  isCounted: boolean
}

/** A first page is sorted out of the others in passing. */
function gatheringSteps(
  { limit, offset }: Page,
  { size, total }: Steps,
  { few, sorting }: PageCosts,
): number {
  const sorted = Math.max(0, Math.min(offset + limit, total - offset))
  return size + (sorted < few ? 0 : sorting * sorted)
}

/** A hundred buckets have most of the rows; a few thousand counts of them are added up. */
function walkingSteps(
  { limit, offset }: Page,
  { along, total, isCounted }: Steps,
  { few }: PageCosts,
): number {
  const passed = Math.min(offset, Math.max(0, total - offset))
  const adding = isCounted && passed > few ? 2 * Math.min(total, 5_000) : 0
  const matching = (adding > 0 ? total / 100 : passed) + limit
  return adding + Math.min(along, (matching * along) / Math.max(1, total))
}

/** What is left of it once the buckets are known. */
function entriesAlong(walks: readonly Walk[], { along, total }: Steps): number {
  const matching = walks.reduce((sum, { start: { passed, take } }) => sum + passed + take, 0)
  return (matching * along) / Math.max(1, total)
}

const totalOf = (verdicts: Verdicts) => [...verdicts.values()].reduce((a, b) => a + b, 0)

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

/** All rows of a facet that have a verdict of the page, sorted. */
async function gather(
  db: Kysely<Database>,
  filter: LeaderboardFilter,
  order: LeaderboardOrder,
  page: Page,
  by: Facet,
  verdicts: Verdicts,
): Promise<{ ids: string[]; total: number }> {
  const total = totalOf(verdicts)
  const parts = partsOf(verdicts, page)
  if (parts.length === 0) return { ids: [], total }
  const verdict = verdictOf(filter)
  const sumOf = (what: 'runs' | 'take') => parts.reduce((sum, part) => sum + part[what], 0)
  const [{ skip }] = parts
  const take = sumOf('take')
  const left = sumOf('runs') - skip - take
  // Both databases sort no more rows than they are to pass over: from the end that is nearer.
  const isReversed = left < skip
  const found = await db
    .selectFrom('leaderboard_rows')
    .where(matches(filter, by))
    // The index of time does not begin with a verdict, those of orders do.
    .where(
      by === 'dates' ? unordered(verdict) : verdict,
      'in',
      parts.map((part) => part.verdict),
    )
    // A figure is compared at once, one that comes second only after its row is taken apart: twice the time on PostgreSQL.
    .$if(parts.length > 1, (rows) => rows.orderBy(unordered(verdict), isReversed ? 'asc' : 'desc'))
    .$call((rows) => byFigures(rows, order, isReversed))
    .select('run_id')
    .limit(take)
    .offset(isReversed ? left : skip)
    .execute()
  const ids = found.map(({ run_id }) => run_id)
  return { ids: isReversed ? ids.reverse() : ids, total }
}

/** Of each verdict, the best first, what of it is on the page. */
async function walkAll(
  db: Kysely<Database>,
  filter: LeaderboardFilter,
  order: LeaderboardOrder,
  walks: readonly Walk[],
  verdicts: Verdicts,
  by?: Facet,
): Promise<{ ids: string[]; total: number }> {
  const ids: string[] = []
  for (const one of walks) ids.push(...(await walk(db, filter, order, one, by)))
  return { ids, total: totalOf(verdicts) }
}

/** The verdicts that are on a page, each with so many `runs`, and which of them are. */
interface Part {
  verdict: number
  runs: number
  skip: number
  take: number
}

function partsOf(verdicts: Verdicts, { limit, offset }: Page): Part[] {
  const parts: Part[] = []
  let before = 0
  for (const [verdict, runs] of verdicts) {
    const skip = Math.max(0, offset - before)
    const take = Math.min(runs, offset + limit - before) - skip
    if (take > 0) parts.push({ verdict, runs, skip, take })
    before += runs
  }
  return parts
}

/** Some runs of one verdict, and from where they are walked to. */
interface Walk {
  verdict: number
  start: Start
}

/** From the end of the index, or the bucket of the order, that they are nearest to. */
async function walksTo(
  db: Kysely<Database>,
  filter: LeaderboardFilter,
  order: LeaderboardOrder,
  page: Page,
  verdicts: Verdicts,
  { few }: PageCosts,
): Promise<Walk[]> {
  const walks: Walk[] = []
  for (const part of partsOf(verdicts, page)) {
    const place = { ...part, end: part.skip + part.take }
    const isFar = Math.min(place.skip, place.runs - place.end) > few
    const starts = isFar ? await startsNear(db, filter, order, place) : [startAtAnEnd(place)]
    for (const start of starts) walks.push({ verdict: part.verdict, start })
  }
  return walks
}

async function walk(
  db: Kysely<Database>,
  filter: LeaderboardFilter,
  order: LeaderboardOrder,
  { verdict, start: { isReversed, bound, passed, take } }: Walk,
  by?: Facet,
): Promise<string[]> {
  const bucket = BUCKET_COLUMN[order]
  let rows = db
    .selectFrom('leaderboard_rows')
    .where(by === undefined ? matches(filter) : matches(filter, by))
    .where(verdictOf(filter), '=', verdict)
  if (Number.isFinite(bound)) rows = rows.where(bucket, isReversed ? '>=' : '<', sql.lit(bound))
  const found = await inOrder(rows, order, isReversed).select('run_id').limit(take).offset(passed).execute()
  const ids = found.map(({ run_id }) => run_id)
  return isReversed ? ids.reverse() : ids
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
  return byFigures(rows.orderBy(BUCKET_COLUMN[order], isReversed ? 'asc' : 'desc'), order, isReversed)
}

/** The same order: a bucket is of neighbouring figures. */
function byFigures<Tables, Table extends keyof Tables, Row>(
  rows: SelectQueryBuilder<Tables, Table, Row>,
  order: LeaderboardOrder,
  isReversed = false,
) {
  let ordered = rows
  for (const column of ORDER_COLUMNS[order]) {
    ordered = ordered.orderBy(sql.ref(column), (by) =>
      isReversed ? by.asc().nullsFirst() : by.desc().nullsLast(),
    )
  }
  return ordered.orderBy(sql.ref('run_id'), isReversed ? 'desc' : 'asc')
}
