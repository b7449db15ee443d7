import { type Expression, type ExpressionBuilder, type Kysely, type SqlBool, sql } from 'kysely'
import { type Facet, type LeaderboardFilter, matches, verdictOf, verdictOfGate } from './leaderboardFilter.ts'
import type { Database } from './schema.ts'

/** How many runs have a verdict: 2 passed, 1 did not, 0 not judged. */
export type Verdicts = ReadonlyMap<number, number>

// What the buckets of `leaderboard_counts` are of. As the migration writes them.
const TOTAL = 0
/** By day. */
const TIME = 4
const DAY_MS = 24 * 3600 * 1000
export const WEEK_MS = 7 * DAY_MS

/** Best verdict first, those alone that the filter wants, each with its runs. */
export async function countVerdicts(db: Kysely<Database>, filter: LeaderboardFilter): Promise<Verdicts> {
  return wanted(filter, isDated(filter) ? await countDated(db, filter) : await countKind(db, filter, TOTAL))
}

function wanted({ passGate }: LeaderboardFilter, counts: ReadonlyMap<number, number>): Verdicts {
  const verdict = passGate === undefined ? undefined : verdictOfGate(passGate)
  const asked = [...counts].filter(([one]) => verdict === undefined || one === verdict)
  return new Map(asked.sort(([a], [b]) => b - a))
}

type Counted = Facet | 'all' | 'verdict'

/**
 * All runs of each facet of a filter, whatever their verdict, and of all rows together; of dates, those of all days that
 * they touch. In the same statement, where there are no dates, those of each verdict.
 */
export async function countFacets(
  db: Kysely<Database>,
  filter: LeaderboardFilter,
  facets: readonly Facet[],
): Promise<{ sizes: ReadonlyMap<Facet | 'all', number>; verdicts: Verdicts | undefined }> {
  const { tag, modelId, packId, riskProfile, start, end } = filter
  const days = wholeOf({ start, end }, DAY_MS)
  const sizeOf = (facet: Facet | 'all') => {
    const one = {
      all: {},
      tag: { tag },
      model: { modelId },
      pack: { packId },
      risk: { riskProfile },
      dates: {},
    }[facet]
    const counts = ofCells(db, one).where('kind', '=', facet === 'dates' ? TIME : TOTAL)
    return facet === 'dates' ? counts.where((eb) => between(eb, days.first - 1, days.last + 1)) : counts
  }
  let counts = sizeOf('all').select([sql.lit<Counted>('all').as('of'), sql.lit(0).as('verdict'), sumOfRuns])
  for (const facet of facets) {
    counts = counts.unionAll(
      sizeOf(facet).select([sql.lit<Counted>(facet).as('of'), sql.lit(0).as('verdict'), sumOfRuns]),
    )
  }
  const verdict = verdictOf(filter)
  if (!isDated(filter)) {
    counts = counts.unionAll(
      ofCells(db, filter)
        .where('kind', '=', TOTAL)
        .groupBy(verdict)
        .select([sql.lit<Counted>('verdict').as('of'), `${verdict} as verdict`, sumOfRuns]),
    )
  }
  const sizes = new Map<Facet | 'all', number>()
  const verdicts = new Map<number, number>()
  for (const { of, verdict: one, runs } of await counts.execute()) {
    if (of === 'verdict') verdicts.set(one, Number(runs))
    else sizes.set(of, Number(runs))
  }
  return { sizes, verdicts: isDated(filter) ? undefined : wanted(filter, verdicts) }
}

/** Whole days from the counts, and what is left at both ends from the rows themselves. */
async function countDated(db: Kysely<Database>, filter: LeaderboardFilter): Promise<Map<number, number>> {
  const { first, last, rest } = wholeOf(filter, DAY_MS)
  const counts = await countKind(db, filter, TIME, (eb) => between(eb, first, last))
  const column = sql.ref(verdictOf(filter))
  // Grouped they would be sorted, or read by the index that has them in order.
  const having = (verdict: number) =>
    sql<number>`coalesce(sum(case when ${column} = ${sql.lit(verdict)} then 1 else 0 end), 0)`
  for (const part of rest) {
    const row = await db
      .selectFrom('leaderboard_rows')
      .where(matches({ ...filter, ...part }, 'dates'))
      .select([having(2).as('passed'), having(1).as('failed'), having(0).as('unjudged')])
      .executeTakeFirstOrThrow()
    for (const [verdict, runs] of [row.unjudged, row.failed, row.passed].entries()) {
      counts.set(verdict, (counts.get(verdict) ?? 0) + Number(runs))
    }
  }
  return counts
}

async function countKind(
  db: Kysely<Database>,
  filter: LeaderboardFilter,
  kind: number,
  of?: (eb: ExpressionBuilder<Database, 'leaderboard_counts'>) => Expression<SqlBool>,
): Promise<Map<number, number>> {
  let counts = ofCells(db, filter).where('kind', '=', kind)
  // The buckets of a stretch lie side by side within each verdict.
  if (of) counts = counts.where('verdict', 'in', [0, 1, 2]).where(of)
  const rows = await counts
    .groupBy(verdictOf(filter))
    .select([`${verdictOf(filter)} as verdict`, sumOfRuns])
    .execute()
  return new Map(rows.map(({ verdict, runs }) => [verdict, Number(runs)]))
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
    if (riskProfile !== undefined) cells = cells.where('risk_profile', '=', named(riskProfile))
    return cells
  })
}

/** As cells write a value. */
const named = (value: string) => `=${value}`

/**
 * The whole days or weeks of dates, counted from 1970-01-01, from `first` on to before `last`, and the parts of some that
 * are left. Times are ISO 8601 in UTC with milliseconds.
 */
export function wholeOf(
  { start, end }: LeaderboardFilter,
  unit: number,
): { first: number; last: number; rest: { start?: string; end?: string }[] } {
  const first = start === undefined ? -Infinity : Math.ceil(Date.parse(start) / unit)
  const last = end === undefined ? Infinity : Math.floor((Date.parse(end) + 1) / unit)
  if (first > last) return { first: 0, last: 0, rest: [{ start, end }] }
  const at = (count: number, ms = 0) => new Date(count * unit + ms).toISOString()
  const before = start !== undefined && start < at(first) ? [{ start, end: at(first, -1) }] : []
  const after = end !== undefined && end >= at(last) ? [{ start: at(last), end }] : []
  return { first, last, rest: [...before, ...after] }
}
