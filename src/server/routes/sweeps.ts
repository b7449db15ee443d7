import { parseOrderBy, thresholdWarnings } from '../../contract/spellings.ts'
import type { SweepLegacyAnswer, SweepRequest, SweepRow, SweepStatus } from '../../contract/types.ts'
import { backtestDetail } from '../../services/backtestDetail.ts'
import { cancelSweep } from '../../services/cancelSweep.ts'
import type { Parts } from '../../services/parts.ts'
import { planSweep } from '../../services/planSweep.ts'
import { resumeSweep } from '../../services/resumeSweep.ts'
import { runEvents, waitForRun } from '../../services/runEvents.ts'
import { runSweep } from '../../services/runSweep.ts'
import {
  countPassing,
  findSweep,
  listLeaderboard,
  listSweeps,
  requireSweep,
  sweepRungs,
  sweepVariants,
} from '../../services/runs.ts'
import { waitingOf } from '../../services/sweepWaiting.ts'
import { toWorkFilter } from '../filters.ts'
import { toResult } from '../folds.ts'
import { pageOf, storedPage } from '../pageOf.ts'
import { saveWarnings, toSweepRequest } from '../requests.ts'
import type { Routes } from '../route.ts'
import type { Served } from '../served.ts'
import { sendRunEvents } from '../sse.ts'
import { storedError } from '../stored.ts'
import { sweepStatistics, sweepTimings, toSweep, toSweepLog, toSweepRow } from '../wireSweep.ts'

const mostShown = 200
const mostLegacyRuns = 10

export const sweepRoutes = (parts: Parts): Routes<Served<'sweeps'>> => ({
  async startSweep({ body }, reply) {
    const { run, deduplicated, variants, warnings } = await runSweep(parts, toSweepRequest(body))
    reply.code(202)
    return {
      ok: true,
      sweep_id: run.id,
      status: run.status,
      deduplicated,
      variants,
      warnings: [...warnings, ...orderWarnings(body), ...saveWarnings(body)],
    }
  },

  async planSweep({ body }) {
    const { fitKeys, memoryBytes, diskBytes, probeMs, ...same } = await planSweep(
      parts,
      toSweepRequest(body),
      parts.stopping,
    )
    return {
      ok: true,
      ...same,
      fit_keys: fitKeys,
      memory_bytes: Math.round(memoryBytes),
      disk_bytes: Math.round(diskBytes),
      probe_ms: probeMs,
    }
  },

  async listSweeps({ query }) {
    const { rows, answer } = await storedPage(query, (page) => listSweeps(parts, toWorkFilter(query), page))
    return { ...answer, rows: rows.map(toSweep) }
  },

  async getSweep({ params: { sweep_id } }) {
    const sweep = await requireSweep(parts, sweep_id)
    const { rows } = await bestRows(parts, sweep_id, { limit: mostShown, offset: 0 })
    const waiting = await waitingOf(parts, sweep)
    return {
      ok: true,
      sweep_id,
      sweep: { ...toSweep(sweep), waiting },
      results: rows,
      passed: await countPassing(parts, sweep_id),
      statistics: sweepStatistics(sweep),
    }
  },

  getSweepStatus: ({ params: { sweep_id } }) => statusOf(parts, sweep_id),

  async listSweepResults({ params: { sweep_id }, query }) {
    const sweep = await requireSweep(parts, sweep_id)
    const { rows, answer } = await storedPage(query, (page) =>
      bestRows(parts, sweep_id, page, { passGate: query.pass_gate, orderBy: query.order_by }),
    )
    return {
      ...answer,
      sweep_id,
      status: sweep.status,
      rows,
      passed: await countPassing(parts, sweep_id),
      statistics: sweepStatistics(sweep),
      timings: sweepTimings(sweep),
    }
  },

  async listSweepLogs({ params: { sweep_id }, query }) {
    const sweep = await requireSweep(parts, sweep_id)
    const variants = await sweepVariants(parts, sweep_id)
    const asked = variants.filter(({ status }) => query.status === undefined || status === query.status)
    const { rows, answer } = pageOf(asked, query)
    return {
      ...answer,
      sweep_id,
      status: sweep.status,
      error: storedError(sweep.error),
      rows: rows.map(toSweepLog),
    }
  },

  streamSweep({ params: { sweep_id } }, reply) {
    return sendRunEvents(
      reply,
      runEvents(parts, sweep_id, () => findSweep(parts, sweep_id)),
    )
  },

  async cancelSweep({ params: { sweep_id } }) {
    await cancelSweep(parts, sweep_id)
    return statusOf(parts, sweep_id)
  },

  async resumeSweep({ params: { sweep_id } }, reply) {
    const sweep = await resumeSweep(parts, sweep_id)
    reply.code(202)
    return {
      ok: true,
      sweep_id,
      status: sweep.status,
      deduplicated: false,
      variants: sweep.progressTotal,
      warnings: [],
    }
  },

  async runSweepNow({ body }): Promise<SweepLegacyAnswer> {
    const { run, deduplicated, variants, warnings } = await runSweep(parts, toSweepRequest(body))
    const sweep = await waitForRun(parts, run.id, () => findSweep(parts, run.id))
    const { rows, total } = await bestRows(parts, run.id, { limit: mostShown, offset: 0 })
    const passing = rows.filter((row) => passes(row, body))
    return {
      ok: true,
      sweep_id: run.id,
      status: sweep.status,
      deduplicated,
      rows,
      total,
      runs: await Promise.all(passing.slice(0, mostLegacyRuns).map((row) => toLegacyRun(parts, row))),
      count: variants,
      filtered: passing.length,
      report_path: null,
      statistics: sweepStatistics(sweep),
      timings: sweepTimings(sweep),
      warnings: [...warnings, ...orderWarnings(body), ...saveWarnings(body)],
    }
  },
})

async function statusOf(parts: Parts, id: string): Promise<SweepStatus> {
  const { status, progress, statistics, error } = toSweep(await requireSweep(parts, id))
  const results =
    status === 'completed' ? (await bestRows(parts, id, { limit: mostShown, offset: 0 })).rows : []
  return {
    ok: true,
    sweep_id: id,
    status,
    progress: progress ?? { completed: 0, total: 0 },
    statistics,
    error,
    results,
  }
}

/** The variants of a sweep, best first. */
async function bestRows(
  parts: Parts,
  sweepId: string,
  page: { limit: number; offset: number },
  { passGate, orderBy }: { passGate?: boolean; orderBy?: string } = {},
): Promise<{ rows: SweepRow[]; total: number }> {
  const filter = { sweepId, ...(passGate !== undefined && { passGate }) }
  const order = parseOrderBy(orderBy) ?? 'score'
  const { rows, total } = await listLeaderboard(parts, filter, order, page)
  const rungs = await sweepRungs(parts, sweepId)
  return { rows: rows.map((run) => toSweepRow(run, rungs)), total }
}

function passes(
  { metrics }: SweepRow,
  { min_trades, min_sharpe }: { min_trades?: number; min_sharpe?: number | null },
): boolean {
  return (
    (metrics.trades ?? 0) >= (min_trades ?? 0) &&
    (min_sharpe == null || (metrics.sharpe ?? Number.NEGATIVE_INFINITY) >= min_sharpe)
  )
}

async function toLegacyRun(
  parts: Parts,
  { id, kind, config, metrics }: SweepRow,
): Promise<SweepLegacyAnswer['runs'][number]> {
  const { folds } = await backtestDetail(parts, id)
  return {
    kind: kind === 'thr' ? 'thresholds' : 'top_pct',
    ...(kind === 'thr' ? { thresholds: config.value } : { top_pct: Number(config.value) }),
    allowed_hours: config.allowed_hours ?? null,
    result: {
      ...toResult(folds, kind, metrics.periods_per_year ?? null),
      _summary: {
        best_sharpe_hourly: metrics.sharpe_hourly ?? null,
        best_cum_ret: metrics.cum_return ?? null,
        total_trades: metrics.trades ?? null,
        parity: null,
      },
    },
  }
}

/** Sets of thresholds that are taken in another order than they were given in. */
function orderWarnings({ sweep, ...flat }: SweepRequest): string[] {
  const sets =
    sweep?.thresholds_variants ??
    sweep?.threshold_variants ??
    flat.thresholds_variants ??
    flat.threshold_variants ??
    []
  return sets.flatMap((set, index) => thresholdWarnings(set, `thresholds_variants[${index}]`))
}
