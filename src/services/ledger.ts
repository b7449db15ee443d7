import type { Gate } from '../core/gate/gate.ts'
import { type TrialBenchmark, trialBenchmark } from '../core/statistics/effectiveTrials.ts'
import { probabilisticSharpe } from '../core/statistics/sharpeTests.ts'
import {
  type Backtest,
  listLedgerBacktests,
  listWithoutFirstVerdict,
  updateBacktest,
} from '../store/backtests.ts'
import { inTransaction } from '../store/transaction.ts'
import { countTrials, listTrials, type Trial } from '../store/trials.ts'
import { gateOfRun } from './gateOfRun.ts'
import type { Parts } from './parts.ts'
import { type RunFacts, readRunFacts, readRunMetrics } from './runFacts.ts'

/**
 * Judges every run of a ledger against all that has been tried on its data so far, this run included.
 * A run's own metrics never change; its deflated Sharpe ratio, and so its gate, do when more is tried.
 *
 * @param ended runs whose results are complete by this: their assessment is kept as that of when they ran
 * @param ofSweep what the sweep of these runs says about choosing among them
 */
export async function assessLedger(
  parts: Parts,
  ledgerKey: string,
  ended: readonly string[],
  ofSweep?: SweepFacts,
): Promise<void> {
  const trialsOf = () => listTrials(parts.db, ledgerKey)
  const runs = new Set(ended)
  while (!(await assessAgainst(parts, ledgerKey, await trialsOf(), runs, ofSweep)));
}

type SweepFacts = Pick<RunFacts, 'pbo' | 'oosLossProbability' | 'cscvBlocks'>

/** False, with nothing done, when another process has added a trial since these were read. */
function assessAgainst(
  parts: Parts,
  ledgerKey: string,
  trials: Trial[],
  ended: ReadonlySet<string>,
  ofSweep: SweepFacts | undefined,
): Promise<boolean> {
  const benchmarkOf = benchmarks(trials)
  return inTransaction(parts.db, { locks: [ledgerKey] }, async (trx) => {
    if ((await countTrials(trx, ledgerKey)) !== trials.length) return false
    for (const run of await listLedgerBacktests(trx, ledgerKey)) {
      const then = readRunFacts(run)
      const isFirst = ended.has(run.id)
      const facts = isFirst ? { ...then, ...figuresOf(ofSweep), trialsAtRun: trials.length } : then
      const now = assess(run, facts, benchmarkOf(facts.sample?.count ?? 0))
      await updateBacktest(trx, run.id, { ...now, ...(isFirst && { atRun: now }) })
    }
    return true
  })
}

function figuresOf(ofSweep: SweepFacts | undefined): Partial<SweepFacts> {
  if (!ofSweep) return {}
  const { pbo, oosLossProbability, cscvBlocks } = ofSweep
  return { pbo, oosLossProbability, cscvBlocks }
}

/** One benchmark for each number of sessions: it depends on nothing else of a run. */
function benchmarks(trials: Trial[]): (sessions: number) => TrialBenchmark {
  const series = trials.map(({ sessions, sessionReturns }) => ({ sessions, returns: sessionReturns }))
  const known = new Map<number, TrialBenchmark>()
  return (sessions) => {
    const benchmark = known.get(sessions) ?? trialBenchmark(series, sessions)
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
        atRun: assess(run, facts, benchmarks(known)(facts.sample?.count ?? 0)),
      })
    }
  }
}

function assess(
  run: Backtest,
  facts: RunFacts,
  benchmark: TrialBenchmark,
): { statistics: object; gate: Gate | null } {
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
