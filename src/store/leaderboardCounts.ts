import { type Expression, type ExpressionBuilder, type Kysely, type SqlBool, sql } from 'kysely'
import { DAY_MS, wholeOf } from './leaderboardDates.ts'
import {
  type Facet,
  type LeaderboardFilter,
  matchesBriefly,
  verdictOf,
  verdictOfGate,
} from './leaderboardFilter.ts'
import type { Database } from './schema.ts'

/** How many runs have a verdict: 2 passed, 1 did not, 0 not judged. */
export type Verdicts = ReadonlyMap<number, number>

// What the buckets of `leaderboard_counts` are of. As the migration writes them.
const TOTAL = 0
/** By day. */
const TIME = 4

export interface Counts {
  /** Best verdict first, those alone that the filter wants. */
  verdicts: Verdicts
  /** Rows of all, and of each facet whatever the verdict; of dates those of all days that they touch. */
  sizes: ReadonlyMap<Sized, number>
}

type Sized = Facet | 'all'

/** What matches a filter, and the sizes of its facets where they are asked for. In one statement: to be asked takes PostgreSQL longer than to count. */
export async function countRuns(
  db: Kysely<Database>,
  filter: LeaderboardFilter,
  facets: readonly Facet[] = [],
): Promise<Counts> {
  let counts = matching(db, filter)
  if (facets.length > 0) counts = counts.unionAll(sizeOf(db, filter, 'all'))
  // Of a single facet all that match are its rows.
  if (facets.length > 1) for (const facet of facets) counts = counts.unionAll(sizeOf(db, filter, facet))
  const runs = [0, 0, 0]
  const sizes = new Map<Sized, number>()
  for (const { of, unjudged, failed, passed } of await counts.execute()) {
    const each = [unjudged, failed, passed].map(Number)
    if (of === 'matching') for (const verdict of each.keys()) runs[verdict] += each[verdict]
    else sizes.set(of, sum(each))
  }
  if (facets.length === 1) sizes.set(facets[0], sum(runs))
  const { passGate } = filter
  const wanted = passGate === undefined ? [2, 1, 0] : [verdictOfGate(passGate)]
  return { verdicts: new Map(wanted.map((verdict) => [verdict, runs[verdict]])), sizes }
}

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0)

/** From the counts; of dates, those of whole days, and what is beside them from the rows themselves. */
function matching(db: Kysely<Database>, filter: LeaderboardFilter) {
  const verdict = verdictOf(filter)
  const runs = byVerdict('matching', verdict, sql.ref('runs'))
  if (!isDated(filter)) return ofCells(db, filter).where('kind', '=', TOTAL).select(runs)
  const { first, last, rest } = wholeOf(filter, DAY_MS)
  let counts = ofDays(db, filter, first, last).select(runs)
  for (const { sign, ...part } of rest) {
    const rows = db.selectFrom('leaderboard_rows').where(matchesBriefly(db, { ...filter, ...part }))
    counts = counts.unionAll(rows.select(byVerdict('matching', verdict, sql.lit(sign))))
  }
  return counts
}

function sizeOf(db: Kysely<Database>, filter: LeaderboardFilter, of: Sized) {
  const runs = byVerdict(of, 'verdict', sql.ref('runs'))
  if (of === 'dates') {
    const { first, last } = wholeOf(filter, DAY_MS)
    return ofDays(db, {}, first - 1, last + 1).select(runs)
  }
  const { tag, modelId, packId, riskProfile } = filter
  const alone = { all: {}, tag: { tag }, model: { modelId }, pack: { packId }, risk: { riskProfile } }[of]
  return ofCells(db, alone).where('kind', '=', TOTAL).select(runs)
}

/** Grouped they would be sorted, or read by the index that has them in order. */
function byVerdict(of: Sized | 'matching', verdict: 'verdict' | 'verdict_at_run', runs: Expression<number>) {
  const having = (one: number) =>
    sql<number>`coalesce(sum(case when ${sql.ref(verdict)} = ${sql.lit(one)} then ${runs} else 0 end), 0)`
  return [
    sql.lit(of).as('of'),
    having(2).as('passed'),
    having(1).as('failed'),
    having(0).as('unjudged'),
  ] as const
}

/** From the first day on to below the last. */
function ofDays(db: Kysely<Database>, filter: LeaderboardFilter, first: number, last: number) {
  return (
    ofCells(db, filter)
      .where('kind', '=', TIME)
      // The days of a stretch lie side by side within each verdict.
      .where('verdict', 'in', [0, 1, 2])
      .where((eb) => between(eb, first, last))
  )
}

export const sumOfRuns = ({ fn }: ExpressionBuilder<Database, 'leaderboard_counts'>) =>
  fn.sum('runs').as('runs')

/** From the first on to below the last. */
export function between(
  eb: ExpressionBuilder<Database, 'leaderboard_counts'>,
  first: number,
  last: number,
): Expression<SqlBool> {
  const bounds = [
    ...(first === -Infinity ? [] : [eb('bucket', '>=', first)]),
    ...(last === Infinity ? [] : [eb('bucket', '<', last)]),
  ]
  return eb.and(bounds)
}

export const isDated = ({ start, end }: LeaderboardFilter) => start !== undefined || end !== undefined

export const isOfAll = (filter: LeaderboardFilter) =>
  [filter.tag, filter.modelId, filter.packId, filter.riskProfile].every((value) => value === undefined)

/** Whether groups have its counts: cells of any model, of which there are few. */
export const isOfGroups = ({ tag, modelId }: LeaderboardFilter) => tag === undefined && modelId === undefined

/** The counts of the cells that make up what a filter wants beside its dates and its verdict, each run in one of them. */
export function ofCells(db: Kysely<Database>, filter: LeaderboardFilter) {
  const counts = db.selectFrom('leaderboard_counts')
  if (isOfAll(filter)) return counts.where('cell', '=', 0)
  const { tag, modelId, packId, riskProfile } = filter
  return counts.where('cell', 'in', (eb) => {
    let cells = eb
      .selectFrom('leaderboard_cells')
      .select('id')
      .where('tag', '=', tag === undefined ? '' : named(tag))
    if (packId !== undefined) cells = cells.where('pack_id', '=', named(packId))
    if (modelId !== undefined) cells = cells.where('model_id', '=', named(modelId))
    else cells = cells.where('model_id', isOfGroups(filter) ? '=' : '<>', '')
    if (riskProfile !== undefined) cells = cells.where('risk_profile', '=', named(riskProfile))
    return cells
  })
}

/** As cells write a value. */
const named = (value: string) => `=${value}`
