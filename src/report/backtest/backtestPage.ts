import { barsSpec } from '../bars.ts'
import { count, percent, plural, two, wrapped } from '../figures.ts'
import type { Place } from '../lines.ts'
import { html, type Markup } from '../markup.ts'
import { figure, note, page, type Section } from '../page.ts'
import { renderSvg } from '../svg.ts'
import { importanceBars, reliabilitySpec } from '../trainPlots.ts'
import { bracketFacts, exitTable } from './brackets.ts'
import { breakdownSection } from './breakdown.ts'
import { type BacktestExtras, figureOf, type ReportedBacktest } from './data.ts'
import { drawdownSpec, drawdowns, equityAndDrawdownSpec, equitySpec } from './equityPlot.ts'
import { histogram } from './histogram.ts'
import { monthlyReturns } from './months.ts'
import { optionFills } from './options.ts'
import { overfittingSection } from './overfitting.ts'
import { pathSection } from './paths.ts'
import { costSpec, histogramSpec, thresholdSpec } from './plots.ts'
import * as parts from './sections.ts'

const inPage: Place = 'page'

/** The report of a backtest as one HTML file. */
export async function backtestPage(run: ReportedBacktest, extras: BacktestExtras): Promise<string> {
  const hasEquity = (run.equity ?? []).length > 0
  const sections: Section[] = [
    { title: 'Key figures', body: parts.keyFigures(run) },
    { title: 'The gate', body: parts.gateSection(run) },
    { title: 'Equity', body: await equityFigure(run, extras) },
    { title: 'Drawdown', body: await drawdownFigure(run) },
    {
      title: 'Monthly returns',
      body: hasEquity ? parts.monthTable(monthlyReturns(run.equity ?? [])) : note(noEquity),
    },
    ...(run.paths ? [{ title: 'Paths', body: pathSection(run) }] : []),
    { title: 'Folds', body: parts.foldTable(run) },
    { title: 'Thresholds', body: await thresholdFigure(run) },
    { title: 'Costs', body: await costFigure(run) },
    {
      title: 'Trades',
      body: html`${exitTable(run.brackets)}${optionFills(run.options)}${await tradeFigure(extras)}`,
    },
    { title: 'Years, sides and hours', body: breakdownSection(run) },
    { title: 'Trials and luck', body: parts.trialSection(run) },
    ...(extras.sweep
      ? [{ title: 'The choice among variants', body: await overfittingSection(extras.sweep) }]
      : []),
    { title: 'Calibration', body: await reliabilityFigure(run, extras) },
    { title: 'Features', body: await importanceFigure(run, extras) },
    { title: 'Leakage', body: parts.leakageSection(run, extras) },
    { title: 'Configuration', body: parts.configSection(run) },
    { title: 'Lineage', body: parts.lineageSection(run) },
    { title: 'Repeat it', body: parts.repeatSection(extras) },
  ]
  return page({
    title: `Backtest of ${run.model_id}`,
    verdict: run.verdict ?? `This run is ${run.status}, so that there is no verdict yet.`,
    passed: run.gate ? run.gate.pass : null,
    facts: facts(run),
    sections,
  })
}

/** Equity and drawdown as a picture for a file. Without any equity the picture says so in its title. */
export function backtestPicture(run: ReportedBacktest, extras: BacktestExtras): Promise<string> {
  const notes = [...wrapped(run.verdict ?? `run ${run.run_id}`, 110), facts(run).join(', ')]
  return renderSvg(equityAndDrawdownSpec(run.model_id, notes, run.equity ?? [], extras.benchmark.value))
}

function facts(run: ReportedBacktest): string[] {
  const { config, tag, pack_id, equity = [] } = run
  const rule =
    config?.kind === 'top_pct' ? `top ${percent(Number(config.value))}` : `thresholds ${config?.value ?? ''}`
  return [
    `pack ${pack_id}`,
    rule,
    ...bracketFacts(config),
    ...(config?.splits === undefined ? [] : [plural(config.splits, 'fold')]),
    ...(run.paths ? [`${plural(run.paths.length, 'path')} of combinatorial folds`] : []),
    ...(equity.length > 0 ? [`${equity[0].ts} to ${equity[equity.length - 1].ts}`] : []),
    ...(tag ? [`tag ${tag}`] : []),
    ...parts.throughput(run),
  ]
}

const noEquity = 'No returns are stored for this run.'

async function equityFigure(run: ReportedBacktest, { benchmark }: BacktestExtras): Promise<Markup> {
  const { equity = [], metrics } = run
  if (equity.length === 0) return note(noEquity)
  const held = benchmark.value
  const svg = await renderSvg(equitySpec(equity, held, inPage))
  const ended = `${percent(figureOf(metrics, 'cum_return'))} in all, net of costs`
  const against = held ? `; buying and holding made ${percent(held[held.length - 1].equity - 1)}` : ''
  const words = `Equity by session from ${equity[0].ts} to ${equity[equity.length - 1].ts}: ${ended}${against}.`
  const sparse =
    held && held.length < equity.length ? `; its line has ${count(held.length)} of the sessions` : ''
  const how = held
    ? `Buying and holding: bought at the first fill out of sample, nights included, at the costs of the run, and valued at the last close${sparse}.`
    : ''
  return html`${figure('equity', svg, words, `${words} ${how}`.trim())}${parts.absent(benchmark)}`
}

async function drawdownFigure({ equity = [], metrics }: ReportedBacktest): Promise<Markup> {
  if (equity.length === 0) return note(noEquity)
  if (drawdowns(equity).every(({ value }) => value === 0)) return note('It never stood below its peak.')
  const words = `Drawdown by session; the deepest, bar by bar, was ${percent(figureOf(metrics, 'max_dd'))}.`
  return figure('drawdown', await renderSvg(drawdownSpec(equity, inPage)), words, words)
}

async function thresholdFigure(run: ReportedBacktest): Promise<Markup> {
  const results = run.result?.threshold_results ?? []
  if (results.length === 0) {
    return note(
      run.config?.kind === 'top_pct'
        ? 'The run selects by share, not by threshold: the cut-off of each fold is in the table of folds.'
        : 'No thresholds were tried.',
    )
  }
  const several = new Set(results.map(({ thr }) => thr)).size > 1
  if (!several)
    return html`${note('One threshold was given, and used as it is.')}${parts.thresholdTable(run)}`
  if (!results.some(({ sharpe }) => typeof sharpe === 'number'))
    return html`${note('None of the thresholds has a Sharpe ratio on the inner folds: nothing to draw.')}${parts.thresholdTable(run)}`
  const words =
    'Net Sharpe ratio by threshold on the inner folds of each training part; filled dots were chosen.'
  return html`${figure('thresholds', await renderSvg(thresholdSpec(results, inPage)), words, words)}${parts.thresholdTable(run)}`
}

async function costFigure(run: ReportedBacktest): Promise<Markup> {
  const curve = run.cost_curve ?? []
  if (!curve.some(({ sharpe }) => sharpe !== null)) return parts.costTables(run)
  const words = `Net Sharpe ratio by costs: ${curve.map(({ bps, sharpe }) => `${two(sharpe)} at ${bps} bps`).join(', ')}.`
  return html`${figure('costs', await renderSvg(costSpec(curve, inPage)), words, words)}${parts.costTables(run)}`
}

async function tradeFigure({ trades }: BacktestExtras): Promise<Markup> {
  if (trades.value === null) return parts.absent(trades) ?? html``
  const { net_return, closed } = trades.value
  if (net_return.length === 0) return note('It never traded.')
  const svg = await renderSvg(
    histogramSpec(histogram(net_return), { x: 'net return of a trade', y: 'trades' }, '.1%', inPage),
  )
  const open = net_return.length - closed
  const words = `Net returns of ${count(net_return.length)} trades${open > 0 ? `, ${count(open)} of them open at the end and marked at the last close` : ''}.`
  return html`${figure('trades', svg, words, words)}${parts.tradeTables(trades.value)}`
}

async function reliabilityFigure(
  { model_id }: ReportedBacktest,
  { training }: BacktestExtras,
): Promise<Markup> {
  const known = training.value
  if (known === null) return parts.absent(training) ?? html``
  const { reliability, training_id } = known
  if (!reliability) return note(`Training ${training_id} of the same model has no table of reliability.`)
  const svg = await renderSvg(reliabilitySpec(model_id, reliability.classes, reliability.basis, 'page'))
  const errors = reliability.classes.map(
    ({ class: name, raw, calibrated }) =>
      `${name} ${percent((calibrated ?? raw).by_count.expected_calibration_error)}`,
  )
  const words = `Reliability of the model of training ${training_id}, on the same matrix; calibration error: ${errors.join(', ')}.`
  return figure('reliability', svg, words, words)
}

async function importanceFigure(
  { model_id }: ReportedBacktest,
  { training }: BacktestExtras,
): Promise<Markup> {
  const known = training.value
  if (known === null) return parts.absent(training) ?? html``
  const { importance, training_id } = known
  if (!importance) return note(`Training ${training_id} of the same model has no importances.`)
  const svg = await renderSvg(
    barsSpec(importanceBars(model_id, importance.features, importance.held_out ?? null), 'page'),
  )
  const first = importance.features.slice(0, 5).map(({ feature }) => feature)
  const words = `Features of the model of training ${training_id}, on the same matrix; the first are ${first.join(', ')}.`
  return figure('importance', svg, words, words)
}
