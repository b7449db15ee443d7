import type { SweepResults, SweepStatistics } from '../../contract/types.ts'
import { shownRows } from '../pages.ts'
import { sharpeBetween } from './besideText.ts'
import { bracketWords } from './bracketsText.ts'
import { count, duration, fixed, percent, plural, wrap } from './format.ts'
import type { Output } from './output.ts'
import { notJudged } from './pathsText.ts'
import { sweepColumns } from './runTables.ts'

/** A sweep on one screen: its best rows, how many passed, and how far choosing among them can be trusted. */
export function sweepText(sweep: SweepResults, output: Output): string {
  const { rows, total, statistics, timings } = sweep
  const failed = rows.filter(({ error }) => error).length
  const { passed = rows.filter(({ gate }) => gate?.pass).length } = sweep
  const isJudged = rows.length === 0 || rows.some(({ gate, non_causal }) => gate || !non_causal)
  // All variants have the same.
  const brackets = bracketWords(rows.at(0)?.config)
  const summary = [
    isJudged
      ? `${passed} of ${plural(total, 'variant')} passed the gate`
      : wrap(notJudged, output.width, '  '),
    failed > 0 ? `${failed} failed to run` : '',
  ]
  return [
    `${output.paint.bold('sweep')} ${sweep.sweep_id}${sweep.deduplicated ? ' (stored before: an equal sweep; --force runs it again)' : ''}`,
    ...(brackets ? [`every variant leaves at ${brackets}`] : []),
    rows.some(({ non_causal }) => non_causal)
      ? 'out of sample, net of costs; each figure is that of the path of median Sharpe ratio; gate first, then score'
      : 'out of sample, net of costs; gate first, then score',
    '',
    rows.length === 0
      ? 'no variant is done'
      : output.table(rows.slice(0, shownRows), sweepColumns(output.paint, rows)),
    '',
    ...(total > shownRows
      ? [`the best ${shownRows} of ${count(total)}; all: sigma sweep results ${sweep.sweep_id}`]
      : []),
    summary.filter(Boolean).join(', '),
    ...survivorLine(sweep),
    ...overfittingLines(statistics ?? {}, output.width),
    ...(timings?.total_ms === undefined ? [] : [throughput(total, timings.total_ms)]),
  ].join('\n')
}

/** Of halving: what it was for, which need not be the first by gate and score. */
function survivorLine({ rows, statistics }: SweepResults): string[] {
  const best = statistics?.best_run_id
  const isHalving = rows.some(({ rung }) => typeof rung === 'number')
  return isHalving && best ? [`the survivor of the last rung: ${best}`] : []
}

/** What the figures of the whole sweep say, in sentences. */
function overfittingLines(statistics: SweepStatistics, width: number): string[] {
  const { pbo, oos_loss_probability, trials, trials_effective } = statistics
  const lines: string[] = []
  if (typeof pbo === 'number') {
    lines.push(
      `PBO ${fixed(2)(pbo)}: in that share of the ways to split the sample, the variant that looked best was among the worse half on the rest. Near 0.5 among equally good variants it is arbitrary: which of them comes first is chance, and no fault of the family.`,
    )
  } else if (pbo === null) {
    lines.push(
      'PBO -: the variants share too few sessions to split the sample, or there are fewer than two of them.',
    )
  }
  if (typeof oos_loss_probability === 'number') {
    lines.push(
      `In ${percent(oos_loss_probability)} of the splits the variant that looked best lost money on the rest.`,
    )
  }
  lines.push(...luckLines(statistics))
  if (trials !== undefined) {
    const effective =
      trials > 1 && typeof trials_effective === 'number'
        ? `, worth ${fixed(1)(trials_effective)} independent ones`
        : ''
    lines.push(
      `${plural(trials, 'trial')} on this data so far${effective}; the DSR of each row counts them all.`,
    )
  }
  return lines.map((line) => wrap(line, width, '  '))
}

/** Whether luck explains the best row. */
function luckLines(statistics: SweepStatistics): string[] {
  const { spa_p, spa_unavailable, best_sharpe_interval } = statistics
  const lines: string[] = []
  if (typeof spa_p === 'number') {
    const p = spa_p < 0.001 ? 'below 0.001' : fixed(3)(spa_p)
    lines.push(`SPA p ${p}: so likely is a best variant as good as this one when none has an edge.`)
  } else if (spa_unavailable) lines.push(`SPA p -: ${spa_unavailable}.`)
  if (best_sharpe_interval) {
    lines.push(
      `Sharpe a year of the best row ${sharpeBetween(best_sharpe_interval)} (95 %, before counting that it was chosen).`,
    )
  }
  return lines
}

function throughput(variants: number, ms: number): string {
  const rate = ms > 0 ? `: ${fixed(1)((1_000 * variants) / ms)} variants/s` : ''
  return `${plural(variants, 'variant')} in ${duration(ms)}${rate}`
}
