import { type Expression, expressionBuilder, type Kysely, type SqlBool, sql } from 'kysely'
import { dialectOf } from './database.ts'
import type { Database, LeaderboardRowsTable } from './schema.ts'

export type LeaderboardOrder = 'score' | 'sharpe' | 'cum_return'

/** `start` and `end` bound the time of creation, both included. `passGate` true or false keeps only that verdict. */
export interface LeaderboardFilter {
  modelId?: string
  packId?: string
  riskProfile?: string
  passGate?: boolean
  tag?: string
  sweepId?: string
  start?: string
  end?: string
  /** Judges each run, and shows it, as it was assessed when it ended. */
  asOfRun?: boolean
}

/** What a row is filtered by, apart from the verdict. */
export type Facet = 'tag' | 'model' | 'pack' | 'risk' | 'dates'

const FACET_COLUMN = {
  tag: 'tag',
  model: 'model_id',
  pack: 'pack_id',
  risk: 'risk_profile',
} as const

const row = expressionBuilder<{ leaderboard_rows: LeaderboardRowsTable }, 'leaderboard_rows'>()

/** The column that says whether a run passed: its last assessment, or the one of when it ended. */
export const verdictOf = ({ asOfRun }: LeaderboardFilter) => (asOfRun ? 'verdict_at_run' : 'verdict')

/** As the rows have it: 2 passed, 1 did not, 0 not judged. */
export const verdictOfGate = (pass: boolean): number => (pass ? 2 : 1)

/** The conditions of a filter, by facet. */
export function facetConditions(filter: LeaderboardFilter): Map<Facet, Expression<SqlBool>> {
  const found = new Map<Facet, Expression<SqlBool>>()
  const equal = { tag: filter.tag, model: filter.modelId, pack: filter.packId, risk: filter.riskProfile }
  for (const facet of ['tag', 'model', 'pack', 'risk'] as const) {
    const value = equal[facet]
    if (value !== undefined) found.set(facet, row(FACET_COLUMN[facet], '=', value))
  }
  const dates = [
    ...(filter.start === undefined ? [] : [row('created_at', '>=', filter.start)]),
    ...(filter.end === undefined ? [] : [row('created_at', '<=', filter.end)]),
  ]
  if (dates.length > 0) found.set('dates', row.and(dates))
  return found
}

/**
 * A condition that no index is chosen for: the one that serves the order is to be walked along. PostgreSQL believes that nearly
 * all rows meet it; of one that is compared by `=` it expects so few that it reads and sorts the table.
 */
function withoutIndex(condition: Expression<SqlBool>): Expression<SqlBool> {
  return sql<SqlBool>`case when ${condition} then 1 else 0 end <> 0`
}

/** A column of whole numbers that no index is chosen for. */
export const unordered = (column: string): Expression<number> => sql<number>`${sql.ref(column)} + 0`

/** All conditions but that of the verdict, of which these facets alone may choose an index. */
export function matches(filter: LeaderboardFilter, ...by: readonly Facet[]): Expression<SqlBool> {
  const conditions = [...facetConditions(filter)].map(([facet, condition]) =>
    by.includes(facet) ? condition : withoutIndex(condition),
  )
  return row.and(conditions)
}

/** The same for rows of a short time. PostgreSQL has an index for those of a pack and of a risk profile (migration 0042). */
export function matchesBriefly(db: Kysely<Database>, filter: LeaderboardFilter): Expression<SqlBool> {
  return dialectOf(db) === 'postgres' ? matches(filter, 'dates', 'pack', 'risk') : matches(filter, 'dates')
}
