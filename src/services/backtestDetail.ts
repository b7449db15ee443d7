import { z } from 'zod'
import { formatDay } from '../core/bars/day.ts'
import { SigmaError } from '../core/errors.ts'
import { type Artifact, listArtifacts } from '../store/artifacts.ts'
import { listBacktestFolds } from '../store/backtestFolds.ts'
import { type Backtest, findBacktest } from '../store/backtests.ts'
import { findTrialBySha } from '../store/trials.ts'
import type { Parts } from './parts.ts'
import { readRunMetrics } from './runFacts.ts'
import { yearlySharpeInterval } from './sharpeInterval.ts'

const figure = z.number().nullable()
const foldSchema = z.object({
  fold: z.number(),
  trainRows: z.number(),
  testRows: z.number(),
  from: z.number(),
  to: z.number(),
  bars: z.number(),
  threshold: figure,
  byHour: z.array(z.object({ hour: z.number(), level: figure, reason: z.string().nullable() })).optional(),
  cutoff: figure,
  flatReason: z.string().nullable(),
  trades: z.number(),
  selectedShare: z.number(),
  // Runs of before it was kept have none, nor have the variants of a sweep.
  winRate: figure.optional(),
  sharpe: figure,
  // Runs of before it was kept have none.
  sortino: figure.optional(),
  cumReturn: figure,
  maxDrawdown: figure,
  threshold_results: z.array(
    z.object({
      fold: z.number(),
      hour: z.number().optional(),
      thr: z.number(),
      sharpe: figure,
      cum_ret: figure,
      trades: z.number(),
      chosen: z.boolean(),
    }),
  ),
})

/** A fold as it was saved. */
export type FoldRecord = z.infer<typeof foldSchema>

export interface BacktestRecord {
  run: Backtest
  folds: FoldRecord[]
  /** Net equity after each session, 1 at the start; empty before the run is done. */
  equity: { ts: string; equity: number }[]
  /** 95 % interval of the Sharpe ratio a year; null where it is undefined or the run is not done. */
  sharpeInterval: [number, number] | null
  artifacts: Artifact[]
}

/** A backtest with its folds and equity. Throws NOT_FOUND for an unknown id. */
export async function backtestDetail({ db }: Parts, id: string): Promise<BacktestRecord> {
  const run = await findBacktest(db, id)
  if (!run)
    throw new SigmaError('NOT_FOUND', `there is no backtest ${id}`, {
      next: 'sigma runs backtest lists them',
    })
  const folds = await listBacktestFolds(db, id)
  const { rows: artifacts } = await listArtifacts(db, { runId: id }, { limit: 200, offset: 0 })
  const trial =
    run.ledgerKey && run.trialSha ? await findTrialBySha(db, run.ledgerKey, run.trialSha) : undefined
  return {
    run,
    folds: folds.map(({ metrics }) => foldSchema.parse(metrics)),
    equity: trial ? equityOf(trial) : [],
    sharpeInterval: trial && run.metrics ? intervalOf(run, trial.sessionReturns) : null,
    artifacts,
  }
}

const paramsSchema = z.object({ config: z.object({ seed: z.number() }) })

function intervalOf(run: Backtest, sessionReturns: Float64Array): [number, number] | null {
  const { config } = paramsSchema.parse(run.params)
  return yearlySharpeInterval(readRunMetrics(run), sessionReturns, config.seed)
}

function equityOf({ sessions, sessionReturns }: { sessions: Int32Array; sessionReturns: Float64Array }) {
  let equity = 1
  return Array.from(sessions, (session, index) => {
    equity *= 1 + sessionReturns[index]
    return { ts: formatDay(session), equity }
  })
}
