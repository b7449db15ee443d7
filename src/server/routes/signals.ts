import { parseRiskProfile, refuse } from '../../contract/spellings.ts'
import { formatDay, parseDay } from '../../core/bars/day.ts'
import { didYouMean } from '../../core/nearest.ts'
import {
  type LiveQuery,
  liveLeaderboard,
  liveSummary,
  modelPerformance,
} from '../../services/livePerformance.ts'
import type { Parts } from '../../services/parts.ts'
import { listSignals, type SignalFilter } from '../../services/signals.ts'
import { pageOf, storedPage } from '../pageOf.ts'
import type { Routes } from '../route.ts'
import type { Served } from '../served.ts'
import { toMetrics } from '../wireBacktest.ts'
import { toPerformance, toSignal } from '../wireSignals.ts'

export const signalRoutes = (parts: Parts): Routes<Served<'signals'>> => ({
  async listSignals({ query }) {
    const filter = toSignalFilter(query)
    const { rows, answer } = await storedPage(query, (page) => listSignals(parts, filter, page))
    return { ...answer, rows: rows.map(toSignal), count: rows.length }
  },

  async getSignalSummary({ query }) {
    const { period, ...summary } = await liveSummary(parts, {
      ...toLiveQuery(query),
      modelId: query.model_id,
    })
    return { ok: true, ...toPerformance(summary, period) }
  },

  async listSignalLeaderboard({ query }) {
    const { pack = query.pack_id, ...rest } = query
    const { rows, period } = await liveLeaderboard(parts, toLiveQuery({ ...rest, pack_id: pack }))
    const page = pageOf(rows, query)
    return { ...page.answer, rows: page.rows.map((row) => ({ ...toPerformance(row, period), lineage: {} })) }
  },

  async getModelPerformance({ query, params }) {
    const found = await modelPerformance(parts, { ...toLiveQuery(query), modelId: params.model_id })
    const { live, backtest, comparison } = found
    const { period, metrics } = toPerformance(live, live.period)
    return {
      ok: true,
      live: { period, metrics },
      backtest: backtest && { id: backtest.id, started_at: backtest.startedAt, metrics: toMetrics(backtest) },
      comparison,
      warnings: comparisonWarnings(found),
    }
  },
})

function comparisonWarnings({ live, comparison }: Awaited<ReturnType<typeof modelPerformance>>): string[] {
  const { verdict, expected, sessions } = comparison ?? {}
  if (verdict == null || verdict === 'inside' || expected == null) return []
  const [low, high] = expected.map((ratio) => ratio.toFixed(2))
  return [
    `the live Sharpe ratio of ${live.metrics?.sharpe?.toFixed(2)} lies ${verdict} what the backtest leads to expect of ${sessions} sessions: ${low} to ${high}`,
  ]
}

interface Query {
  pack_id?: string
  model_id?: string
  risk_profile?: string
  start?: string
  end?: string
}

/** A time is taken for its day. */
function toLiveQuery({ pack_id, risk_profile, start, end }: Query): LiveQuery {
  const riskProfile = parseRiskProfile(risk_profile)
  return {
    ...(pack_id && { packId: pack_id }),
    ...(riskProfile && { riskProfile }),
    ...(start && { start: dayOf(start) }),
    ...(end && { end: dayOf(end) }),
  }
}

const dayOf = (text: string): string => text.slice(0, 10)

function toSignalFilter(query: Query & { date?: string; tickers?: string; status?: string }): SignalFilter {
  const { model_id, date, tickers, status } = query
  const named = tickers
    ?.split(',')
    .map((ticker) => ticker.trim().toUpperCase())
    .filter((ticker) => ticker !== '')
  const { start, end } = toLiveQuery(query)
  return {
    ...toLiveQuery(query),
    ...(start && { start: formatDay(parseDay(start, 'start')) }),
    ...(end && { end: formatDay(parseDay(end, 'end')) }),
    ...(model_id && { modelId: model_id }),
    ...(date && { date }),
    ...(named && named.length > 0 && { tickers: named }),
    ...(status && { status: statusOf(status) }),
  }
}

const statuses = ['filled', 'pending', 'canceled', 'error'] as const

function statusOf(text: string): (typeof statuses)[number] {
  const found = statuses.find((status) => status === text)
  if (found) return found
  throw refuse('status', `expected one of ${statuses.join(', ')}, got ${text}${didYouMean(text, statuses)}`)
}
