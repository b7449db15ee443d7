import type { Kysely } from 'kysely'
import type { Backtest } from '../store/backtests.ts'
import { listLeaderboard } from '../store/leaderboard.ts'
import { insertNotification } from '../store/notifications.ts'
import type { Database } from '../store/schema.ts'
import type { Sweep } from '../store/sweeps.ts'
import type { FeatureDrift } from './drift.ts'
import type { NotifyEvent } from './notifier.ts'
import type { Parts } from './parts.ts'
import { currentUser } from './user.ts'

type NotifyingParts = Pick<Parts, 'notifier' | 'wallTime' | 'newId'>

/** What an event is about, beside when it happened and its id. */
interface Told {
  /** Whose work it is about. */
  user: string
  subject: {
    kind: 'sweep' | 'backtest' | 'model'
    id: string
    pack_id: string
    model_id: string
    tag: string | null
  }
  /** Paths of the server that has the workspace. */
  links: Record<string, string>
  [detail: string]: unknown
}

/** Keeps an event for the receiver, in the transaction of what it tells of. It is sent once `notifier.wake` is called. */
async function keepEvent(
  { wallTime, newId }: NotifyingParts,
  db: Kysely<Database>,
  event: NotifyEvent,
  told: Told,
  once?: string,
): Promise<void> {
  const id = newId()
  const createdAt = wallTime().toISOString()
  const body = JSON.stringify({ event, at: createdAt, id, ...told })
  await insertNotification(db, { id, event, body, createdAt, ...(once !== undefined && { once }) })
}

/** Tells of a sweep that has ended, and of a gate that none of its variants passes. */
export async function tellSweepEnded(
  parts: NotifyingParts,
  db: Kysely<Database>,
  sweep: Sweep,
): Promise<void> {
  const { status } = sweep
  if (status !== 'completed' && status !== 'failed' && status !== 'canceled') return
  const event: NotifyEvent = `sweep.${status}`
  const { notifier } = parts
  if (!notifier.wants(event) && !(status === 'completed' && notifier.wants('gate.failed'))) return
  const { rows, total } = await listLeaderboard(db, { sweepId: sweep.id }, 'score', { limit: 1, offset: 0 })
  const passed = await listLeaderboard(db, { sweepId: sweep.id, passGate: true }, 'score', {
    limit: 1,
    offset: 0,
  })
  const best = rows.at(0)
  const about = {
    // Whoever finds that it has ended need not be who asked for it.
    user: sweep.userId,
    subject: subjectOf('sweep', sweep),
    variants: { total: sweep.progressTotal, completed: total, passed: passed.total },
    best: best ? verdictOf(best) : null,
    links: { sweep: `/sweeps/${sweep.id}`, page: `/ui/sweeps/${sweep.id}` },
  }
  if (notifier.wants(event)) await keepEvent(parts, db, event, { ...about, error: sweep.error })
  const isRefused = status === 'completed' && passed.total === 0
  if (isRefused && notifier.wants('gate.failed')) {
    await keepEvent(parts, db, 'gate.failed', { ...about, reasons: best?.gate?.reasons ?? ['not_evaluated'] })
  }
}

/** Tells of a run that its gate has not passed. */
export async function tellGateFailed(
  parts: NotifyingParts,
  db: Kysely<Database>,
  run: Backtest,
  when: 'backtest' | 'promotion',
): Promise<void> {
  if (!parts.notifier.wants('gate.failed')) return
  await keepEvent(parts, db, 'gate.failed', {
    user: currentUser(),
    subject: subjectOf('backtest', run),
    when,
    ...verdictOf(run),
    links: { backtest: `/backtests/${run.id}`, page: `/ui/runs/${run.id}` },
  })
}

/** What a model in use does otherwise than it was tested. */
export type SeenDrift =
  /** Features of the rows from `start` (`YYYY-MM-DD`) on that are distributed otherwise than in the training. */
  | { kind: 'features'; start: string; rows: number; features: readonly FeatureDrift[] }
  /** A live Sharpe ratio per year that lies outside the interval of the backtest. */
  | { kind: 'live_sharpe'; sharpe: number; interval: { low: number; high: number }; trades: number }

/** Tells of a model whose features or results have drifted: at most once a day (in UTC) of each kind. */
export async function tellDrift(
  parts: NotifyingParts & Pick<Parts, 'db'>,
  { packId, modelId }: { packId: string; modelId: string },
  drift: SeenDrift,
): Promise<void> {
  if (!parts.notifier.wants('drift.seen')) return
  const day = parts.wallTime().toISOString().slice(0, 10)
  const told: Told = {
    user: currentUser(),
    subject: { kind: 'model', id: modelId, pack_id: packId, model_id: modelId, tag: null },
    ...drift,
    links: { model: `/model_detail?model_id=${modelId}`, performance: `/models/${modelId}/performance` },
  }
  await keepEvent(parts, parts.db, 'drift.seen', told, `drift.seen ${packId} ${modelId} ${drift.kind} ${day}`)
  parts.notifier.wake()
}

function subjectOf(
  kind: Told['subject']['kind'],
  { id, packId, modelId, tag }: Sweep | Backtest,
): Told['subject'] {
  return { kind, id, pack_id: packId, model_id: modelId, tag }
}

function verdictOf({ id, metrics, statistics, gate }: Backtest) {
  const { sharpe, max_dd, trades } = metrics ?? {}
  return {
    run_id: id,
    metrics: { sharpe, max_dd, trades, dsr: statistics?.dsr },
    reasons: gate === null ? ['not_evaluated'] : gate.reasons,
  }
}
