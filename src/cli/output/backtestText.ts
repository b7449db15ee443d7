import type { BacktestDetail, ConfigTuple, Metrics, Statistics } from '../../contract/types.ts'
import { lineChart } from '../lineChart.ts'
import { besideText, sharpeBetween } from './besideText.ts'
import { bracketWords, exitLines } from './bracketsText.ts'
import { breakdownTables } from './breakdownText.ts'
import { count, day, duration, fixed, percent, plural, wrap } from './format.ts'
import { gateReasons, verdictWord } from './gate.ts'
import { hoursWords } from './hoursText.ts'
import { hourThresholds } from './hourThresholds.ts'
import { optionLines } from './optionsText.ts'
import type { Output } from './output.ts'
import { notJudged, pathTable } from './pathsText.ts'
import type { Column } from './table.ts'
import { thresholdCurve } from './thresholdCurve.ts'

/**
 * A backtest on one screen: net metrics, what each fold traded on, the verdict and what chance alone would do; with
 * `parts` also by year, side and hour.
 */
export function backtestText(run: BacktestDetail, output: Output, { parts = false } = {}): string {
  const sections = [
    heading(run, output),
    metricLines(run.metrics ?? {}),
    exitLines(run, output.width),
    optionLines(run, output.width),
    besideText(run, output.width),
    foldTable(run, output),
    hourThresholds(run, output),
    thresholdCurve(run, output),
    pathTable(run, output),
    parts ? breakdownTables(run, output) : '',
    costTable(run, output),
    statisticsLines(run.statistics ?? {}, output.width),
    auditLines(run, output.width),
    equityLine(run, output),
    verdict(run, output),
    throughput(run),
  ]
  return sections.filter((section) => section !== '').join('\n\n')
}

/**
 * A config in a few words: "thresholds 0.55,0.60" or "top 10.0 %", with what differs from the usual; without brackets
 * where they are told elsewhere.
 */
export function configText(config: ConfigTuple | null | undefined, { brackets = true } = {}): string {
  if (!config) return '-'
  const rule = config.kind === 'top_pct' ? `top ${percent(Number(config.value))}` : config.value
  const parts = [rule]
  if (config.allowed_hours) parts.push(`hours ${config.allowed_hours}`)
  if (config.per_hour_thresholds) parts.push('by hour')
  if (config.cv === 'cpcv') parts.push('cpcv')
  if (config.momentum_gate) parts.push('momentum')
  if (brackets && config.brackets) parts.push(bracketWords(config))
  return parts.join(', ')
}

function heading(run: BacktestDetail, { paint }: Output): string {
  const { model_id, config, risk_profile, run_id, deduplicated, return_basis, options } = run
  const byHour = config?.per_hour_thresholds ? ', one for each hour' : ''
  const rule =
    config?.kind === 'top_pct'
      ? `top ${percent(Number(config.value))}`
      : `thresholds ${config?.value}${byHour}`
  const folds =
    config?.cv === 'cpcv'
      ? `${config.cpcv_test_groups} of ${config.cpcv_groups} folds tested together`
      : plural(config?.splits ?? 0, 'fold')
  const momentum = config?.momentum_gate ? 'momentum' : ''
  const facts = [rule, hoursWords(run), momentum, folds, bracketWords(config), risk_profile].filter(Boolean)
  const basis = return_basis
    ? `out of sample, net of costs, returns from ${options ? 'option quotes' : return_basis}`
    : 'out of sample, net of costs'
  const stored = deduplicated ? ' (stored before: an equal run; --force runs it again)' : ''
  return [`${paint.bold(model_id)}  ${facts.join(', ')}`, `run ${run_id}${stored}`, basis].join('\n')
}

function metricLines(metrics: Metrics): string {
  const two = fixed(2)
  const pairs: [string, string, string, string][] = [
    ['Sharpe a year', two(metrics.sharpe), 'trades', count(metrics.trades)],
    ['Sortino a year', two(metrics.sortino), 'of them independent', count(metrics.trades_independent)],
    ['return in all', percent(metrics.cum_return), 'winning', percent(metrics.win_rate)],
    ['return a year', percent(metrics.cagr), 'time in the market', percent(metrics.exposure)],
    ['deepest drawdown', percent(metrics.max_dd), 'turnover a day', two(metrics.turnover)],
  ]
  const lines = pairs.map(
    ([left, a, right, b]) => `${left.padEnd(18)}${a.padStart(10)}    ${right.padEnd(20)}${b.padStart(8)}`,
  )
  const missing = Object.entries(metrics.unavailable ?? {})
    .filter(([name]) => shownMetrics.has(name))
    .map(([name, why]) => `${name}: ${why}`)
  return [...lines, ...missing].join('\n')
}

const shownMetrics = new Set(['sharpe', 'sortino', 'cum_return', 'cagr', 'max_dd', 'win_rate', 'trades'])

function foldTable({ folds = [], chosen = [], config }: BacktestDetail, output: Output): string {
  if (folds.length === 0) return ''
  const rows = folds.map((fold) => {
    const choice = chosen.find((one) => one.fold === fold.fold)
    const flat = choice?.flat ?? fold.flat ?? false
    const level = choice?.value ?? fold.chosen ?? fold.cutoff
    return {
      ...fold,
      chosen: flat ? 'flat' : choice?.by_hour ? 'by hour' : fixed(config?.kind === 'top_pct' ? 3 : 2)(level),
      number: fold.fold + 1,
    }
  })
  const columns: Column[] = [
    { field: 'number', title: 'fold', align: 'right', rank: 0 },
    { field: 'test_start', title: 'tested from', show: day, rank: 1 },
    { field: 'test_end', title: 'to', show: day, rank: 1 },
    { field: 'rows_train', title: 'trained on', align: 'right', show: count, rank: 3 },
    { field: 'rows_test', title: 'rows', align: 'right', show: count, rank: 3 },
    { field: 'chosen', title: config?.kind === 'top_pct' ? 'cut-off' : 'threshold', align: 'right', rank: 0 },
    { field: 'trades', align: 'right', show: count, rank: 1 },
    { field: 'win_rate', title: 'winning', align: 'right', show: percent, rank: 2 },
    { field: 'sharpe', title: 'Sharpe', align: 'right', show: fixed(2), rank: 0 },
    { field: 'cum_ret', title: 'return', align: 'right', show: percent, rank: 1 },
    { field: 'max_dd', title: 'drawdown', align: 'right', show: percent, rank: 2 },
  ]
  const reasons = folds.flatMap((fold) =>
    fold.flat && fold.flat_reason ? [`fold ${fold.fold + 1} stayed flat: ${fold.flat_reason}`] : [],
  )
  return [output.table(rows, columns), ...reasons].join('\n')
}

function costTable({ costs = [] }: BacktestDetail, output: Output): string {
  if (costs.length === 0) return ''
  return output.table(costs, [
    { field: 'multiple', title: 'costs', align: 'right', show: (value) => `${fixed(0)(value)}x`, rank: 0 },
    { field: 'sharpe', title: 'Sharpe', align: 'right', show: fixed(2), rank: 0 },
    { field: 'cum_return', title: 'return', align: 'right', show: percent, rank: 0 },
    { field: 'max_dd', title: 'drawdown', align: 'right', show: percent, rank: 0 },
  ])
}

/** Rows of signs that the equity line takes: small, since it only shows the shape. */
const chartHeight = 4
const chartWidth = 80

function equityLine({ equity = [] }: BacktestDetail, { width }: Output): string {
  if (equity.length < 2) return ''
  const values = equity.map((point) => point.equity)
  const lines = lineChart(values, { width: Math.min(width, chartWidth), height: chartHeight })
  return [`equity, net, of 1 at the start, ${day(equity[0].ts)} to ${day(equity.at(-1)?.ts)}`, ...lines].join(
    '\n',
  )
}

function verdict(
  { gate, risk_profile, non_causal, verdict: sentence }: BacktestDetail,
  { paint, width }: Output,
): string {
  if (!gate && non_causal) return wrap(notJudged, width, '  ')
  if (!gate) return sentence ? wrap(sentence, width) : ''
  const head = `gate${risk_profile ? ` (${risk_profile})` : ''}: ${verdictWord(gate, paint)}`
  return [
    head,
    ...(sentence ? [wrap(sentence, width)] : []),
    ...gateReasons(gate).map((reason) => `  - ${wrap(reason, width - 4, '    ')}`),
  ].join('\n')
}

/** What the figures of chance say, each with half a sentence on its meaning. */
function statisticsLines(statistics: Statistics, width: number): string {
  const { psr, dsr, min_trl, trials, trials_effective, sessions, sharpe_interval } = statistics
  const lines: string[] = []
  if (sharpe_interval)
    lines.push(`Sharpe a year ${sharpeBetween(sharpe_interval)}: its 95 % interval, by resampling sessions`)
  if (psr !== undefined)
    lines.push(`PSR ${fixed(2)(psr)}: the probability that its true Sharpe ratio is above 0`)
  if (dsr !== undefined)
    lines.push(`DSR ${fixed(2)(dsr)}: the same, after counting everything that was tried on this data`)
  if (trials !== undefined) {
    const effective =
      trials > 1 && typeof trials_effective === 'number'
        ? ` (worth ${fixed(1)(trials_effective)} independent ones)`
        : ''
    lines.push(`trials ${count(trials)}${effective}: more tries make a good result by luck more likely`)
  }
  if (typeof min_trl === 'number') {
    const had = typeof sessions === 'number' ? `; it had ${count(sessions)}` : ''
    lines.push(`MinTRL ${count(min_trl)}: sessions needed for 95 % certainty that it is above 0${had}`)
  }
  return lines.map((line) => wrap(line, width, '  ')).join('\n')
}

function auditLines({ audit }: BacktestDetail, width: number): string {
  if (!audit) return ''
  const lines = [`audit passed: ${audit.checked}`, audit.not_checked]
  return lines.map((line) => wrap(line, width, '  ')).join('\n')
}

/** How much was done in what time: rows trained on and tested, models fitted, seconds. */
function throughput({ folds = [], fits, timings }: BacktestDetail): string {
  const total = timings?.total_ms
  if (total === undefined) return ''
  const rows = folds.reduce((sum, fold) => sum + fold.rows_train + fold.rows_test, 0)
  const rate = total > 0 && rows > 0 ? `: ${count((1_000 * rows) / total)} rows/s` : ''
  const models = fits === undefined ? '' : ` and ${plural(fits, 'fit')}`
  return `${plural(rows, 'row')}${models} over ${plural(folds.length, 'fold')} in ${duration(total)}${rate}`
}
