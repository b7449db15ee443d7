import { z } from 'zod'
import type { GateMetrics } from '../core/gate/gate.ts'
import type { Backtest } from '../store/backtests.ts'

const figure = z.number().nullable()
const budget = z.record(z.string(), z.number())

/** What a run's assessment rests on besides its metrics; kept with the run, so that it can be judged again. */
const factsSchema = z.object({
  /** Of session returns; null where they do not vary. */
  sample: z
    .object({ sharpe: z.number(), count: z.number(), skewness: z.number(), kurtosis: z.number() })
    .nullable(),
  budget,
  instrument: z.enum(['options', 'equity', 'index', 'none']),
  /** Variants that the run was chosen among, itself included. */
  variants: z.number(),
  leakage: z.enum(['green', 'yellow', 'red']).nullable(),
  pbo: figure,
  oosLossProbability: figure,
  cscvBlocks: figure,
  /** Trials in the ledger when the run was first assessed. */
  trialsAtRun: figure,
  /** Whether each trade has a stop or is a premium paid, which bounds its loss; absent in runs of before any had. */
  boundedLoss: z.boolean().default(false),
  /** Whether what is traded is a share of a capital that the policy tells; absent in runs of before any was. */
  capitalKnown: z.boolean().default(false),
  /** The cap on the loss of a day, which the gate tells as not applied; absent in runs of before it was told. */
  dailyLossCapR: figure.default(null),
  /** Whether the gate judges the run at all; absent in runs of before some were not judged. */
  gated: z.boolean().default(true),
})

export type RunFacts = z.infer<typeof factsSchema>

const metricsSchema = z.object({
  sharpe: figure,
  sortino: figure,
  calmar: figure,
  max_dd: figure,
  trades: z.number(),
  trades_per_year: figure,
  es95_trades: figure,
  avg_loss: figure,
  losing_trades: z.number(),
  turnover: figure,
  psr: figure,
  min_trl: figure,
  sessions: z.number(),
  bars: z.number(),
  periods_per_year: z.number(),
  median_spread_pct: figure,
  oi_min_observed: figure,
  volume_min_observed: figure,
  fill_rate: figure,
  adv_bps: figure,
})

export type StoredMetrics = z.infer<typeof metricsSchema> &
  Omit<GateMetrics, 'margin_usage' | 'dsr' | 'oos_loss_probability' | 'pbo'>

export function readRunFacts(run: Pick<Backtest, 'statistics'>): RunFacts {
  return factsSchema.parse(run.statistics?.basis)
}

export function readRunMetrics(run: Pick<Backtest, 'metrics'>): StoredMetrics {
  return metricsSchema.parse(run.metrics)
}
