import { type Kysely, sql } from 'kysely'
import { between, isDated, isOfAll, isOfGroups, ofCells, sumOfRuns } from './leaderboardCounts.ts'
import { DAY_MS, WEEK_MS, type WholeUnits, wholeOf } from './leaderboardDates.ts'
import {
  type LeaderboardFilter,
  type LeaderboardOrder,
  matchesBriefly,
  unordered,
  verdictOf,
} from './leaderboardFilter.ts'
import type { Database } from './schema.ts'

/** Where rows of a page are walked from, so that few others are passed over. */
export interface Start {
  /** From the last of them to the first. */
  isReversed: boolean
  /** Only rows in buckets below it, or, backwards, from it on. */
  bound: number
  /** Rows between the bound and those of the page. */
  passed: number
  /** Rows of the page. */
  take: number
}

/** Which rows of a verdict are on a page: from `skip` to before `end` of so many `runs`. */
export interface Place {
  verdict: number
  runs: number
  skip: number
  end: number
}

// Kinds and buckets of `leaderboard_counts`, as the migrations 0017, 0026, 0027 and 0040 write them.
const OF_ORDER = { score: 1, sharpe: 2, cum_return: 3 } as const
const OF_ORDER_BY_WEEK = { score: 5, sharpe: 6, cum_return: 7 } as const
const OF_ORDER_WITHIN = { score: 8, sharpe: 9, cum_return: 10 } as const
const OF_ORDER_BY_DAY = { score: 11, sharpe: 12, cum_return: 13 } as const
/** Buckets that are counted as one: of all rows, of others, by week, and by week within one of these or by day. */
const TOGETHER = { all: 8, others: 64, byWeek: 512, within: 64 } as const
/** A week's buckets begin at so many times the week. */
const OF_A_WEEK = 1024
/** Those within one begin at so many times the week, after the weeks of the ones below. */
const OF_A_WEEK_WITHIN = TOGETHER.byWeek / TOGETHER.within
const WEEKS_WITHIN = 65_536
/** A day's buckets begin at so many times the day. */
const OF_A_DAY = 256

export const BUCKET_COLUMN = {
  score: 'score_bucket',
  sharpe: 'sharpe_bucket',
  cum_return: 'return_bucket',
} as const

/** From the end of the order that is nearer. */
export function startAtAnEnd({ runs, skip, end }: Place): Start {
  const take = end - skip
  return runs - end < skip
    ? { isReversed: true, bound: -Infinity, passed: runs - end, take }
    : { isReversed: false, bound: Infinity, passed: skip, take }
}

/** From the edge of a bucket; both ways where that is in the middle of the page. */
function startAtEdge({ bound, before }: Edge, { skip, end }: Place): Start[] {
  const take = end - skip
  if (before <= skip) return [{ isReversed: false, bound, passed: skip - before, take }]
  if (before >= end) return [{ isReversed: true, bound, passed: before - end, take }]
  return [
    { isReversed: true, bound, passed: 0, take: before - skip },
    { isReversed: false, bound, passed: 0, take: end - before },
  ]
}

/** Whether rows are counted by buckets: not for dates together with a tag or a model, nor for less than a week. */
export function hasBuckets(filter: LeaderboardFilter): boolean {
  if (!isDated(filter)) return true
  const { first, last } = wholeOf(filter, WEEK_MS)
  return isOfGroups(filter) && first < last
}

/** From a bucket near the page, where rows are counted by them: parts of the page, the first first. */
export async function startsNear(
  db: Kysely<Database>,
  filter: LeaderboardFilter,
  order: LeaderboardOrder,
  place: Place,
): Promise<Start[]> {
  if (!hasBuckets(filter)) return [startAtAnEnd(place)]
  return isDated(filter) ? startByWeeks(db, filter, order, place) : startByBuckets(db, filter, order, place)
}

/** From the nearest edge of the buckets that the page is in. */
async function startByBuckets(
  db: Kysely<Database>,
  filter: LeaderboardFilter,
  order: LeaderboardOrder,
  place: Place,
): Promise<Start[]> {
  const { verdict, skip, end } = place
  const rows = await db
    .with('buckets', () =>
      ofCells(db, filter)
        .where('kind', '=', OF_ORDER[order])
        .where(verdictOf(filter), '=', verdict)
        .groupBy('bucket')
        .select(['bucket', sumOfRuns]),
    )
    .with('counted', (of) =>
      of
        .selectFrom('buckets')
        .select(['bucket', 'runs', sql<number>`sum(runs) over (order by bucket desc)`.as('through')]),
    )
    .selectFrom('counted')
    .selectAll()
    .where('through', '>', skip)
    .where(sql<number>`through - runs`, '<', end)
    .orderBy('bucket', 'desc')
    .execute()
  const together = isOfAll(filter) ? TOGETHER.all : TOGETHER.others
  const [{ bucket, through, runs }] = rows
  const top = { bound: (bucket + 1) * together, before: Number(through) - Number(runs) }
  const edges = edgesBelow(top, rows, (below) => below * together)
  const passed = ({ before }: Edge) => Math.max(skip - before, before - end, 0)
  return startAtEdge(
    edges.reduce((nearest, edge) => (passed(edge) < passed(nearest) ? edge : nearest)),
    place,
  )
}

/**
 * The counts of whole weeks tell about which bucket the page is in, and then which bucket within that one; how many rows are
 * before it is counted in the parts of weeks too.
 */
async function startByWeeks(
  db: Kysely<Database>,
  filter: LeaderboardFilter,
  order: LeaderboardOrder,
  place: Place,
): Promise<Start[]> {
  const { verdict, runs, skip } = place
  const { first, last, rest } = wholeOf(filter, WEEK_MS)
  const sumsOf = async (kind: number, since: number, until: number, buckets: number) => {
    const bucket = sql<number>`bucket % ${sql.lit(buckets)}`
    return (
      ofCells(db, filter)
        .where('kind', '=', kind)
        // The weeks of a stretch lie side by side within each verdict.
        .where('verdict', 'in', [0, 1, 2])
        .where(verdictOf(filter), '=', verdict)
        .where((eb) => between(eb, since, until))
        .groupBy(bucket)
        .orderBy('bucket', 'desc')
        .select([bucket.as('bucket'), sumOfRuns])
        .execute()
    )
  }
  const ofWeeks = await sumsOf(OF_ORDER_BY_WEEK[order], first * OF_A_WEEK, last * OF_A_WEEK, OF_A_WEEK)
  const coarse = edgesBelow({ bound: Infinity, before: 0 }, ofWeeks, (bucket) => bucket * TOGETHER.byWeek)
  const wanted = (skip / runs) * coarse[coarse.length - 1].before
  const below = coarse.findIndex(({ before }, at) => at > 0 && before >= wanted)
  if (below < 0) return [startAtAnEnd(place)]
  const { bound: base } = coarse[below]
  const weeksOf = WEEKS_WITHIN * (base / TOGETHER.byWeek)
  const within = await sumsOf(
    OF_ORDER_WITHIN[order],
    (weeksOf + Math.max(0, first)) * OF_A_WEEK_WITHIN,
    (weeksOf + Math.min(WEEKS_WITHIN, last)) * OF_A_WEEK_WITHIN,
    OF_A_WEEK_WITHIN,
  )
  const edges = edgesBelow(coarse[below - 1], within, (bucket) => base + bucket * TOGETHER.within)
  const distance = ({ before }: Edge) => Math.abs(before - wanted)
  const { bound, before } = edges.reduce((nearest, edge) =>
    distance(edge) < distance(nearest) ? edge : nearest,
  )
  const ofRest = await countRest(db, filter, order, { verdict, bound, rest })
  return startAtEdge({ bound, before: before + ofRest }, place)
}

/** Where a bucket begins, and how many rows are from there on. */
interface Edge {
  bound: number
  before: number
}

/** An edge, and those of the buckets below it, the best first. */
function edgesBelow(
  top: Edge,
  buckets: readonly { bucket: number; runs: number | string | bigint }[],
  boundOf: (bucket: number) => number,
): Edge[] {
  const edges = [top]
  for (const { bucket, runs } of buckets) {
    edges.push({ bound: boundOf(bucket), before: edges[edges.length - 1].before + Number(runs) })
  }
  return edges
}

/** Rows from a bucket on of what is beside whole weeks: by their rows, of all runs by the counts of days and the rows of parts of days. */
async function countRest(
  db: Kysely<Database>,
  filter: LeaderboardFilter,
  order: LeaderboardOrder,
  { verdict, bound, rest }: { verdict: number; bound: number; rest: WholeUnits['rest'] },
): Promise<number> {
  if (rest.length === 0 || bound === Infinity) return 0
  const ofRows = ({ sign, start, end }: WholeUnits['rest'][number]) =>
    db
      .selectFrom('leaderboard_rows')
      .where(matchesBriefly(db, { ...filter, start, end }))
      .where(unordered(verdictOf(filter)), '=', verdict)
      .where(unordered(BUCKET_COLUMN[order]), '>=', bound)
      .select(sql<number>`${sql.lit(sign)} * count(*)`.as('runs'))
  const ofDays = ({ sign, ...part }: WholeUnits['rest'][number]) => {
    const days = wholeOf(part, DAY_MS)
    const counts = ofCells(db, filter)
      .where('kind', '=', OF_ORDER_BY_DAY[order])
      .where(verdictOf(filter), '=', verdict)
      .where((eb) => between(eb, days.first * OF_A_DAY, days.last * OF_A_DAY))
      .where(sql<number>`bucket % ${sql.lit(OF_A_DAY)}`, '>=', bound / TOGETHER.within)
      .select(sql<number>`${sql.lit(sign)} * coalesce(sum(runs), 0)`.as('runs'))
    const parts = days.rest.map((more) => ofRows({ ...more, sign: sign === more.sign ? 1 : -1 }))
    return days.first < days.last ? [counts, ...parts] : parts
  }
  const counts = isOfAll(filter) ? rest.flatMap(ofDays) : rest.map(ofRows)
  const rows = await counts.reduce((all, one) => all.unionAll(one)).execute()
  return rows.reduce((sum, { runs }) => sum + Number(runs), 0)
}
