import { type Kysely, sql } from 'kysely'
import { between, isDated, isOfAll, ofCells, sumOfRuns } from './leaderboardCounts.ts'
import { WEEK_MS, type WholeUnits, wholeOf } from './leaderboardDates.ts'
import {
  type LeaderboardFilter,
  type LeaderboardOrder,
  matches,
  unordered,
  verdictOf,
} from './leaderboardFilter.ts'
import type { Database } from './schema.ts'

/** Where a page is walked from, so that few rows are passed over. */
export interface Start {
  /** From the last row of the page to its first. */
  isReversed: boolean
  /** Only rows in buckets below it, or, backwards, from it on. */
  bound: number
  /** Rows between the bound and the page. */
  passed: number
}

/** Which rows of a verdict are on a page: from `skip` to before `end` of so many `runs`. */
export interface Place {
  verdict: number
  runs: number
  skip: number
  end: number
}

// Kinds and buckets of `leaderboard_counts`, as the migrations 0017 and 0021 write them.
const OF_ORDER = { score: 1, sharpe: 2, cum_return: 3 } as const
const OF_ORDER_BY_WEEK = { score: 5, sharpe: 6, cum_return: 7 } as const
/** Buckets that are counted as one: of all rows, of all rows by week, and of others. */
const TOGETHER = { all: 8, byWeek: 128, others: 128 } as const
/** A week's buckets begin at so many times the week. */
const OF_A_WEEK = 1024

export const BUCKET_COLUMN = {
  score: 'score_bucket',
  sharpe: 'sharpe_bucket',
  cum_return: 'return_bucket',
} as const

/** From the end of the order that is nearer. */
export function startAtAnEnd({ runs, skip, end }: Place): Start {
  return runs - end < skip
    ? { isReversed: true, bound: -Infinity, passed: runs - end }
    : { isReversed: false, bound: Infinity, passed: skip }
}

/** Whether rows are counted by buckets: not for dates together with anything else, nor for less than a week. */
export function hasBuckets(filter: LeaderboardFilter): boolean {
  if (!isDated(filter)) return true
  const { first, last } = wholeOf(filter, WEEK_MS)
  return isOfAll(filter) && first < last
}

/** From a bucket near the page, where rows are counted by them. */
export async function startNear(
  db: Kysely<Database>,
  filter: LeaderboardFilter,
  order: LeaderboardOrder,
  place: Place,
): Promise<Start> {
  if (!hasBuckets(filter)) return startAtAnEnd(place)
  return isDated(filter) ? startByWeeks(db, filter, order, place) : startByBuckets(db, filter, order, place)
}

/** From the edge of the bucket that the page begins or ends in. */
async function startByBuckets(
  db: Kysely<Database>,
  filter: LeaderboardFilter,
  order: LeaderboardOrder,
  { verdict, skip, end }: Place,
): Promise<Start> {
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
  const [first] = rows
  const last = rows[rows.length - 1]
  const fromFirst = skip - (Number(first.through) - Number(first.runs))
  const fromLast = Number(last.through) - end
  return fromLast < fromFirst
    ? { isReversed: true, bound: last.bucket * together, passed: fromLast }
    : { isReversed: false, bound: (first.bucket + 1) * together, passed: fromFirst }
}

/**
 * The counts of whole weeks tell about which bucket the page is in; how many rows are before that is counted in the parts
 * of weeks that are left too.
 */
async function startByWeeks(
  db: Kysely<Database>,
  filter: LeaderboardFilter,
  order: LeaderboardOrder,
  { verdict, runs, skip, end }: Place,
): Promise<Start> {
  const { first, last, rest } = wholeOf(filter, WEEK_MS)
  const bucket = sql<number>`bucket % ${sql.lit(OF_A_WEEK)}`
  const counted = await db
    .selectFrom('leaderboard_counts')
    .where('cell', '=', 0)
    .where('kind', '=', OF_ORDER_BY_WEEK[order])
    .where(verdictOf(filter), '=', verdict)
    .where((eb) => between(eb, first * OF_A_WEEK, last * OF_A_WEEK))
    .groupBy(bucket)
    .orderBy('bucket', 'desc')
    .select([bucket.as('bucket'), sumOfRuns])
    .execute()
  const ofWeeks = counted.reduce((sum, row) => sum + Number(row.runs), 0)
  const edges = [{ bound: Infinity, before: 0 }]
  for (const row of counted) {
    const { before } = edges[edges.length - 1]
    edges.push({ bound: row.bucket * TOGETHER.byWeek, before: before + Number(row.runs) })
  }
  const wanted = (skip / runs) * ofWeeks
  const distance = (at: number) => Math.abs(edges[at].before - wanted)
  let at = edges.findIndex(({ before }) => before >= wanted)
  if (at > 0 && distance(at - 1) < distance(at)) at--
  for (; at > 0; at--) {
    const { bound } = edges[at]
    const before = edges[at].before + (await countRest(db, filter, order, { verdict, bound, rest }))
    // Not in the middle of the page.
    if (before <= skip) return { isReversed: false, bound, passed: skip - before }
    if (before >= end) return { isReversed: true, bound, passed: before - end }
  }
  return { isReversed: false, bound: Infinity, passed: skip }
}

/** Rows from a bucket on of what is beside whole weeks. */
async function countRest(
  db: Kysely<Database>,
  filter: LeaderboardFilter,
  order: LeaderboardOrder,
  { verdict, bound, rest }: { verdict: number; bound: number; rest: WholeUnits['rest'] },
): Promise<number> {
  const counts = rest.map(({ sign, ...part }) =>
    db
      .selectFrom('leaderboard_rows')
      .where(matches({ ...filter, ...part }, 'dates'))
      .where(unordered(verdictOf(filter)), '=', verdict)
      .where(unordered(BUCKET_COLUMN[order]), '>=', bound)
      .select(sql<number>`${sql.lit(sign)} * count(*)`.as('runs')),
  )
  if (counts.length === 0) return 0
  const rows = await counts.reduce((all, one) => all.unionAll(one)).execute()
  return rows.reduce((sum, { runs }) => sum + Number(runs), 0)
}
