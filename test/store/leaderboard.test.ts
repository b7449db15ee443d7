import { type Kysely, sql as rawSql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { insertBacktest } from '../../src/store/backtests.ts'
import { dialectOf } from '../../src/store/database.ts'
import {
  countPassing,
  type LeaderboardFilter,
  type LeaderboardOrder,
  listLeaderboard,
} from '../../src/store/leaderboard.ts'
import type { Database } from '../../src/store/schema.ts'
import { insertSweep } from '../../src/store/sweeps.ts'
import { allPages, at, temporaryDatabase, work } from './temporary.ts'

const everything = { limit: 200, offset: 0 }

interface Run {
  pass?: boolean
  score?: number | null
  sharpe?: number | null
  cumReturn?: number
  [more: string]: unknown
}

async function insertRun(
  db: Kysely<Database>,
  step: number,
  { pass, score, sharpe, cumReturn, ...more }: Run,
) {
  await insertBacktest(db, {
    ...work(step),
    status: 'completed',
    config: {},
    metrics: { sharpe, cum_return: cumReturn },
    gate: pass === undefined ? null : { pass, reasons: [] },
    score,
    ...more,
  })
}

async function steps(
  db: Kysely<Database>,
  filter: LeaderboardFilter = {},
  order: LeaderboardOrder = 'score',
) {
  const { rows } = await listLeaderboard(db, filter, order, everything)
  return rows.map(({ id }) => Number(id.slice(-4)))
}

describe('the leaderboard', () => {
  it('puts what passed its gate first, then the better score; unknown ones last, equal ones by id', async () => {
    const db = await temporaryDatabase()
    await insertRun(db, 1, { score: 9 })
    await insertRun(db, 2, { pass: false, score: 5 })
    await insertRun(db, 3, { pass: true, score: null })
    await insertRun(db, 4, { pass: true, score: -1 })
    await insertRun(db, 6, { pass: true, score: 2 })
    await insertRun(db, 5, { pass: true, score: 2 })
    await insertRun(db, 7, { pass: false, score: null })
    expect(await steps(db)).toEqual([5, 6, 4, 3, 2, 7, 1])
  })

  it('lets the figures that the pack names decide between equal scores, in their order', async () => {
    const db = await temporaryDatabase()
    await insertRun(db, 1, { pass: true, score: 2 })
    await insertRun(db, 2, { pass: true, score: 2, ties: [0.1, 0.9] })
    await insertRun(db, 3, { pass: true, score: 2, ties: [0.3, null] })
    await insertRun(db, 4, { pass: true, score: 2, ties: [0.3, 0.2] })
    await insertRun(db, 5, { pass: true, score: 3, ties: [0, 0] })
    expect(await steps(db)).toEqual([5, 4, 3, 2, 1])
  })

  it('judges and shows each run as it was assessed when it ended, on request', async () => {
    const db = await temporaryDatabase()
    const then = (pass: boolean, dsr: number) => ({ statistics: { dsr }, gate: { pass, reasons: [] } })
    await insertRun(db, 1, { pass: false, score: 1, statistics: { dsr: 0.5 }, atRun: then(true, 0.97) })
    await insertRun(db, 2, { pass: true, score: 2, statistics: { dsr: 0.96 }, atRun: then(false, 0.6) })
    await insertRun(db, 3, { pass: false, score: 3, statistics: { dsr: 0.4 }, atRun: then(false, 0.7) })
    expect(await steps(db)).toEqual([2, 3, 1])
    expect(await steps(db, { asOfRun: true })).toEqual([1, 3, 2])
    expect(await steps(db, { asOfRun: true, passGate: true })).toEqual([1])
    const { rows } = await listLeaderboard(db, { asOfRun: true }, 'score', everything)
    expect(rows.map(({ statistics, gate }) => [statistics?.dsr, gate?.pass])).toEqual([
      [0.97, true],
      [0.7, false],
      [0.6, false],
    ])
  })

  it('orders by Sharpe ratio or return on request, the gate still first', async () => {
    const db = await temporaryDatabase()
    await insertRun(db, 1, { pass: true, score: 1, sharpe: 0.5, cumReturn: 0.3 })
    await insertRun(db, 2, { pass: true, score: 2, sharpe: 1.5, cumReturn: 0.2 })
    await insertRun(db, 3, { pass: false, score: 3, sharpe: 2.5, cumReturn: 0.1 })
    await insertRun(db, 4, { pass: true, score: 4, sharpe: null, cumReturn: 0.4 })
    expect(await steps(db, {}, 'score')).toEqual([4, 2, 1, 3])
    expect(await steps(db, {}, 'sharpe')).toEqual([2, 1, 4, 3])
    expect(await steps(db, {}, 'cum_return')).toEqual([4, 1, 2, 3])
  })

  it('shows completed runs only', async () => {
    const db = await temporaryDatabase()
    for (const [step, status] of (
      ['queued', 'running', 'completed', 'failed', 'canceled'] as const
    ).entries()) {
      await insertRun(db, step, { status })
    }
    expect(await steps(db)).toEqual([2])
  })

  it('counts those of a sweep that pass, as they are judged now', async () => {
    const db = await temporaryDatabase()
    for (const step of [1, 2]) await insertSweep(db, { ...work(step), spec: {} })
    const [one, other] = [1, 2].map((step) => ({ sweepId: work(step).id }))
    for (const [step, pass] of [true, false, undefined, true].entries())
      await insertRun(db, 10 + step, { pass, ...one })
    await insertRun(db, 20, { pass: true, ...other })
    await insertRun(db, 21, { pass: true })
    await insertRun(db, 22, { pass: true, ...one, status: 'failed' })
    expect(await countPassing(db, work(1).id)).toBe(2)
    expect(await countPassing(db, 'none')).toBe(0)
  })

  it('filters before it pages, and counts what the filter leaves', async () => {
    const db = await temporaryDatabase()
    await insertSweep(db, { ...work(99), spec: {} })
    await insertRun(db, 1, {
      pass: true,
      modelId: 'a',
      packId: 'p',
      tag: 'x',
      lineage: { risk_profile: 'balanced' },
    })
    await insertRun(db, 2, { pass: false, modelId: 'a', packId: 'q', sweepId: work(99).id })
    await insertRun(db, 3, { modelId: 'b', packId: 'p', tag: 'x', lineage: { risk_profile: 'aggressive' } })
    const found = async (filter: LeaderboardFilter) => (await steps(db, filter)).sort()
    expect(await found({ modelId: 'a' })).toEqual([1, 2])
    expect(await found({ packId: 'p' })).toEqual([1, 3])
    expect(await found({ tag: 'x', modelId: 'b' })).toEqual([3])
    expect(await found({ riskProfile: 'balanced' })).toEqual([1])
    expect(await found({ passGate: true })).toEqual([1])
    expect(await found({ passGate: false })).toEqual([2])
    expect(await found({ sweepId: work(99).id })).toEqual([2])
    expect(await found({ start: at(2), end: at(2) })).toEqual([2])
    expect(await listLeaderboard(db, { packId: 'p' }, 'score', { limit: 1, offset: 0 })).toMatchObject({
      total: 2,
    })
  })

  it.each(['score', 'sharpe', 'cum_return'] as const)('has pages by %s that never overlap', async (order) => {
    const db = await temporaryDatabase()
    for (let step = 0; step < 30; step++) {
      await insertRun(db, step, {
        pass: step % 3 > 0,
        score: step % 4 || null,
        sharpe: step % 5,
        cumReturn: step % 2,
      })
    }
    const whole = await steps(db, {}, order)
    expect(new Set(whole).size).toBe(30)
    const rows = await allPages(7, (page) => listLeaderboard(db, {}, order, page))
    expect(rows.map(({ id }) => Number(id.slice(-4)))).toEqual(whole)
  })

  it.each([
    ['score', {}],
    ['sharpe', {}],
    ['cum_return', {}],
    ['score', { modelId: 'm' }],
    ['score', { packId: 'p' }],
    ['score', { riskProfile: 'balanced' }],
    ['score', { tag: 't' }],
    ['score', { sweepId: work(99).id }],
    ['score', { passGate: true }],
    ['score', { asOfRun: true }],
    ['sharpe', { asOfRun: true }],
    ['cum_return', { asOfRun: true }],
    ['score', { asOfRun: true, passGate: true }],
  ] as const)('takes a page by %s of %o from an index, without sorting', async (order, filter) => {
    const db = await temporaryDatabase()
    await insertSweep(db, { ...work(99), spec: {} })
    const gate = { pass: true, reasons: [] }
    await insertRun(db, 1, {
      pass: true,
      atRun: { statistics: {}, gate },
      modelId: 'm',
      packId: 'p',
      lineage: { risk_profile: 'balanced' },
      tag: 't',
      sweepId: work(99).id,
    })
    const plan = await planOfPage(db, filter, order)
    expect(plan).toMatch(/using( (index|covering index|index only scan using))? leaderboard_/i)
    expect(plan).not.toMatch(/TEMP B-TREE|Sort/)
  })

  it.each([
    ['score', {}],
    ['sharpe', { modelId: 'm' }],
    ['score', { start: at(0), end: at(9) }],
    ['sharpe', { modelId: 'm', packId: 'p', start: at(0), end: at(9) }],
  ] as const)(
    'asks for the counts, the page and the documents by %s of %o once each',
    async (order, filter) => {
      const db = await temporaryDatabase()
      await insertRun(db, 1, { pass: true, modelId: 'm', packId: 'p' })
      await insertRun(db, 2, { pass: true, modelId: 'm', packId: 'p' })
      let answers = 0
      const watched = db.withPlugin({
        transformQuery: ({ node }) => node,
        transformResult: async ({ result }) => {
          answers++
          return result
        },
      })
      const { total } = await listLeaderboard(watched, filter, order, { limit: 50, offset: 0 })
      expect({ total, answers }).toEqual({ total: 2, answers: 3 })
    },
  )
})

/** How the engine would carry out the leaderboard's own statement. */
async function planOfPage(
  db: Kysely<Database>,
  filter: LeaderboardFilter,
  order: LeaderboardOrder,
): Promise<string> {
  const statements: { sql: string; parameters: readonly unknown[] }[] = []
  const watched = db.withPlugin({
    transformQuery({ node }) {
      const compiled = db.getExecutor().compileQuery(node, { queryId: 'plan' })
      if (/select "run_id"/.test(compiled.sql)) statements.push(compiled)
      return node
    },
    transformResult: async ({ result }) => result,
  })
  await listLeaderboard(watched, filter, order, { limit: 50, offset: 0 })
  const { sql, parameters } = statements[0]
  const isPostgres = dialectOf(db) === 'postgres'
  const query = {
    sql: `${isPostgres ? 'explain' : 'explain query plan'} ${sql}`,
    parameters,
    query: { kind: 'RawNode' as const, sqlFragments: [], parameters: [] },
    queryId: { queryId: 'plan' },
  }
  return db.transaction().execute(async (trx) => {
    // On an empty table PostgreSQL prefers to read it all and sort; it does so still where no index serves.
    for (const way of isPostgres ? ['seqscan', 'bitmapscan', 'sort'] : []) {
      await rawSql`set local ${rawSql.raw(`enable_${way}`)} = off`.execute(trx)
    }
    const { rows } = await trx.executeQuery<Record<string, string>>(query)
    return rows.map((row) => row['QUERY PLAN'] ?? row.detail).join('\n')
  })
}
