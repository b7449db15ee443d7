import type { Gate } from '../core/gate/gate.ts'
import { type TrialBenchmark, trialBenchmark } from '../core/statistics/effectiveTrials.ts'
import { probabilisticSharpe } from '../core/statistics/sharpeTests.ts'
import { type Backtest, listLedgerBacktests, updateBacktest } from '../store/backtests.ts'
import { countTrials, listTrials, type Trial } from '../store/trials.ts'
import { gateOfRun } from './gateOfRun.ts'
import type { Parts } from './parts.ts'
import { type RunFacts, readRunFacts, readRunMetrics, type StoredMetrics } from './runFacts.ts'

/**
 * Judges every run of a ledger against all that has been tried on its data so far, this run included.
 * A run's own metrics never change; its deflated Sharpe ratio, and so its gate, do when more is tried.
 */
export async function assessLedger(parts: Parts, ledgerKey: string): Promise<void> {
  while (!(await assessAgainst(parts, ledgerKey, await listTrials(parts.db, ledgerKey))));
}

/** False, with nothing done, when another process has added a trial since these were read. */
function assessAgainst(parts: Parts, ledgerKey: string, trials: Trial[]): Promise<boolean> {
  const benchmarkOf = benchmarks(trials)
  return parts.db.transaction().execute(async (trx) => {
    if ((await countTrials(trx, ledgerKey)) !== trials.length) return false
    for (const run of await listLedgerBacktests(trx, ledgerKey)) {
      const facts = readRunFacts(run)
      const metrics = readRunMetrics(run)
      await updateBacktest(trx, run.id, assess(run, facts, metrics, benchmarkOf(facts.sample?.count ?? 0)))
    }
    return true
  })
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

function assess(
  run: Backtest,
  facts: RunFacts,
  metrics: StoredMetrics,
  benchmark: TrialBenchmark,
): { statistics: object; gate: Gate | null } {
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
    basis: { ...facts, trialsAtRun: facts.trialsAtRun ?? benchmark.reported },
  }
  return { statistics, gate }
}
