import { type Kysely, type KyselyPlugin, OperationNodeTransformer } from 'kysely'
import { expect, it } from 'vitest'
import { assessLedger } from '../../src/services/ledger.ts'
import { findBacktest, insertBacktest } from '../../src/store/backtests.ts'
import type { Database } from '../../src/store/schema.ts'
import { appendTrial } from '../../src/store/trials.ts'
import { temporaryDatabase, work } from '../store/temporary.ts'

const ledgerKey = 'sp500'

/** A run that has ended, with its trial in the ledger. */
async function addRun(db: Kysely<Database>, step: number): Promise<string> {
  const { id } = work(step)
  const sessions = Int32Array.from({ length: 60 }, (_, day) => 19_000 + day)
  const sessionReturns = Float64Array.from(sessions, (day) => Math.sin(day * step) / 100)
  const trial = {
    ledgerKey,
    sha: id,
    runId: id,
    sharpe: 0.1,
    sessions,
    sessionReturns,
    createdAt: '2024-01-01',
  }
  const { seq } = await appendTrial(db, { ...trial, createdAt: work(step).createdAt })
  await insertBacktest(db, {
    ...work(step),
    status: 'completed',
    config: {},
    metrics,
    ledgerKey,
    ledgerSeq: seq,
    statistics: { basis },
  })
  return id
}

const figures = [
  'sharpe',
  'sortino',
  'calmar',
  'max_dd',
  'trades_per_year',
  'es95_trades',
  'avg_loss',
  'turnover',
  'psr',
  'min_trl',
]
const unknown = ['median_spread_pct', 'oi_min_observed', 'volume_min_observed', 'fill_rate', 'adv_bps']
const metrics = {
  ...Object.fromEntries(figures.map((name) => [name, 0.1])),
  ...Object.fromEntries(unknown.map((name) => [name, null])),
  ...{ trades: 20, losing_trades: 5, sessions: 60, bars: 60, periods_per_year: 252 },
}
const basis = {
  sample: { sharpe: 0.1, count: 60, skewness: 0, kurtosis: 3 },
  budget: { dsr_min: 0.5 },
  instrument: 'equity',
  variants: 1,
  leakage: 'green',
  pbo: null,
  oosLossProbability: null,
  cscvBlocks: null,
  trialsAtRun: null,
}

/** Counts the rows that are written. */
class Written extends OperationNodeTransformer implements KyselyPlugin {
  count = 0
  transformQuery({ node, queryId }: Parameters<KyselyPlugin['transformQuery']>[0]) {
    return this.transformNode(node, queryId)
  }
  async transformResult({ result }: Parameters<KyselyPlugin['transformResult']>[0]) {
    // PostgreSQL counts those that are read as well; with nothing else it tells of an update.
    if (result.rows.length === 0) this.count += Number(result.numAffectedRows ?? 0)
    return result
  }
}

it('judges all runs of a ledger again when more is tried, keeps the first verdict, and writes what changed alone', async () => {
  const db = await temporaryDatabase()
  const written = new Written()
  const watched = { db: db.withPlugin(written), answersOthers: true }
  const first = await addRun(db, 1)
  await assessLedger(watched, ledgerKey, [first])
  const then = await findBacktest(db, first)
  expect(then?.statistics).toMatchObject({ trials: 1, trials_at_run: 1 })
  expect(then?.atRun?.statistics).toEqual(then?.statistics)

  const more = [await addRun(db, 2), await addRun(db, 3)]
  written.count = 0
  await assessLedger(watched, ledgerKey, more)
  expect(written.count).toBe(3)
  const now = await findBacktest(db, first)
  expect(now?.statistics).toMatchObject({ trials: 3, trials_at_run: 1 })
  expect(now?.statistics?.dsr).not.toBe(then?.statistics?.dsr)
  expect(now?.atRun).toEqual(then?.atRun)
  expect((await findBacktest(db, more[1]))?.atRun?.statistics).toMatchObject({ trials_at_run: 3 })

  written.count = 0
  await assessLedger(watched, ledgerKey, [])
  expect(written.count).toBe(0)
})
