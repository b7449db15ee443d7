import { parseKind, thresholdWarnings } from '../../contract/spellings.ts'
import type { BacktestLegacyAnswer, BacktestRequest } from '../../contract/types.ts'
import type { Parts } from '../../services/parts.ts'
import { runBacktest } from '../../services/runBacktest.ts'
import { runEvents, waitForRun } from '../../services/runEvents.ts'
import { findBacktest, listBacktests } from '../../services/runs.ts'
import { detailOf } from '../backtestAnswer.ts'
import { keepBacktestReport, keepReportWhenDone } from '../backtestReport.ts'
import { withConfig } from '../configFields.ts'
import { toWorkFilter } from '../filters.ts'
import { storedPage } from '../pageOf.ts'
import { saveWarnings, toBacktestRequest } from '../requests.ts'
import type { Routes } from '../route.ts'
import type { Served } from '../served.ts'
import { sendRunEvents } from '../sse.ts'
import { toBacktestRun } from '../wireBacktest.ts'

export const backtestRoutes = (parts: Parts): Routes<Served<'backtests'>> => ({
  async createBacktest({ body }, reply) {
    const { run, deduplicated, warnings } = await runBacktest(parts, toBacktestRequest(body))
    if (body.report) keepReportWhenDone(parts, run.id)
    reply.code(202)
    return {
      ok: true,
      run_id: run.id,
      status: run.status,
      deduplicated,
      warnings: [...warnings, ...orderWarnings(body), ...saveWarnings(body)],
    }
  },

  listBacktests: ({ query }) => listed(parts, query),

  getBacktest: ({ params: { backtest_id } }) => detailOf(parts, backtest_id),

  streamBacktest({ params: { backtest_id } }, reply) {
    return sendRunEvents(
      reply,
      runEvents(parts, backtest_id, () => findBacktest(parts, backtest_id)),
    )
  },

  async runBacktestNow({ body }): Promise<BacktestLegacyAnswer> {
    const { run, deduplicated, warnings } = await runBacktest(parts, toBacktestRequest(body, 'share'))
    await waitForRun(parts, run.id, () => findBacktest(parts, run.id))
    if (body.report) await keepBacktestReport(parts, run.id)
    const detail = await detailOf(parts, run.id)
    return {
      ...detail,
      result: detail.result ?? null,
      best_sharpe_hourly: detail.best_sharpe_hourly ?? null,
      best_cum_ret: detail.best_cum_ret ?? null,
      parity: null,
      deduplicated,
      warnings: [...warnings, ...orderWarnings(body), ...saveWarnings(body), ...shareWarnings(body)],
    }
  },

  listBacktestRuns: ({ query }) => listed(parts, query),
})

type ListQuery = Parameters<typeof toWorkFilter>[0] & Parameters<typeof storedPage>[0] & { sweep_id?: string }

async function listed(parts: Parts, { sweep_id, ...query }: ListQuery) {
  const filter = { ...toWorkFilter(query), ...(sweep_id && { sweepId: sweep_id }) }
  const { rows, answer } = await storedPage(query, (page) => listBacktests(parts, filter, page))
  return { ...answer, rows: rows.map(toBacktestRun) }
}

/** Both rules in one request: the existing backend took the share, and said nothing. */
function shareWarnings(body: BacktestRequest): string[] {
  const { thresholds, topPct, per_hour_thresholds: perHour } = withConfig(body)
  if (topPct === undefined) return []
  return [
    ...(thresholds ? ['thresholds beside top_pct are not used: the share decides alone'] : []),
    ...(perHour ? ['per_hour_thresholds beside top_pct is not used: a share has no thresholds'] : []),
  ]
}

/** Thresholds that are taken in another order than they were given in, beside the config or in it. */
function orderWarnings({ thresholds, config = {} }: BacktestRequest): string[] {
  if (thresholds !== undefined) return thresholdWarnings(thresholds)
  return parseKind(config.kind) === 'top_pct' ? [] : thresholdWarnings(config.value, 'config.value')
}
