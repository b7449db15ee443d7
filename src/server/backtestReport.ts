import { backtestDetail } from '../services/backtestDetail.ts'
import { type DrawnFormat, keepReport } from '../services/keepReport.ts'
import { cardOfRun } from '../services/modelCards.ts'
import type { Parts } from '../services/parts.ts'
import { drawBacktest } from '../services/report.ts'
import { reportExtras } from '../services/reportExtras.ts'
import { runEvents } from '../services/runEvents.ts'
import { findBacktest } from '../services/runs.ts'
import { detailOf } from './backtestAnswer.ts'

/** What is told of a run, and how it is drawn. */
export interface Report {
  verdict: string | null
  report: Record<string, unknown>
  draw(format: DrawnFormat): Promise<string | Uint8Array>
}

/** Throws NOT_FOUND for an unknown id. */
export async function backtestReport(parts: Parts, id: string): Promise<Report> {
  const [record, run] = [await backtestDetail(parts, id), await detailOf(parts, id)]
  const extras = await reportExtras(parts, record)
  return {
    verdict: run.verdict ?? null,
    report: { ...run, ...extras },
    draw: (format) => (format === 'md' ? cardOfRun(parts, record.run) : drawBacktest(format, run, extras)),
  }
}

/** Draws the page and the picture of a backtest, and stores them with it. */
export async function keepBacktestReport(parts: Parts, id: string): Promise<void> {
  const { draw } = await backtestReport(parts, id)
  for (const format of ['svg', 'html'] as const) {
    await keepReport(parts, { kind: 'backtest', id }, format, await draw(format))
  }
}

/**
 * Does so once the run is completed, though nobody waits for it. The run stays what it is when drawing fails, which the log
 * tells: a report can be drawn at any later time.
 */
export function keepReportWhenDone(parts: Parts, id: string): void {
  parts.queue.submit(parts.newId(), async ({ letOthers, signal }) => {
    try {
      await letOthers(() => over(parts, id))
      const run = await findBacktest(parts, id)
      if (run?.status === 'completed') await keepBacktestReport(parts, id)
    } catch (error) {
      if (!signal.aborted) parts.reportBug(error, `the report of the backtest ${id}`)
      throw error
    }
  })
}

async function over(parts: Parts, id: string): Promise<void> {
  for await (const { status } of runEvents(parts, id, () => findBacktest(parts, id))) {
    if (status === 'completed') return
  }
}
