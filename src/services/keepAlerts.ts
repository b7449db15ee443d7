import { capitalShares, type Execution } from '../core/backtest/index.ts'
import type { Dataset } from '../core/matrix/matrix.ts'
import { insertSignals, listSignals, type Signal } from '../store/signals.ts'
import type { Alert, ChosenBrackets } from './alertPrices.ts'
import type { LiveModel } from './liveModel.ts'
import type { Parts } from './parts.ts'
import { findPolicyOf } from './policies.ts'

/** More signals than a model can raise in a session. */
const allOfSession = 1_000_000

/** The signals of a session that a model has raised before. */
export async function signalsOf({ db }: Parts, { subject: { packId, modelId } }: LiveModel, date: string) {
  const { rows } = await listSignals(db, { packId, modelId, date }, { limit: allOfSession, offset: 0 })
  return rows.map(({ id, ticker, ts }) => ({ id, ticker, ts: Date.parse(ts) }))
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
