import { capitalShares, type Execution } from '../core/backtest/index.ts'
import type { Dataset } from '../core/matrix/matrix.ts'
import { insertSignals, listSignals, type Signal } from '../store/signals.ts'
import type { Alert, ChosenBrackets } from './alertPrices.ts'
import type { LiveModel } from './liveModel.ts'
import type { Parts } from './parts.ts'
import { findPolicyOf } from './policies.ts'

/** More signals than a model can raise in a session. */
const allOfSession = 1_000_000

/** A signal that was raised before. */
export interface KnownSignal {
  id: string
  ticker: string
  /** Milliseconds UTC. */
  ts: number
  trainingRunId: string | null
}

/** The signals of a session that a model has raised before. */
export async function signalsOf(
  { db }: Parts,
  { subject: { packId, modelId } }: LiveModel,
  date: string,
): Promise<KnownSignal[]> {
  const { rows } = await listSignals(db, { packId, modelId, date }, { limit: allOfSession, offset: 0 })
  return rows.map(({ id, ticker, ts, trainingRunId }) => ({ id, ticker, ts: Date.parse(ts), trainingRunId }))
}

/** The signals of a session by what tells them apart. */
export function bySignal<Signal extends { ticker: string; ts: number }>(
  signals: readonly Signal[],
): (of: { ticker: string; ts: number }) => Signal | undefined {
  const keyOf = ({ ticker, ts }: { ticker: string; ts: number }) => `${ticker} ${ts}`
  const byKey = new Map(signals.map((signal) => [keyOf(signal), signal]))
  return (signal) => byKey.get(keyOf(signal))
}

/** Tickers named in a warning at most. */
const named = 5

/** What is told of signals that another training has decided: what was said first stays said. */
export function otherTrainings(
  raised: readonly Alert[],
  knownOf: (alert: Alert) => KnownSignal | undefined,
  trainingId: string,
): string[] {
  const before = raised
    .flatMap((alert) => knownOf(alert) ?? [])
    .filter((one) => one.trainingRunId !== trainingId)
  const tickersOf = new Map<string, string[]>()
  for (const { trainingRunId, ticker } of before) {
    const training = trainingRunId === null ? 'a training that is gone' : `the training ${trainingRunId}`
    tickersOf.set(training, [...(tickersOf.get(training) ?? []), ticker])
  }
  return [...tickersOf].map(([training, tickers]) => {
    const more = tickers.length > named ? ` and ${tickers.length - named} more` : ''
    const [was, that, is] =
      tickers.length === 1 ? ['was', 'that signal is', 'it was'] : ['were', 'those signals are', 'they were']
    return `${tickers.slice(0, named).join(', ')}${more} ${was} decided before, by ${training}: ${that} kept as ${is}`
  })
}

interface Kept {
  model: LiveModel
  raised: readonly Alert[]
  session: string
  brackets: ChosenBrackets
  execution: Execution
  dataset: Dataset
  tag: string | null
}

/** @returns how many had not been kept before */
export async function keepAlerts(
  parts: Parts,
  { model, raised, session, brackets, execution, dataset, tag }: Kept,
): Promise<number> {
  if (raised.length === 0) return 0
  const { subject, training } = model
  const { lineage, packId, modelId, riskProfile } = subject
  const policy = await findPolicyOf(parts, packId, modelId)
  const weightOf = weigh(execution, dataset)
  const createdAt = parts.now().toISOString()
  const signals = raised.map(
    (alert): Signal => ({
      id: alert.id,
      date: session,
      ts: new Date(alert.ts).toISOString(),
      ...{ packId, modelId, riskProfile, tag, createdAt },
      ticker: alert.ticker,
      side: alert.side,
      entryMode: execution.entry === 'session_close' ? 'session_close' : 'next_open',
      entryRefPx: alert.entryRefPx,
      stopPx: alert.stopPx,
      targetPx: alert.targetPx,
      timeStopMinutes: brackets.brackets?.timeStopMinutes ?? null,
      rewardRisk: alert.rewardRisk,
      score: alert.score,
      threshold: alert.threshold,
      weight: weightOf(alert),
      scores: null,
      rank: null,
      policyVersion: policy?.version ?? subject.policy?.version ?? null,
      lineage: {
        packSha: lineage.pack_sha,
        indicatorSetSha: lineage.indicator_set_sha,
        modelConfigSha: lineage.model_config_sha,
        policySha: lineage.policy_sha,
        riskSha: lineage.risk_sha,
      },
      trainingRunId: training.id,
      matrixSha: training.matrixSha,
    }),
  )
  return (await insertSignals(parts.db, signals)).length
}

/** The share of the capital of one tranche of an alert, before all tickers together are held to the largest exposure. */
function weigh({ portfolio, options }: Execution, dataset: Dataset): (alert: Alert) => number {
  if (options) return ({ size }) => size * options.riskPerTrade
  const { horizon, matrix } = dataset
  const share = matrix.tickers && capitalShares(dataset, matrix.tickers, portfolio?.allocation ?? 'equal')
  return ({ size, row }) => (size * (share?.[row] ?? 1)) / Math.max(1, horizon)
}
