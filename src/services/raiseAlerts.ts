import { type HeldBackReason, limitSignals } from '../core/alerts/limits.ts'
import type { Execution } from '../core/backtest/index.ts'
import type { Bars } from '../core/bars/bars.ts'
import { formatDay } from '../core/bars/day.ts'
import { closeMinute } from '../core/calendar/index.ts'
import { sessionInstant } from '../core/calendar/newYorkTime.ts'
import { invalidParam } from '../core/errors.ts'
import type { RiskProfile } from '../core/gate/riskBudget.ts'
import type { Dataset } from '../core/matrix/matrix.ts'
import { alertLimits } from '../core/policy/alerting.ts'
import { formatNewYork } from '../data/calendar.ts'
import { type Alert, bracketsFor, type ChosenBrackets, pricer } from './alertPrices.ts'
import { driftedOf, driftWarning, type LiveDrift, liveDrift } from './drift.ts'
import { bySignal, keepAlerts, otherTrainings, signalsOf } from './keepAlerts.ts'
import { type LiveDataset, type LiveRequest, liveDataset } from './liveDataset.ts'
import {
  chosenLevel,
  decideRows,
  executionOfModel,
  findLiveModel,
  type Level,
  type LiveModel,
} from './liveModel.ts'
import { tellDrift } from './notifications.ts'
import type { Parts } from './parts.ts'
import { resolveSubject } from './subject.ts'

export interface AlertsRequest extends LiveRequest {
  modelId: string
  packId?: string
  riskProfile?: RiskProfile
  /** Instead of the level that was chosen in training. */
  threshold?: number
  /** Of the hours in which the model decides, those that are looked at; null for all. */
  hours?: number[] | null
  /** Also of a model that was never promoted. */
  unpromoted?: boolean
  tag?: string
}

export interface Alerts {
  model: LiveModel
  /** `YYYY-MM-DD`. */
  session: string
  alerts: Alert[]
  heldBack: { alert: Alert; reason: HeldBackReason }[]
  /** Rows of the session that were looked at, and the highest score among them; null of none. */
  scored: number
  highest: { ticker: string; score: number; threshold: number } | null
  /** Signals that were kept now; the others had been before. */
  kept: number
  brackets: ChosenBrackets['from']
  timeStopMinutes: number | null
  entry: Execution['entry']
  /** Bars that a position is held for, unless it leaves before. */
  horizon: number
  /** Null where too few rows lie after the training. */
  drift: LiveDrift | null
  warnings: string[]
  timings: Record<string, number>
}

/**
 * The signals of a model in the newest session, by the function that decides in its backtests; they are kept as the
 * beginning of its live record. Raising them again keeps nothing twice.
 *
 * @throws UNPROCESSABLE without a model that may raise alerts, for stale bars, and for features that have changed since
 */
export async function raiseAlerts(parts: Parts, request: AlertsRequest): Promise<Alerts> {
  const started = performance.now()
  const subject = await resolveSubject(parts, request)
  if (subject.model === null) throw new Error('a model was named')
  const model = await findLiveModel(
    parts,
    { ...subject, model: subject.model },
    { unpromoted: request.unpromoted === true },
  )
  const level: Level =
    request.threshold === undefined ? chosenLevel(model) : { kind: 'threshold', level: request.threshold }
  const live = await liveDataset(parts, model, request)
  const decided = performance.now()
  const { dataset } = live
  const execution = executionOfModel(model, dataset)
  const rows = rowsOfSession(live, execution, hoursOf(model, request.hours))
  const { position, score, level: levels } = decideRows(model, dataset, rows, level, execution)
  const brackets = bracketsFor(model, execution)
  const priced = pricer(brackets.brackets)
  const wanted = Array.from(rows, (row, index): Alert[] => {
    if (position[index] === 0) return []
    const { ticker, bar, bars } = placeOf(dataset, row)
    const side = position[index] > 0 ? 'long' : 'short'
    return [
      {
        id: parts.newId(),
        row,
        ticker,
        ts: dataset.matrix.ts[row],
        decidedAt: formatNewYork(dataset.matrix.ts[row]),
        side,
        size: Math.abs(position[index]),
        score: score[index],
        threshold: levels[index],
        ...priced(bars, bar, side),
        isLate: bar < bars.ts.length - 1,
      },
    ]
  }).flat()
  const session = formatDay(live.session)
  const known = await signalsOf(parts, model, session)
  const knownOf = bySignal(known)
  const { raised, heldBack } = limitSignals(wanted, known, alertLimits(subject.policy))
  const drift = await liveDrift(parts, model, live, request)
  const warnings = [
    ...model.file.warnings,
    ...live.warnings,
    ...brackets.warnings,
    ...modelWarnings(model, request, session),
    ...lateWarning(raised),
    ...driftWarning(drift),
    ...otherTrainings(raised, knownOf, model.training.id),
  ]
  const kept = await keepAlerts(parts, {
    model,
    raised,
    session,
    brackets,
    execution,
    dataset,
    tag: request.tag ?? null,
  })
  // Who decides a session of the past is not told of today's drift.
  if (request.date === undefined) await tellFeatureDrift(parts, model, drift)
  return {
    model,
    session,
    alerts: raised.map((alert) => ({ ...alert, id: knownOf(alert)?.id ?? alert.id })),
    heldBack: heldBack.map(({ signal, reason }) => ({ alert: signal, reason })),
    scored: rows.length,
    highest: highestOf(dataset, rows, score, levels),
    kept,
    brackets: brackets.from,
    timeStopMinutes: brackets.brackets?.timeStopMinutes ?? null,
    entry: execution.entry,
    horizon: dataset.horizon,
    drift,
    warnings,
    timings: {
      load_ms: live.loadMs,
      compute_ms: decided - started - live.loadMs,
      total_ms: performance.now() - started,
    },
  }
}

async function tellFeatureDrift(
  parts: Parts,
  { subject: { packId, modelId } }: LiveModel,
  drift: LiveDrift | null,
): Promise<void> {
  const drifted = driftedOf(drift)
  if (drift === null || drifted.length === 0) return
  const { start, rows } = drift
  await tellDrift(parts, { packId, modelId }, { kind: 'features', start, rows, features: drifted })
}

function hoursOf({ hours: used, record }: LiveModel, asked: number[] | null | undefined): number[] | null {
  const hours = used ?? record.hours
  const strange = hours === null ? [] : (asked ?? []).filter((hour) => !hours.includes(hour))
  if (strange.length > 0) {
    const issue = `the model decides in the hours ${hours?.join(', ')} only, not ${strange.join(', ')}`
    throw invalidParam([{ field: 'allowed_hours', issue }], {
      next: 'leave them out, or train it on those hours',
    })
  }
  return asked ?? null
}

/** Rows of the session that have a price and could still be filled in it: intraday, the last bar of a session has no other behind it. */
function rowsOfSession(
  { dataset, session, newest }: LiveDataset,
  { entry }: Execution,
  hours: number[] | null,
): Int32Array {
  const { matrix, bars, panel } = dataset
  const { cadence } = bars ?? panel?.[0] ?? { cadence: 'daily' }
  const before =
    cadence === 'daily' || entry === 'session_close'
      ? Number.POSITIVE_INFINITY
      : sessionInstant(session, closeMinute(session))
  const rows: number[] = []
  for (let row = matrix.ts.length - 1; row >= 0 && matrix.session[row] >= session; row--) {
    const ticker = matrix.tickers ? matrix.tickers.names[matrix.tickers.ofRow[row]] : matrix.ticker
    const isAsked = hours === null || matrix.hourEt === null || hours.includes(matrix.hourEt[row])
    if (matrix.ts[row] < before && newest.has(ticker) && isAsked && hasPrice(dataset, row)) rows.push(row)
  }
  return Int32Array.from(rows.reverse())
}

function hasPrice(dataset: Dataset, row: number): boolean {
  const { bars, bar } = placeOf(dataset, row)
  return bar >= 0 && Number.isFinite(bars.close[bar])
}

/** The ticker of a row and the bar that it was decided on. */
function placeOf(
  { matrix, bars, panel, barOfRow }: Dataset,
  row: number,
): { ticker: string; bars: Bars; bar: number } {
  const own = bars ?? (matrix.tickers && panel?.[matrix.tickers.ofRow[row]])
  if (!own || barOfRow === null) throw new Error('a matrix of bars was computed without them')
  return { ticker: own.ticker, bars: own, bar: barOfRow[row] }
}

function modelWarnings(
  { training, record }: LiveModel,
  { threshold }: AlertsRequest,
  session: string,
): string[] {
  const warnings: string[] = []
  if (training.promotedFrom === null) {
    warnings.push(`the training ${training.id} was never promoted: no gate vouches for these signals`)
  } else if (training.gateState === 'overridden') {
    warnings.push(`the training ${training.id} was promoted over a gate that refused it`)
  }
  if (threshold !== undefined && training.promotedFrom !== null) {
    warnings.push(`${threshold} is not the level that was tested: signals at it have no backtest`)
  }
  if (record.window !== null && session < record.window.end) {
    warnings.push(
      `the model was trained on sessions up to ${record.window.end}: what it says of ${session} it may have seen the outcome of`,
    )
  }
  return warnings
}

function lateWarning(raised: readonly Alert[]): string[] {
  const late = raised.filter(({ isLate }) => isLate).length
  return late === 0
    ? []
    : [
        `${late} of ${raised.length} signals are late: the bar after their decision has begun, at whose open a backtest is filled`,
      ]
}

function highestOf(
  dataset: Dataset,
  rows: Int32Array,
  score: Float64Array,
  level: Float64Array,
): Alerts['highest'] {
  let best = -1
  for (let index = 0; index < rows.length; index++) {
    if (Number.isFinite(score[index]) && (best < 0 || score[index] > score[best])) best = index
  }
  if (best < 0) return null
  return { ticker: placeOf(dataset, rows[best]).ticker, score: score[best], threshold: level[best] }
}
