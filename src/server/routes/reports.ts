import type { SweepRow, TrainingRun } from '../../contract/types.ts'
import { invalidParam } from '../../core/errors.ts'
import { thousands } from '../../core/thousands.ts'
import { mediaTypes } from '../../services/artifacts.ts'
import { backtestDetail } from '../../services/backtestDetail.ts'
import { type DrawnFormat, keepReport, type Reported } from '../../services/keepReport.ts'
import { cardOfRun } from '../../services/modelCards.ts'
import type { Parts } from '../../services/parts.ts'
import { repeatSweep, repeatTraining } from '../../services/repeatCommand.ts'
import { drawSweep, drawTraining, reportedKind, writeSweepCard } from '../../services/report.ts'
import { explanationOf, sweepExtras, sweepRuns } from '../../services/reportExtras.ts'
import { requireSweep, requireTraining, type Sweep, sweepRungs } from '../../services/runs.ts'
import { backtestReport, type Report } from '../backtestReport.ts'
import type { Routes } from '../route.ts'
import type { Served } from '../served.ts'
import { stored } from '../stored.ts'
import { toTrainingRun } from '../wire.ts'
import { sweepStatistics, sweepTimings, toSweep, toSweepRow } from '../wireSweep.ts'

export const reportRoutes = (parts: Parts): Routes<Served<'reports'>> => ({
  async getReport({ params: { run_id: id }, query: { format = 'html', keep = false } }, reply) {
    if (format === 'json' && keep)
      throw invalidParam([{ field: 'keep', issue: 'json is the record itself, which is stored already' }])
    const kind = await reportedKind(parts, id)
    const { verdict, report, draw } = await reports[kind](parts, id)
    if (format === 'json') return { ok: true, run_id: id, kind, verdict, report }
    const drawn = await draw(format)
    if (keep) await keepReport(parts, { kind, id }, format, drawn)
    return reply.type(mediaTypes[format]).send(drawn)
  },
})

const reports: Readonly<Record<Reported['kind'], (parts: Parts, id: string) => Promise<Report>>> = {
  backtest: backtestReport,
  sweep: sweepReport,
  train: trainReport,
}

async function sweepReport(parts: Parts, id: string): Promise<Report> {
  const sweep = await requireSweep(parts, id)
  const runs = await sweepRuns(parts, id)
  const rungs = await sweepRungs(parts, id)
  const rows = runs.map((run) => toSweepRow(run, rungs))
  const wire = toSweep(sweep)
  const best = runs.length > 0 ? await backtestDetail(parts, runs[0].id) : null
  const passed = rows.filter(({ gate }) => gate?.pass).length
  const verdict = sweepVerdict(wire.status, passed, rows)
  const report = {
    ...wire,
    sweep_id: id,
    statistics: sweepStatistics(sweep),
    timings: sweepTimings(sweep),
    warnings: sweepWarnings(sweep),
    verdict,
    rows,
    equity: best?.equity ?? [],
    overfitting: await sweepExtras(parts, id),
    command: runs.length > 0 ? repeatSweep(sweep, runs) : null,
  }
  const draw = (format: DrawnFormat) => (format === 'md' ? writeSweepCard(report) : drawSweep(format, report))
  return { verdict, report, draw }
}

async function trainReport(parts: Parts, id: string): Promise<Report> {
  const run = await requireTraining(parts, id)
  const wire = toTrainingRun(run)
  const verdict = trainVerdict(wire)
  const report = { ...wire, ...explanationOf(run), run_id: id, verdict, command: repeatTraining(run) }
  const draw = (format: DrawnFormat) =>
    format === 'md' ? cardOfRun(parts, run) : drawTraining(format, report)
  return { verdict, report, draw }
}

/** What the request was told; of sweeps of before it was kept there is nothing to tell. */
function sweepWarnings({ spec }: Sweep): string[] {
  return stored<{ warnings?: string[] }>(spec).warnings ?? []
}

function sweepVerdict(status: string, passed: number, rows: SweepRow[]): string {
  if (status !== 'completed') return `The sweep is ${status}, so that there is no verdict.`
  const total = rows.length
  if (total > 0 && rows.every(({ gate, non_causal }) => !gate && non_causal)) {
    return `None of the ${thousands(total)} variants is judged by a gate: their models saw rows after their test folds.`
  }
  const which = passed === 0 ? 'None' : thousands(passed)
  return `${which} of the ${thousands(total)} variants ${passed === 1 ? 'passes' : 'pass'} the gate.`
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
