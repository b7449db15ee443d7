import { type Kysely, sql } from 'kysely'
import { dialectOf } from '../../src/store/database.ts'
import { migrationsFolder, readMigrations } from '../../src/store/migrations.ts'
import type { Database } from '../../src/store/schema.ts'

export const fillDays = 365
/** Runs to fill a store with. */
export interface FilledRuns {
  count: number
  /** Whether each pack has runs of each model; else a model is of one pack. */
  isCrossing?: boolean
}

/** Runs that are written by one statement. */
const atOnce = 50_000

/**
 * Completed runs as the program writes them, but for their documents, which are filled up to a kilobyte. The triggers that
 * keep the leaderboard take most of an hour for a million; they are off meanwhile, and what they would have written is
 * written in one go.
 */
export async function fill(db: Kysely<Database>, runs: FilledRuns): Promise<void> {
  const isPostgres = dialectOf(db) === 'postgres'
  const putBack = await takeAway(db)
  for (let from = 0; from < runs.count; from += atOnce) {
    const to = Math.min(runs.count, from + atOnce)
    await (isPostgres ? fillPostgres(from, to, runs) : fillSqlite(from, to, runs)).execute(db)
  }
  for (const statement of leaderboardOfRuns(isPostgres)) await sql.raw(statement).execute(db)
  for (const statement of putBack) await sql.raw(statement).execute(db)
  if (isPostgres) {
    await sql`vacuum analyze`.execute(db)
    // Else it goes on writing what was filled while pages are read.
    await sql`checkpoint`.execute(db)
  }
}

/** Takes the triggers and the indexes of both tables away, and returns what makes them again. */
export async function takeAway(db: Kysely<Database>): Promise<string[]> {
  const isPostgres = dialectOf(db) === 'postgres'
  const tables = ['backtest_runs', 'leaderboard_rows']
  const known = isPostgres
    ? sql<{ kind: string; name: string; made: string }>`
        select 'index' as kind, indexname as name, indexdef as made from pg_indexes
        where schemaname = current_schema() and tablename in (${sql.join(tables)}) and indexname not like '%_pkey'`
    : sql<{ kind: string; name: string; made: string }>`
        select type as kind, name, sql as made from sqlite_master
        where type in ('index', 'trigger') and tbl_name in (${sql.join(tables)}) and sql is not null`
  const { rows } = await known.execute(db)
  for (const { kind, name } of rows) await sql.raw(`drop ${kind} ${name}`).execute(db)
  const switched = (how: string) => tables.map((table) => `alter table ${table} ${how} trigger user`)
  if (isPostgres) for (const statement of switched('disable')) await sql.raw(statement).execute(db)
  return [...rows.map(({ made }) => made), ...(isPostgres ? switched('enable') : [])]
}

/** What fills the empty tables of the leaderboard from the runs, as the triggers do it one by one. */
export function leaderboardOfRuns(isPostgres: boolean): string[] {
  return [rowsOfRuns(isPostgres), cellsOfRows, ...countsOfRows(isPostgres)]
}

/** As the migration takes over the runs of before. */
function rowsOfRuns(isPostgres: boolean): string {
  const folder = migrationsFolder(isPostgres ? 'postgres' : 'sqlite')
  const migration = readMigrations(folder).find(({ name }) => name === '0017_leaderboard')?.sql ?? ''
  return migration.slice(migration.indexOf('\n-- Runs of before.')).replace(/;\s*$/, ' order by id')
}

const riskOfCell = `coalesce('=' || risk_profile, '')`

const cellsOfRows = `insert into leaderboard_cells (tag, pack_id, model_id, risk_profile)
  select distinct '', '=' || pack_id, '', ${riskOfCell} from leaderboard_rows
  union select distinct '', '=' || pack_id, '=' || model_id, ${riskOfCell} from leaderboard_rows
  union select distinct '=' || tag, '=' || pack_id, '=' || model_id, ${riskOfCell} from leaderboard_rows where tag is not null`

function countsOfRows(isPostgres: boolean): string[] {
  const columns = 'cell, kind, verdict, verdict_at_run, bucket, runs'
  // First those of whole cells, from which the rest is added up.
  const cellOf = (tag: string, model: string) => `(select id from leaderboard_cells c where c.tag = ${tag}
      and c.pack_id = '=' || r.pack_id and c.model_id = ${model} and c.risk_profile = ${riskOfCell.replace('risk_profile', 'r.risk_profile')})`
  const kinds = (of: string, shift: number, time: string) => [
    [of, 0, '0'],
    ...['score', 'sharpe', 'return'].map((figure, at) => [of, at + 1, `${figure}_bucket >> ${shift}`]),
    [of, 4, time],
  ]
  const byWeek = (of: string) =>
    ['score', 'sharpe', 'return'].flatMap((figure, at) => [
      [of, at + 5, `1024 * (day / 7) + (${figure}_bucket >> 9)`],
      [of, at + 8, `(${figure}_bucket >> 9) * 524288 + day / 7 * 8 + (${figure}_bucket >> 6) % 8`],
    ])
  const byDay = ['score', 'sharpe', 'return'].map((figure, at) => [
    '0',
    at + 11,
    `256 * day + (${figure}_bucket >> 6)`,
  ])
  const wanted = [
    ...[...kinds('0', 3, 'day'), ...byWeek('0'), ...byDay],
    ...[...kinds('of_group', 6, 'day'), ...byWeek('of_group')],
    ...kinds('of_any', 6, 'day'),
    ...kinds('of_tag', 6, 'day'),
  ]
  const model = "'=' || r.model_id"
  const cells = `create temporary table counted as select ${cellOf("''", "''")} as of_group, ${cellOf("''", model)} as of_any,
    case when tag is not null then ${cellOf("'=' || r.tag", model)} end as of_tag, verdict, verdict_at_run, score_bucket, sharpe_bucket, return_bucket, day
    from leaderboard_rows r`
  return [
    cells,
    ...(isPostgres ? ['analyze counted'] : []),
    ...wanted.map(
      ([cell, kind, bucket]) => `insert into leaderboard_counts (${columns})
      select ${cell}, ${kind}, verdict, verdict_at_run, ${bucket}, count(*) from counted
      ${cell === 'of_tag' ? 'where of_tag is not null' : ''} group by 1, 2, 3, 5, 4 order by 1, 2, 3, 5, 4`,
    ),
    'drop table counted',
  ]
}

const columns = sql.raw(
  'id, request_key, status, pack_id, model_id, tag, config, metrics, score, sharpe, best_cum_ret, gate_pass, gate_pass_at_run, risk_profile, created_at',
)
const shared = ({ isCrossing }: FilledRuns) =>
  sql.raw(`'completed', 'pack' || (${isCrossing ? 'i / 150 % 4' : 'i % 50 % 4'}), 'model' || (i % 50),
    case when i % 10 < 8 then 'tag' || (i % 97) end, '{}'`)
const risk = sql.raw(
  `case i / 50 % 3 when 0 then 'Conservative' when 1 then 'Balanced' else 'Aggressive' end`,
)

function fillSqlite(from: number, to: number, runs: FilledRuns) {
  return sql`insert into backtest_runs (${columns})
    with recursive n (i) as (select ${sql.lit(from)} union all select i + 1 from n where i + 1 < ${sql.lit(to)})
    select lower(hex(randomblob(16))), 'k' || i, ${shared(runs)}, '{"pad":"' || hex(zeroblob(500)) || '"}',
      (abs(random()) % 1000000) / 250000.0 - 1, (abs(random()) % 1000000) / 250000.0 - 1,
      (abs(random()) % 1000000) / 500000.0 - 0.5,
      case when i % 31 = 0 then 1 when i % 17 = 0 then null else 0 end, i % 29 = 0, ${risk},
      strftime('%Y-%m-%dT%H:%M:%fZ', '2025-01-01', '+' || (i * ${sql.lit(fillDays * 86_400)} / ${sql.lit(runs.count)}) || ' seconds')
    from n`
}

function fillPostgres(from: number, to: number, runs: FilledRuns) {
  return sql`insert into backtest_runs (${columns})
    select md5(i::text), 'k' || i, ${shared(runs)}, json_build_object('pad', repeat('0', 1000)),
      random() * 4 - 1, random() * 4 - 1, random() * 2 - 0.5,
      case when i % 31 = 0 then true when i % 17 = 0 then null else false end, i % 29 = 0, ${risk},
      timestamptz '2025-01-01Z' + i * ${sql.lit(fillDays * 86_400)}::bigint / ${sql.lit(runs.count)} * interval '1 second'
    from generate_series(${sql.lit(from)}, ${sql.lit(to - 1)}) i`
}
