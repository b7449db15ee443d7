import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Gate } from '../core/gate/gate.ts'
import { type TrialBenchmark, trialBenchmarkSteps } from '../core/statistics/effectiveTrials.ts'
import { probabilisticSharpe } from '../core/statistics/sharpeTests.ts'
import {
  type Assessed,
  type Backtest,
  findLedgerBacktests,
  listLedgerBacktestIds,
  listWithoutFirstVerdict,
  type NewAssessment,
  type StoredAssessment,
  storedAssessments,
  updateAssessments,
  updateBacktest,
} from '../store/backtests.ts'
import { toJsonText } from '../store/json.ts'
import { inTransaction } from '../store/transaction.ts'
import { countTrials, listTrials, type Trial } from '../store/trials.ts'
import { gateOfRun } from './gateOfRun.ts'
import { inTurns } from './inTurns.ts'
import type { Parts } from './parts.ts'
import { type RunFacts, readRunFacts, readRunMetrics } from './runFacts.ts'

/**
 * Runs at a time that are read, judged and written: the database of this process answers nobody else meanwhile. Their entries
 * lie all over the indexes of the leaderboard, whose pages each chunk writes anew: where nobody asks, chunks are large.
 */
const inChunk = { alone: 250, answering: 20 }

type LedgerParts = Pick<Parts, 'db' | 'answersOthers'>

/** Ids of runs at a time that are read. */
const listedAtOnce = 10_000

/**
 * Judges every run of a ledger against all that has been tried on its data so far, this run included.
 * A run's own metrics never change; its deflated Sharpe ratio, and so its gate, do when more is tried.
 *
 * It is done chunk by chunk, those that ended first, and only what has changed is written: others write meanwhile. What
 * another process adds or judges while it is computed has all of it done again.
 *
 * @param ended runs whose results are complete by this: their assessment is kept as that of when they ran
 * @param ofSweep what the sweep of these runs says about choosing among them
 */
export async function assessLedger(
  parts: LedgerParts,
  ledgerKey: string,
  ended: readonly string[],
  ofSweep?: SweepFacts,
): Promise<void> {
  while (!(await assessAgainst(parts, ledgerKey, await listTrials(parts.db, ledgerKey), ended, ofSweep)));
}

/**
 * Judges a ledger whose trials are more than its runs were judged by: those of a sweep count from when they are tried, and
 * it judges at its end, which one that was killed has not come to.
 */
export async function catchUp(parts: LedgerParts, ledgerKey: string): Promise<void> {
  const trials = await countTrials(parts.db, ledgerKey)
  for await (const { runs } of chunksOf(parts, ledgerKey, [])) {
    if (runs.some(({ statistics }) => statistics?.trials !== trials)) {
      await assessLedger(parts, ledgerKey, [])
      return
    }
  }
}

type SweepFacts = Pick<RunFacts, 'pbo' | 'oosLossProbability' | 'cscvBlocks'>

interface Assessment {
  statistics: object
  gate: Gate | null
}

interface Judged extends NewAssessment {
  /** What was stored when it was judged. */
  stored: StoredAssessment
}

/** False when another process has added a trial, or has judged a run, since these were read. */
async function assessAgainst(
  parts: LedgerParts,
  ledgerKey: string,
  trials: Trial[],
  ended: readonly string[],
  ofSweep: SweepFacts | undefined,
): Promise<boolean> {
  const benchmarkOf = benchmarks(trials)
  for await (const { runs, isFirst } of chunksOf(parts, ledgerKey, ended)) {
    const judged: Judged[] = []
    for (const run of runs) {
      const { id, stored } = run
      const then = readRunFacts(run)
      const facts = isFirst ? { ...then, ...figuresOf(ofSweep), trialsAtRun: trials.length } : then
      const { statistics, gate } = assess(run, facts, await benchmarkOf(facts.sample?.count ?? 0))
      const texts = { statistics: toJsonText(statistics), gate: gate && toJsonText(gate) }
      if (isFirst || !isEqual(stored, texts)) judged.push({ id, stored, texts, gate })
    }
    if (!(await keep(parts.db, ledgerKey, trials.length, judged, isFirst))) return false
    // On SQLite nothing of it waits for anything.
    await nextTurn()
  }
  return true
}

/** The runs that ended, then all others of the ledger. */
async function* chunksOf(
  { db, answersOthers }: LedgerParts,
  ledgerKey: string,
  ended: readonly string[],
): AsyncGenerator<{ runs: Assessed[]; isFirst: boolean }> {
  const size = answersOthers ? inChunk.answering : inChunk.alone
  for (const ids of chunks(ended, size)) {
    yield { runs: await findLedgerBacktests(db, ledgerKey, ids), isFirst: true }
  }
  const known = new Set(ended)
  for (let after = ''; ; ) {
    const listed = await listLedgerBacktestIds(db, ledgerKey, { after, limit: listedAtOnce })
    if (listed.length === 0) return
    after = listed[listed.length - 1]
    for (const ids of chunks(
      listed.filter((id) => !known.has(id)),
      size,
    )) {
      yield { runs: await findLedgerBacktests(db, ledgerKey, ids), isFirst: false }
    }
  }
}

function* chunks(ids: readonly string[], size: number): Generator<readonly string[]> {
  for (let from = 0; from < ids.length; from += size) yield ids.slice(from, from + size)
}

/** Writes what was judged, all of it or, when it is out of date, nothing. */
async function keep(
  db: Parts['db'],
  ledgerKey: string,
  trials: number,
  judged: readonly Judged[],
  isFirst: boolean,
): Promise<boolean> {
  if (judged.length === 0) return (await countTrials(db, ledgerKey)) === trials
  return inTransaction(db, { locks: [ledgerKey] }, async (trx) => {
    if ((await countTrials(trx, ledgerKey)) !== trials) return false
    const ids = judged.map(({ id }) => id)
    const current = await storedAssessments(trx, ids)
    const stale = judged.filter(({ id, stored }) => !isEqual(current.get(id), stored))
    // Another process may have come to the same.
    if (!stale.every(({ id, texts }) => !isFirst && isEqual(current.get(id), texts))) return false
    await updateAssessments(trx, judged, { isFirst })
    return true
  })
}

const isEqual = (one: StoredAssessment | undefined, other: StoredAssessment): boolean =>
  one?.statistics === other.statistics && one.gate === other.gate

function figuresOf(ofSweep: SweepFacts | undefined): Partial<SweepFacts> {
  if (!ofSweep) return {}
  const { pbo, oosLossProbability, cscvBlocks } = ofSweep
  return { pbo, oosLossProbability, cscvBlocks }
}

/** One benchmark for each number of sessions: it depends on nothing else of a run. */
function benchmarks(trials: Trial[]): (sessions: number) => Promise<TrialBenchmark> {
  const series = trials.map(({ sessions, sessionReturns }) => ({ sessions, returns: sessionReturns }))
  const known = new Map<number, TrialBenchmark>()
  return async (sessions) => {
    const benchmark = known.get(sessions) ?? (await inTurns(trialBenchmarkSteps(series, sessions)))
    known.set(sessions, benchmark)
    return benchmark
  }
}

/** Runs at a time whose first verdict is filled in. */
const atOnce = 500

/**
 * Fills in the first verdicts of runs of before these were kept, from the trials that their ledgers had then.
 * Whatever a ledger has a run of more often is read once.
 */
export async function fillFirstVerdicts({ db }: Pick<Parts, 'db'>): Promise<void> {
  for (;;) {
    const runs = await listWithoutFirstVerdict(db, atOnce)
    if (runs.length === 0) return
    const ledgers = new Map<string, Trial[]>()
    for (const run of runs) {
      const key = run.ledgerKey ?? ''
      const trials = ledgers.get(key) ?? (await listTrials(db, key))
      ledgers.set(key, trials)
      const facts = readRunFacts(run)
      const known = trials.slice(0, facts.trialsAtRun ?? trials.length)
      await updateBacktest(db, run.id, {
        atRun: assess(run, facts, await benchmarks(known)(facts.sample?.count ?? 0)),
      })
    }
  }
}

function assess(
  run: Pick<Backtest, 'metrics' | 'statistics' | 'ledgerSeq'>,
  facts: RunFacts,
  benchmark: TrialBenchmark,
): Assessment {
  const metrics = readRunMetrics(run)
  const dsr = probabilisticSharpe(facts.sample, benchmark.expectedMaxSharpe)
  const gate = facts.gated ? gateOfRun(metrics, facts, dsr) : null
  const statistics = {
    psr: metrics.psr,
    dsr,
    sr_star: benchmark.expectedMaxSharpe,
    min_trl: metrics.min_trl,
    sharpe_session: facts.sample?.sharpe ?? null,
    skewness: facts.sample?.skewness ?? null,
    kurtosis: facts.sample?.kurtosis ?? null,
    sessions: metrics.sessions,
    trials: benchmark.reported,
    trials_effective: benchmark.effective,
    trials_at_run: facts.trialsAtRun ?? benchmark.reported,
    ledger_seq: run.ledgerSeq,
    pbo: facts.pbo,
    oos_loss_probability: facts.oosLossProbability,
    cscv_blocks: facts.cscvBlocks,
    leakage: facts.leakage,
    variants: facts.variants,
    basis: facts,
  }
  return { statistics, gate }
}
