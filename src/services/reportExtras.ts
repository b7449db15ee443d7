import { z } from 'zod'
import { overfitting } from '../core/statistics/overfitting.ts'
import { alignSessions } from '../core/statistics/sessions.ts'
import type {
  BacktestExtras,
  Explanation,
  Known,
  ReportedLeakage,
  ReportedOverfitting,
} from '../report/backtest/data.ts'
import { listLeaderboard } from '../store/leaderboard.ts'
import { findMatrix } from '../store/matrices.ts'
import { findSweep } from '../store/sweeps.ts'
import { listTrainings } from '../store/trainings.ts'
import { listTrials } from '../store/trials.ts'
import type { BacktestRecord } from './backtestDetail.ts'
import { judgeLeaks } from './leakage.ts'
import { findMatrixRecord } from './matrixRecord.ts'
import type { Parts } from './parts.ts'
import { repeatBacktest } from './repeatCommand.ts'
import { readRunFacts } from './runFacts.ts'
import { readRunRecord } from './runRecord.ts'
import type { Backtest, Training } from './runs.ts'

/** What a report of a backtest shows beyond the run's own answer; of what is not known, why. */
export async function reportExtras(parts: Parts, { run }: BacktestRecord): Promise<BacktestExtras> {
  const record = await readRunRecord(parts, run.id)
  const matrixSha = shaOf(run)
  const isStored = matrixSha !== null && (await findMatrix(parts.db, matrixSha)) !== undefined
  return {
    benchmark: benchmark(run),
    trades: record ? { value: record.trades } : { value: null, why: noTrades(run) },
    leakage: await leakage(parts, run, isStored ? matrixSha : null),
    training: await explanation(parts, run),
    sweep: run.sweepId === null ? null : await sweepExtras(parts, run.sweepId),
    command: repeatBacktest(run),
  }
}

function noTrades({ status, sweepId }: Backtest): string {
  if (status !== 'completed') return `The run is ${status}: it has no trades yet.`
  return sweepId === null
    ? 'The run was stored before trades were kept; the command below, with --force, keeps them.'
    : 'The variants of a sweep keep no list of their trades; the command below runs this one by itself, and keeps them.'
}

const benchmarkSchema = z.object({
  kind: z.string(),
  equity: z.array(z.object({ ts: z.string(), equity: z.number() })),
})

/** What holding would have earned, as the run's answer tells it. */
function benchmark({ metrics, sweepId }: Backtest): BacktestExtras['benchmark'] {
  if (metrics?.benchmark == null) {
    const why =
      sweepId === null
        ? 'The run is not compared with buying and holding.'
        : 'Of a sweep only the best row is compared with buying and holding; the command below compares this one.'
    return { value: null, why }
  }
  const { kind, equity } = benchmarkSchema.parse(metrics.benchmark)
  if (kind !== 'buy_and_hold') {
    const why = 'The file has returns but no prices, so that buying and holding is not known.'
    return { value: null, why }
  }
  return { value: equity }
}

async function leakage(
  parts: Parts,
  run: Backtest,
  matrixSha: string | null,
): Promise<Known<ReportedLeakage>> {
  if (matrixSha !== null) {
    const { record } = await findMatrixRecord(parts, matrixSha)
    const { verdict, findings, checked } = judgeLeaks(record.leakage, await parts.packs.get(run.packId))
    const said = findings.map(({ column, verdict: colour, accepted, ...finding }) => ({
      column,
      verdict: colour,
      reason:
        accepted === null
          ? findingText(finding)
          : `${findingText(finding)}; the pack accepts it: ${accepted}`,
    }))
    return { value: { verdict, checked, findings: said } }
  }
  const verdict = run.statistics === null ? null : readRunFacts(run).leakage
  if (verdict === null) return { value: null, why: 'The data was not scanned for leaks.' }
  return { value: { verdict, checked: null, findings: [] } }
}

function findingText({ check, rho, against, limit }: Record<string, unknown>): string {
  if (check === 'truncation') return 'it changes when later bars are taken away'
  if (typeof rho !== 'number' || typeof limit !== 'number') return String(check)
  return `rank correlation ${rho.toFixed(3)} with ${String(against)}, at a limit of ${limit.toFixed(3)}`
}

/** Trainings that are looked through for one on the same matrix. */
const trainingsAtMost = 100

/** A backtest fits many models and keeps none. A training of the same model on the same matrix can tell of it. */
async function explanation({ db }: Parts, run: Backtest): Promise<Known<Explanation>> {
  const filter = { packId: run.packId, modelId: run.modelId, status: 'completed' as const }
  const { rows } = await listTrainings(db, filter, { limit: trainingsAtMost, offset: 0 })
  const found = rows.find((training) => shaOf(training) === shaOf(run) && training.metrics?.importance)
  if (found) return { value: explanationOf(found) }
  return {
    value: null,
    why: 'A backtest fits a model for each fold and keeps none of them. Train the model on the same matrix, and this report shows what the training found out.',
  }
}

const tableSchema = z.object({
  by_count: z.object({
    rows: z.number(),
    expected_calibration_error: z.number(),
    bins: z.array(
      z.object({
        mean_score: z.number(),
        observed: z.number(),
        lower: z.number(),
        upper: z.number(),
        rows: z.number(),
      }),
    ),
  }),
})

const explanationSchema = z.object({
  importance: z
    .object({
      features: z.array(
        z.object({
          feature: z.string(),
          gain_share: z.number(),
          loss_increase: z.number().nullable(),
          loss_increase_spread: z.number().nullable(),
        }),
      ),
      held_out: z
        .object({ basis: z.enum(['out_of_fold', 'held_out']), rows: z.number(), repeats: z.number() })
        .nullable(),
    })
    .nullish(),
  reliability: z
    .object({
      basis: z.enum(['out_of_fold', 'training']),
      classes: z.array(z.object({ class: z.string(), raw: tableSchema, calibrated: tableSchema.nullable() })),
    })
    .nullish(),
})

/** What a training keeps of its model's features and calibration, as far as it is drawn. */
export function explanationOf({ id, metrics }: Training): Explanation {
  const { importance, reliability } = explanationSchema.parse(metrics ?? {})
  return { training_id: id, ...(importance && { importance }), ...(reliability && { reliability }) }
}

const mostVariants = 5_000

/** The variants of a sweep that are done, best first. */
export async function sweepRuns({ db }: Parts, sweepId: string): Promise<Backtest[]> {
  const { rows } = await listLeaderboard(db, { sweepId }, 'score', { limit: mostVariants, offset: 0 })
  return rows
}

/** The sweep's figures of overfitting as they were stored, and the splits behind them, computed again. */
export async function sweepExtras(parts: Parts, sweepId: string): Promise<ReportedOverfitting> {
  const sweep = await findSweep(parts.db, sweepId)
  const runs = await sweepRuns(parts, sweepId)
  const figures = sweep?.statistics ?? {}
  return {
    sweep_id: sweepId,
    variants: runs.length,
    pbo: figure(figures.pbo),
    oos_loss_probability: figure(figures.oos_loss_probability),
    blocks: figure(figures.cscv_blocks),
    logits: await logitsOf(parts, runs),
  }
}

async function logitsOf({ db }: Parts, runs: readonly Backtest[]): Promise<number[]> {
  const ledgerKey = runs.at(0)?.ledgerKey
  if (!ledgerKey) return []
  const trials = new Map((await listTrials(db, ledgerKey)).map((trial) => [trial.sha, trial]))
  // In the order of the sweep: the first variant is the best on a tie.
  const inOrder = [...runs].sort((a, b) => (a.id < b.id ? -1 : 1))
  const series = inOrder.flatMap(({ trialSha }) => {
    const trial = trialSha === null ? undefined : trials.get(trialSha)
    return trial ? [{ sessions: trial.sessions, returns: trial.sessionReturns }] : []
  })
  return Array.from(overfitting(alignSessions(series).columns)?.logits ?? [])
}

const figure = (value: unknown): number | null => (typeof value === 'number' ? value : null)

function shaOf({ lineage }: Backtest | Training): string | null {
  const sha = lineage?.matrix_sha
  return typeof sha === 'string' ? sha : null
}
