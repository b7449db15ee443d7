import {
  type BacktestConfig,
  defaultPortfolio,
  type Execution,
  periodsOfHours,
  type Variant,
} from '../core/backtest/index.ts'
import type { BandRule, LabelSpec } from '../core/labels/index.ts'
import type { Dataset } from '../core/matrix/matrix.ts'
import { plural } from '../report/figures.ts'
import type { Subject } from './subject.ts'

// What a card assumes is read off the settings that were in force, each as a sentence with its numbers. Nothing is said
// that no setting holds.

/** What a label is, and what hours and classes it is made for. */
export function labelAssumptions(label: LabelSpec, band: BandRule | null, hours: number[] | null): string[] {
  return [
    `The label is ${labelWords(label)}.`,
    ...(label.kind === 'forward' || label.kind === 'close_to_open' ? [`Classes: ${bandWords(band)}.`] : []),
    ...hoursWords(hours),
  ]
}

function hoursWords(hours: number[] | null): string[] {
  return hours === null ? [] : [`Only decisions of the hours ${hours.join(', ')} of New York are used.`]
}

function labelWords(label: LabelSpec): string {
  switch (label.kind) {
    case 'forward':
      return `the return over the next ${plural(label.horizon, label.unit.slice(0, -1))}`
    case 'close_to_open':
      return 'the return from the close to the next open'
    case 'headfake_reversal':
      return `whether the move from ${label.windowStart} to ${label.windowEnd} is reversed by the close`
    case 'pin_drift':
      return `whether the price drifts to its strike from ${label.driftStart} to the close`
    case 'none':
      return 'none: the model has nothing to learn'
  }
}

function bandWords(band: BandRule | null): string {
  if (band === null) return 'up and down, by the sign of the return'
  return band.kind === 'fixed_bp'
    ? `up, down, and flat within ${band.bp} bps`
    : `up, down, and flat within ${band.k} standard deviations of the training returns`
}

interface Run {
  config: BacktestConfig
  selection: Variant['selection']
  execution: Execution
}

export function backtestAssumptions(
  { model }: Pick<Subject, 'model'>,
  dataset: Dataset,
  { config, selection, execution }: Run,
): string[] {
  return [
    ...(model
      ? labelAssumptions(model.config.label, bandOf(config), config.hours)
      : [
          `The label is a column of the file, over ${plural(dataset.horizon, 'bar')}.`,
          ...hoursWords(config.hours),
        ]),
    fillWords(dataset, execution),
    ...bracketWords(execution),
    costWords(execution),
    ...capitalWords(dataset, execution),
    `${sizeWords(execution)}${execution.longOnly ? ' It never goes short.' : ''}`,
    ...(execution.momentumGate
      ? [`It holds nothing while ${execution.momentumColumn} is below ${execution.momentumMin}.`]
      : []),
    foldWords(config),
    `Training rows whose label reaches into a test fold are left out${config.embargo > 0 ? `, and ${config.embargo} of all decisions more` : ''}.`,
    selection.kind === 'top_pct'
      ? `It trades the scores above the cut-off of the best ${selection.topPct} of the training part.`
      : selection.thresholds.length === 1
        ? `It trades scores of ${selection.thresholds[0]} or more.`
        : `It trades scores above a threshold out of ${selection.thresholds.join(', ')}, chosen inside each training part${selection.perHour ? ', one for each hour' : ''}.`,
    `A year has ${periodsOfHours(dataset, config.hours)} bars.`,
  ]
}

function bandOf({ classTarget }: BacktestConfig): BandRule | null {
  return classTarget.kind === 'sign' ? null : classTarget
}

function fillWords({ returnBasis, horizon }: Dataset, { entry }: Execution): string {
  const held = `held for ${plural(horizon, 'bar')}`
  if (returnBasis === 'forward')
    return `No prices are known: a decision earns its forward return over ${plural(horizon, 'bar')} as the file has it.`
  if (entry === 'session_close')
    return 'A decision is filled at the close of its session and left at the next open.'
  return returnBasis === 'close'
    ? `Only closes are known: a decision is filled at the next close and ${held}.`
    : `A decision is filled at the open of the next bar and ${held}.`
}

function costWords({ options, slippageBps, commissionBps }: Execution): string {
  return options
    ? `Calls are bought to go long and puts to go short, each for ${options.riskPerTrade} of the equity. Half the spread and a cent a share are paid on both sides, and ${options.commissionPerContract} a contract.`
    : `A change of position costs ${slippageBps} bps of slippage and ${commissionBps} bps of commission, a side.`
}

function bracketWords({ brackets, options }: Execution): string[] {
  if (!brackets) return []
  const { atrPeriod, stopMultiple, targetMultiple, timeStopMinutes } = brackets
  const time = timeStopMinutes === null ? '' : `, or after ${timeStopMinutes} minutes`
  return [
    `It leaves before at a stop ${stopMultiple} or a target ${targetMultiple} average true ranges (of ${plural(atrPeriod, 'bar')}) from its entry${time}. Of a bar that touches both the stop is assumed first.`,
    ...(options
      ? [
          'These are prices of the underlying. What is touched within a bar is sold at the first quote of the next.',
        ]
      : []),
  ]
}

function capitalWords(
  { matrix: { tickers } }: Dataset,
  { portfolio = defaultPortfolio }: Execution,
): string[] {
  if (!tickers) return []
  const parts =
    portfolio.allocation === 'equal' ? 'in equal parts' : 'in inverse proportion to their volatility'
  return [
    `${plural(tickers.names.length, 'ticker')} share the capital ${parts}, of which ${portfolio.maxExposure} is invested at most.`,
  ]
}

function sizeWords({ sizeByConfidence, confidenceCap }: Execution): string {
  return sizeByConfidence
    ? `Positions are sized by confidence, up to ${confidenceCap}.`
    : 'Positions are of equal size.'
}

function foldWords({ cpcv, mode, splits }: BacktestConfig): string {
  if (cpcv)
    return `The sample is cut into ${cpcv.folds} folds, and every choice of ${cpcv.testFolds} of them is tested once.`
  const on = mode === 'rolling' ? 'a window of equal length before it' : 'all that lies before it'
  return `Each of ${plural(splits, 'test fold')} is scored by models trained on ${on}.`
}

export function trainingAssumptions(
  { model }: Pick<Subject, 'model'>,
  { horizon }: Dataset,
  config: BacktestConfig,
  basis: 'out_of_fold' | 'training',
): string[] {
  return [
    ...(model
      ? labelAssumptions(model.config.label, bandOf(config), config.hours)
      : [`The label is a column of the file, over ${plural(horizon, 'bar')}.`, ...hoursWords(config.hours)]),
    'It is trained on every row whose label is known.',
    basis === 'out_of_fold'
      ? `Its metrics are of ${config.innerFolds} folds that were left out one by one.`
      : 'Its metrics are of the training rows, which it has seen.',
  ]
}
