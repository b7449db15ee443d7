import { type Kysely, type SelectQueryBuilder, sql } from 'kysely'
import { countFacets, countVerdicts, type Verdicts } from './leaderboardCounts.ts'
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
import { BUCKET_COLUMN, hasBuckets, startAtAnEnd, startNear } from './leaderboardStart.ts'
import type { Page } from './page.ts'
import type { Database, LeaderboardRowsTable } from './schema.ts'

/** What a page takes decides how it is found, never what is on it. */
interface PageCosts {
  /** Rows that are passed over one by one rather than counted by their buckets. */
  few: number
  /** Rows of a facet that are sorted and counted on the spot. */
  handful: number
  /** The same where a far page would have to be walked to. */
  armful: number
  /** What sorting a row takes, in entries of an index that are walked along. */
  sorting: number
}

const COSTS: PageCosts = { few: 1_000, handful: 3_000, armful: 25_000, sorting: 5 }

/** The runs of one page, in order, and how many all pages have together. */
export async function leaderboardIds(
  db: Kysely<Database>,
  filter: LeaderboardFilter,
  order: LeaderboardOrder,
  page: Page,
  costs = COSTS,
): Promise<{ ids: string[]; total: number }> {
  if (filter.sweepId !== undefined) return idsOfSweep(db, filter, order, page)
  const facets = [...facetConditions(filter).keys()]
  const [facet] = facets
  const isByScore = order === 'score' && !filter.asOfRun
  if (facets.length === 0 || (facets.length === 1 && isByScore && facet !== 'dates')) {
    return walkAll(db, filter, order, page, { by: facet, few: costs.few }, await countVerdicts(db, filter))
  }
  const { sizes, verdicts: counted } = await countFacets(db, filter, facets)
  const sizeOf = (one: Facet | 'all') => sizes.get(one) ?? 0
  const smallestOf = (some: Facet[]) => some.reduce((a, b) => (sizeOf(b) < sizeOf(a) ? b : a))
  const smallest = smallestOf(facets)
  const size = sizeOf(smallest)
  const isCounted = hasBuckets(filter)
  if (isCounted && size <= costs.handful) return gather(db, filter, order, page, smallest)
  const verdicts = counted ?? (await countVerdicts(db, filter))
  const total = totalOf(verdicts)
  // Its index has the order of the scores within it.
  const within = isByScore ? facets.filter((one) => one !== 'dates') : []
  const by = within.length > 0 ? smallestOf(within) : undefined
  const steps = { size, along: sizeOf(by ?? 'all'), total, isCounted }
  const isArmful = !isCounted && by === undefined && size <= costs.armful
  return isArmful || gatheringSteps(page, steps, costs) < walkingSteps(page, steps, costs)
    ? gather(db, filter, order, page, smallest, total)
    : walkAll(db, filter, order, page, { by, few: costs.few }, verdicts)
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
  return size + (offset < few ? 0 : sorting * Math.min(total, offset + limit))
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

/** All rows of a facet, sorted, and counted where their number is not known. */
async function gather(
  db: Kysely<Database>,
  filter: LeaderboardFilter,
  order: LeaderboardOrder,
  { limit, offset }: Page,
  by: Facet,
  known?: number,
): Promise<{ ids: string[]; total: number }> {
  const { passGate } = filter
  const verdict = verdictOf(filter)
  const ofFacet = db.selectFrom('leaderboard_rows').where(matches(filter, by))
  // The index of time does not begin with a verdict, those of orders do.
  const judged = by === 'dates' ? unordered(verdict) : verdict
  const found = passGate === undefined ? ofFacet : ofFacet.where(judged, '=', verdictOfGate(passGate))
  // Both databases sort no more rows than they are to pass over: from the end that is nearer.
  const take = known === undefined ? limit : Math.max(0, Math.min(limit, known - offset))
  const isReversed = known !== undefined && offset > known / 2
  const sorted = found
    // Nor is the index of this order walked along.
    .orderBy(unordered(verdict), isReversed ? 'asc' : 'desc')
    .$call((rows) => byFigures(rows, order, isReversed))
    .select('run_id')
    .limit(take)
    .offset(isReversed ? Math.max(0, known - offset - take) : offset)
  if (known !== undefined) {
    const ids = (await sorted.execute()).map(({ run_id }) => run_id)
    return { ids: isReversed ? ids.reverse() : ids, total: known }
  }
  const counted = found.select((eb) => eb.fn.countAll().as('total'))
  const rows = await sorted.select(counted.as('total')).execute()
  // Beyond the last page nothing says how many there are.
  const { total } = rows[0] ?? (await counted.executeTakeFirstOrThrow())
  return { ids: rows.map(({ run_id }) => run_id), total: Number(total) }
}

/** Of each verdict, the best first, what of it is on the page. */
async function walkAll(
  db: Kysely<Database>,
  filter: LeaderboardFilter,
  order: LeaderboardOrder,
  page: Page,
  { by, few }: { by?: Facet; few: number },
  verdicts: Verdicts,
): Promise<{ ids: string[]; total: number }> {
  const ids: string[] = []
  let before = 0
  for (const [verdict, runs] of verdicts) {
    const skip = Math.max(0, page.offset - before)
    const take = Math.min(runs, page.offset + page.limit - before) - skip
    if (take > 0) ids.push(...(await walk(db, filter, order, { verdict, runs, skip, take, by, few })))
    before += runs
  }
  return { ids, total: before }
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
  const place = { verdict, runs, skip, end: skip + take }
  const isFar = Math.min(skip, runs - place.end) > few
  const { isReversed, bound, passed } = isFar
    ? await startNear(db, filter, order, place)
    : startAtAnEnd(place)
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
