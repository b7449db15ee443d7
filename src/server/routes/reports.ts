import type { SweepRow, TrainingRun } from '../../contract/types.ts'
import { backtestDetail } from '../../services/backtestDetail.ts'
import { cardOfRun } from '../../services/modelCards.ts'
import type { Parts } from '../../services/parts.ts'
import { repeatSweep, repeatTraining } from '../../services/repeatCommand.ts'
import { drawBacktest, drawSweep, drawTraining, reportedKind, writeSweepCard } from '../../services/report.ts'
import { explanationOf, reportExtras, sweepExtras, sweepRuns } from '../../services/reportExtras.ts'
import { requireSweep, requireTraining, type Sweep, sweepRungs } from '../../services/runs.ts'
import type { Reply, Routes } from '../route.ts'
import type { Served } from '../served.ts'
import { stored } from '../stored.ts'
import { toTrainingRun } from '../wire.ts'
import { sweepStatistics, sweepTimings, toSweep, toSweepRow } from '../wireSweep.ts'
import { detailOf } from './backtests.ts'

type Format = 'html' | 'svg' | 'png' | 'md' | 'json'

const media = {
  html: 'text/html; charset=utf-8',
  svg: 'image/svg+xml; charset=utf-8',
  png: 'image/png',
  md: 'text/markdown; charset=utf-8',
}

export const reportRoutes = (parts: Parts): Routes<Served<'reports'>> => ({
  async getReport({ params: { run_id }, query }, reply) {
    const format = query.format ?? 'html'
    switch (await reportedKind(parts, run_id)) {
      case 'backtest':
        return backtestReport(parts, run_id, format, reply)
      case 'sweep':
        return sweepReport(parts, run_id, format, reply)
      case 'train':
        return trainReport(parts, run_id, format, reply)
    }
  },
})

async function backtestReport(parts: Parts, id: string, format: Format, reply: Reply) {
  const [record, run] = [await backtestDetail(parts, id), await detailOf(parts, id)]
  const extras = await reportExtras(parts, record)
  if (format === 'json') {
    return {
      ok: true,
      run_id: id,
      kind: 'backtest',
      verdict: run.verdict ?? null,
      report: { ...run, ...extras },
    } as const
  }
  if (format === 'md') return send(reply, format, await cardOfRun(parts, record.run))
  return send(reply, format, await drawBacktest(format, run, extras))
}

async function sweepReport(parts: Parts, id: string, format: Format, reply: Reply) {
  const sweep = await requireSweep(parts, id)
  const runs = await sweepRuns(parts, id)
  const rungs = await sweepRungs(parts, id)
  const rows = runs.map((run) => toSweepRow(run, rungs))
  const wire = toSweep(sweep)
  const best = runs.length > 0 ? await backtestDetail(parts, runs[0].id) : null
  const passed = rows.filter(({ gate }) => gate?.pass).length
  const report = {
    ...wire,
    sweep_id: id,
    statistics: sweepStatistics(sweep),
    timings: sweepTimings(sweep),
    warnings: sweepWarnings(sweep),
    verdict: sweepVerdict(wire.status, passed, rows),
    rows,
    equity: best?.equity ?? [],
    overfitting: await sweepExtras(parts, id),
    command: runs.length > 0 ? repeatSweep(sweep, runs) : null,
  }
  if (format === 'json')
    return { ok: true, run_id: id, kind: 'sweep', verdict: report.verdict, report } as const
  if (format === 'md') return send(reply, format, await writeSweepCard(report))
  return send(reply, format, await drawSweep(format, report))
}

async function trainReport(parts: Parts, id: string, format: Format, reply: Reply) {
  const run = await requireTraining(parts, id)
  const wire = toTrainingRun(run)
  const verdict = trainVerdict(wire)
  const report = { ...wire, ...explanationOf(run), run_id: id, verdict, command: repeatTraining(run) }
  if (format === 'json') return { ok: true, run_id: id, kind: 'train', verdict, report } as const
  if (format === 'md') return send(reply, format, await cardOfRun(parts, run))
  return send(reply, format, await drawTraining(format, report))
}

/** What the request was told; of sweeps of before it was kept there is nothing to tell. */
function sweepWarnings({ spec }: Sweep): string[] {
  return stored<{ warnings?: string[] }>(spec).warnings ?? []
}

function sweepVerdict(status: string, passed: number, rows: SweepRow[]): string {
  if (status !== 'completed') return `The sweep is ${status}, so that there is no verdict.`
  const total = rows.length
  if (total > 0 && rows.every(({ gate, non_causal }) => !gate && non_causal)) {
    return `None of the ${total.toLocaleString('en-US')} variants is judged by a gate: their models saw rows after their test folds.`
  }
  const which = passed === 0 ? 'None' : passed.toLocaleString('en-US')
  return `${which} of the ${total.toLocaleString('en-US')} variants ${passed === 1 ? 'passes' : 'pass'} the gate.`
}

function trainVerdict({ status, gate_state: gate, promoted_from: backtest }: TrainingRun): string {
  if (status !== 'completed') return `The training is ${status}.`
  if (gate === 'passed' && backtest != null) return 'The backtest that it was promoted from passed its gate.'
  if (gate === 'passed') return 'The newest backtest of this model on the same data passed its gate.'
  if (gate === 'overridden')
    return 'The backtest that it was promoted from had not passed its gate, which was overridden.'
  if (gate === 'failed') return 'The newest backtest of this model on the same data failed its gate.'
  return 'No backtest of this model on the same data had been judged when it was trained.'
}

function send(reply: Reply, format: keyof typeof media, body: string | Uint8Array): Reply {
  return reply.type(media[format]).send(body)
}
