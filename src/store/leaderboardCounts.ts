import { type Expression, type ExpressionBuilder, type Kysely, type SqlBool, sql } from 'kysely'
import { DAY_MS, wholeOf } from './leaderboardDates.ts'
import { type Facet, type LeaderboardFilter, matches, verdictOf, verdictOfGate } from './leaderboardFilter.ts'
import type { Database } from './schema.ts'

/** How many runs have a verdict: 2 passed, 1 did not, 0 not judged. */
export type Verdicts = ReadonlyMap<number, number>

// What the buckets of `leaderboard_counts` are of. As the migration writes them.
const TOTAL = 0
/** By day. */
const TIME = 4

/**
 * How many runs of each verdict match, best verdict first, those verdicts alone that the filter wants. And the sizes that are
 * asked for: of all rows, or of one facet whatever the verdict, of dates those of all days that they touch. In one
 * statement: to be asked takes PostgreSQL longer than to count.
 */
export async function countRuns(
  db: Kysely<Database>,
  filter: LeaderboardFilter,
  sizesOf: readonly (Facet | 'all')[] = [],
): Promise<{ verdicts: Verdicts; sizes: ReadonlyMap<Facet | 'all', number> }> {
  const { tag, modelId, packId, riskProfile } = filter
  const { first, last, rest } = wholeOf(filter, DAY_MS)
  const verdict = verdictOf(filter)
  const ofFilter = isDated(filter)
    ? ofDays(db, filter, first, last)
    : ofCells(db, filter).where('kind', '=', TOTAL)
  let counts = ofFilter.select(eachVerdict('matching', verdict, sql.ref('runs')))
  // What is left of days at both ends, from the rows themselves.
  for (const { sign, ...part } of rest) {
    const rows = db.selectFrom('leaderboard_rows').where(matches({ ...filter, ...part }, 'dates'))
    counts = counts.unionAll(rows.select(eachVerdict('matching', verdict, sql.lit(sign))))
  }
  const facetAlone = { all: {}, tag: { tag }, model: { modelId }, pack: { packId }, risk: { riskProfile } }
  for (const one of sizesOf) {
    const ofSize =
      one === 'dates'
        ? ofDays(db, {}, first - 1, last + 1)
        : ofCells(db, facetAlone[one]).where('kind', '=', TOTAL)
    counts = counts.unionAll(ofSize.select(eachVerdict(one, 'verdict', sql.ref('runs'))))
  }
  const matching = [0, 0, 0]
  const sizes = new Map<Facet | 'all', number>()
  for (const row of await counts.execute()) {
    const runs = [row.unjudged, row.failed, row.passed].map(Number)
    if (row.of === 'matching') for (const at of runs.keys()) matching[at] += runs[at]
    else sizes.set(row.of, runs[0] + runs[1] + runs[2])
  }
  const { passGate } = filter
  const wanted = passGate === undefined ? [2, 1, 0] : [verdictOfGate(passGate)]
  return { verdicts: new Map(wanted.map((one) => [one, matching[one]])), sizes }
}

/** Grouped they would be sorted, or read by the index that has them in order. */
function eachVerdict(
  of: Facet | 'all' | 'matching',
  verdict: 'verdict' | 'verdict_at_run',
  runs: Expression<number>,
) {
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
