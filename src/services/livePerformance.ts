import { formatDay, parseDay } from '../core/bars/day.ts'
import { isSession, nextSession, previousSession, sessionsBetween } from '../core/calendar/index.ts'
import { invalidParam } from '../core/errors.ts'
import { expectedSharpe } from '../core/live/expectedSharpe.ts'
import { type LiveGrid, type LiveMetrics, type LiveSignal, liveMetrics } from '../core/live/metrics.ts'
import { sharpe } from '../core/statistics/returns.ts'
import { newYorkTime } from '../data/calendar.ts'
import type { Backtest } from '../store/backtests.ts'
import { type LoggedSignal, listLoggedSignals } from '../store/liveSignals.ts'
import { findNewestModel } from '../store/trainings.ts'
import { findTrialBySha } from '../store/trials.ts'
import { tellDrift } from './notifications.ts'
import type { Parts } from './parts.ts'
import { findBacktest, listBacktests } from './runs.ts'

/** What of the live record is looked at. Days are `YYYY-MM-DD`, both in the period; 30 days up to today without any. */
export interface LiveQuery {
  packId?: string
  modelId?: string
  riskProfile?: string
  start?: string
  end?: string
}

/** One model under one risk profile; null: all of them together, or none was named. */
export interface LivePerformance {
  modelId: string
  packId: string | null
  riskProfile: string | null
  /** Null without a signal in the period. */
  metrics: LiveMetrics | null
}

export interface Period {
  start: string
  end: string
}

const usualDays = 30

/**
 * The period of a query, the same for every model.
 *
 * @throws INVALID_PARAM for what is no date, and for a start after the end
 */
function livePeriod(parts: Pick<Parts, 'now'>, { start, end }: LiveQuery): Period {
  const last = end === undefined ? newYorkTime(parts.now().getTime()).day : parseDay(end, 'end')
  const first = start === undefined ? last - usualDays + 1 : parseDay(start, 'start')
  if (first > last) {
    throw invalidParam([
      { field: 'start', issue: `expected a day not after the end ${formatDay(last)}, got ${start}` },
    ])
  }
  return { start: formatDay(first), end: formatDay(last) }
}

/** The live figures of one model over a period. */
export async function liveSummary(
  parts: Parts,
  query: LiveQuery & { modelId: string },
): Promise<LivePerformance & { period: Period }> {
  const period = livePeriod(parts, query)
  const { packId } = await parts.packs.model(query.modelId, query.packId)
  const logged = await listLoggedSignals(parts.db, { ...query, ...period })
  const metrics = logged.length === 0 ? null : liveMetrics(logged.map(toLive), gridOf(parts, period))
  return { modelId: query.modelId, packId, riskProfile: query.riskProfile ?? null, period, metrics }
}

/** All models that raised a signal in the period, by Sharpe ratio, then return; what has none comes last. */
export async function liveLeaderboard(
  parts: Parts,
  query: LiveQuery,
): Promise<{ rows: LivePerformance[]; period: Period }> {
  const period = livePeriod(parts, query)
  const grid = gridOf(parts, period)
  const groups = new Map<string, LoggedSignal[]>()
  for (const signal of await listLoggedSignals(parts.db, { ...query, ...period })) {
    const key = JSON.stringify([signal.modelId, signal.riskProfile, signal.packId])
    const group = groups.get(key)
    if (group) group.push(signal)
    else groups.set(key, [signal])
  }
  const rows = [...groups.values()].map((own) => {
    const [{ modelId, packId, riskProfile }] = own
    return { modelId, packId, riskProfile, metrics: liveMetrics(own.map(toLive), grid) }
  })
  return { rows: rows.sort(byResult), period }
}

function byResult(a: LivePerformance, b: LivePerformance): number {
  const name = ({ modelId, riskProfile, packId }: LivePerformance) => [modelId, riskProfile, packId].join(' ')
  return (
    descending(a.metrics?.sharpe, b.metrics?.sharpe) ||
    descending(a.metrics?.cum_return, b.metrics?.cum_return) ||
    (name(a) < name(b) ? -1 : 1)
  )
}

function descending(a: number | null | undefined, b: number | null | undefined): number {
  if (a == null || b == null) return Number(a == null) - Number(b == null)
  return b - a
}

function toLive({ date, ts, status, pnl, rr, weight, slippage, entryRefPx }: LoggedSignal): LiveSignal {
  return {
    session: parseDay(date),
    ts: Date.parse(ts),
    status,
    pnl,
    rr,
    weight,
    slippage,
    referencePx: entryRefPx,
  }
}

/** Sessions of the period so far. A signal is filled in the session after it at the latest. */
function gridOf(parts: Parts, { start, end }: Period): LiveGrid {
  const now = parts.now().getTime()
  const today = newYorkTime(now).day
  const last = Math.min(parseDay(end), today)
  const first = parseDay(start)
  return {
    sessions: Int32Array.from(first > last ? [] : sessionsBetween(first, last)),
    timedOutBefore: isSession(today) ? previousSession(today) : previousSession(nextSession(today)),
    now,
  }
}

/** How the live Sharpe ratio compares with what the backtest leads to expect of as many sessions. */
interface LiveComparison {
  /** A year, of 95 % of stretches of the backtest that are as long; null where it has no returns that vary. */
  expected: [number, number] | null
  /** Sessions of the stretch. */
  sessions: number
  /** Null where it is not judged. */
  verdict: 'inside' | 'below' | 'above' | null
  /** Why it is not judged. */
  why: string | null
}

export interface ModelPerformance {
  live: LivePerformance & { period: Period }
  /** The one that the newest promoted model speaks by, else the newest; null of none. */
  backtest: Backtest | null
  comparison: LiveComparison | null
}

/** Live figures beside those of the backtest. */
export async function modelPerformance(
  parts: Parts,
  query: LiveQuery & { modelId: string },
): Promise<ModelPerformance> {
  const live = await liveSummary(parts, query)
  const packId = live.packId ?? ''
  const backtest = await backtestOf(parts, { modelId: query.modelId, packId })
  const comparison = backtest && (await compare(parts, live, backtest))
  await tellOutside(parts, { modelId: query.modelId, packId }, live, comparison)
  return { live, backtest, comparison }
}

/** A period that somebody looks back on is no news. */
async function tellOutside(
  parts: Parts,
  of: { modelId: string; packId: string },
  { metrics, period }: ModelPerformance['live'],
  comparison: LiveComparison | null,
): Promise<void> {
  const { verdict, expected } = comparison ?? {}
  if (metrics === null || metrics.sharpe === null || expected == null) return
  if (verdict == null || verdict === 'inside' || period.end !== livePeriod(parts, {}).end) return
  const [low, high] = expected
  const { sharpe: ratio, trades } = metrics
  await tellDrift(parts, of, { kind: 'live_sharpe', sharpe: ratio, interval: { low, high }, trades })
}

async function backtestOf(parts: Parts, of: { modelId: string; packId: string }): Promise<Backtest | null> {
  const promoted = await findNewestModel(parts.db, of, { promotedOnly: true })
  const speaking = promoted?.promotedFrom ? await findBacktest(parts, promoted.promotedFrom) : undefined
  if (speaking) return speaking
  const { rows } = await listBacktests(parts, { ...of, status: 'completed' }, { limit: 1, offset: 0 })
  return rows[0] ?? null
}

/** Fewer sessions or results say nothing: Sigma's choice, a month and some trades. */
const fewest = { sessions: 20, results: 10 }
const seed = 2025
const sessionsPerYear = 252

async function compare(
  parts: Parts,
  live: ModelPerformance['live'],
  backtest: Backtest,
): Promise<LiveComparison> {
  const { ledgerKey, trialSha } = backtest
  const trial = ledgerKey && trialSha ? await findTrialBySha(parts.db, ledgerKey, trialSha) : undefined
  const sessions = gridOf(parts, live.period).sessions.length
  const interval = trial ? expectedSharpe(trial.sessionReturns, sessions, seed) : null
  const expected: LiveComparison['expected'] = interval && [yearly(interval.low), yearly(interval.high)]
  const why = notJudged(live.metrics, sessions, trial?.sessionReturns)
  const own = live.metrics?.sharpe ?? null
  if (why !== null || expected === null || own === null) {
    return { expected, sessions, verdict: null, why: why ?? 'the Sharpe ratio of one of them is not defined' }
  }
  const [low, high] = expected
  return { expected, sessions, verdict: own < low ? 'below' : own > high ? 'above' : 'inside', why: null }
}

function notJudged(
  metrics: LiveMetrics | null,
  sessions: number,
  returns: Float64Array | undefined,
): string | null {
  if (metrics === null) return 'there is no signal in the period'
  if (returns === undefined || sharpe(returns) === null) return 'the backtest has no returns that vary'
  if (sessions < fewest.sessions) return `${sessions} sessions say nothing: it takes ${fewest.sessions}`
  return metrics.trades < fewest.results
    ? `${metrics.trades} filled signals say nothing: it takes ${fewest.results}`
    : null
}

const yearly = (ratio: number): number => ratio * Math.sqrt(sessionsPerYear)
