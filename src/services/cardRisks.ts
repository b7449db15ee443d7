import type { Breakdown } from '../core/backtest/breakdown.ts'
import type { BacktestResult, BuyAndHold, Metrics, RandomEntries } from '../core/backtest/index.ts'
import type { Gate } from '../core/gate/gate.ts'
import { plainReason } from '../core/gate/plainReason.ts'
import { thousands } from '../core/thousands.ts'
import type { GateState } from '../store/schema.ts'
import type { PreparedData } from './preparedData.ts'

// A risk is what the run's own figures say against it, with the figures. Where they say nothing, the list is empty: that
// is no praise.

export interface JudgedRun {
  result: {
    metrics: Pick<Metrics, 'trades' | 'sharpe' | 'min_trl' | 'sessions'>
    folds: readonly Pick<BacktestResult['folds'][number], 'flatReason' | 'cumReturn'>[]
    costCurve: BacktestResult['costCurve']
  }
  breakdown: { by_year: readonly Pick<Breakdown['by_year'][number], 'group' | 'sum_return'>[] }
  references: {
    benchmark: Pick<BuyAndHold, 'kind' | 'sharpe'>
    random_entries: Pick<RandomEntries, 'percentile'>
  }
  gate: Pick<Gate, 'details' | 'not_applied'> | null
  nonCausal: boolean
  leakage: PreparedData['leakage']
}

export function backtestRisks(run: JudgedRun): string[] {
  const { gate } = run
  return [
    ...(run.nonCausal
      ? ['Its models were trained on rows after their test folds too: nobody could have traded it.']
      : []),
    ...(gate === null
      ? ['No gate has judged it.']
      : gate.details.map((detail) => plainReason(detail.code, detail))),
    ...(gate?.not_applied ?? []).map(({ limit, why }) => `The limit ${limit} was not applied: ${why}.`),
    ...leakageRisks(run.leakage),
    ...recordRisks(run),
    ...comparisonRisks(run),
    ...yearRisks(run.breakdown),
    ...foldRisks(run),
    ...costRisks(run),
  ]
}

export function leakageRisks(leakage: PreparedData['leakage']): string[] {
  if (leakage === null) return ['Its features were not scanned for leaks.']
  if (leakage === 'yellow')
    return ['The leakage scan marked a feature yellow: it moves with future returns more than most do.']
  return leakage === 'red'
    ? ['The leakage scan marked a feature red: it moves with future returns as only a leak does.']
    : []
}

/** The record is shorter than its Sharpe ratio needs to be told from nothing. */
function recordRisks({ result: { metrics } }: JudgedRun): string[] {
  const { min_trl: needed, sessions, trades } = metrics
  if (trades === 0) return ['It never traded, so that nothing is known of its returns.']
  if (needed === null)
    return ['No length of record would tell its Sharpe ratio from none: it is not above 0.']
  return needed > sessions
    ? [
        `It takes ${whole(needed)} sessions to be 95 % sure of its Sharpe ratio; there are ${whole(sessions)}.`,
      ]
    : []
}

function comparisonRisks({ result: { metrics }, references }: JudgedRun): string[] {
  const { benchmark, random_entries: random } = references
  const held =
    benchmark.sharpe !== null && metrics.sharpe !== null && benchmark.sharpe >= metrics.sharpe
      ? [
          `${benchmark.kind === 'buy_and_hold' ? 'Buying and holding' : 'Being always long'} had a Sharpe ratio of ${two(benchmark.sharpe)} a year, it ${two(metrics.sharpe)}.`,
        ]
      : []
  const beaten =
    random.percentile !== null && random.percentile < 0.95
      ? [`${percent(1 - random.percentile)} of the draws of entries at random did as well or better.`]
      : []
  return [...held, ...beaten]
}

/** One year carries the result: without it nothing, or less than half, is left. */
function yearRisks({ by_year: years }: JudgedRun['breakdown']): string[] {
  const all = years.reduce((sum, { sum_return }) => sum + sum_return, 0)
  const best = [...years].sort((a, b) => b.sum_return - a.sum_return).at(0)
  if (best === undefined || years.length < 2 || all <= 0 || best.sum_return <= all / 2) return []
  return best.sum_return >= all
    ? [`All that it earned came in ${best.group}: the other years lost money together.`]
    : [`${percent(best.sum_return / all)} of all that it earned came in ${best.group}.`]
}

function foldRisks({ result: { folds } }: JudgedRun): string[] {
  const flat = folds.filter(({ flatReason }) => flatReason !== null).length
  const lost = folds.filter(({ cumReturn }) => cumReturn !== null && cumReturn < 0).length
  return [
    ...(flat > 0
      ? [`In ${flat} of ${folds.length} folds no rule could be chosen, and nothing was traded.`]
      : []),
    ...(lost > 0 ? [`${lost} of ${folds.length} folds lost money.`] : []),
  ]
}

/** The costs, of those that were tried, at which nothing is left. */
function costRisks({ result: { metrics, costCurve } }: JudgedRun): string[] {
  if (metrics.sharpe === null || metrics.sharpe <= 0) return []
  const gone = costCurve.find(({ sharpe }) => sharpe !== null && sharpe <= 0)
  return gone ? [`At costs of ${gone.bps} bps a side its Sharpe ratio is ${two(gone.sharpe ?? 0)}.`] : []
}

export interface TrainedFacts {
  metrics: Readonly<Record<string, number | null>>
  basis: 'out_of_fold' | 'training'
  gateState: GateState
  leakage: PreparedData['leakage']
  warnings: readonly string[]
}

export function trainingRisks({ metrics, basis, gateState, leakage, warnings }: TrainedFacts): string[] {
  const auc = metrics.roc_auc ?? null
  return [
    ...(gateState === 'failed'
      ? ['The newest backtest of this model on the same data failed its gate.']
      : gateState === 'not_evaluated'
        ? ['No backtest of this model on the same data had been judged.']
        : gateState === 'overridden'
          ? ['The backtest that it was promoted from had not passed its gate, which was overridden.']
          : []),
    ...leakageRisks(leakage),
    ...(basis === 'training' ? ['How it does on rows that it has not seen is not known.'] : []),
    ...(basis === 'out_of_fold' && auc !== null && auc <= 0.5
      ? [`Out of fold it ranks no better than chance: its ROC AUC is ${two(auc)}.`]
      : []),
    ...warnings.map(sentence),
  ]
}

/** A warning as a sentence of a card. */
export function sentence(text: string): string {
  const start = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.!?]$/.test(start) ? start : `${start}.`
}

const two = (value: number): string => value.toFixed(2).replace(/^-0\.00$/, '0.00')
const percent = (value: number): string => `${(100 * value).toFixed(0)} %`
const whole = (value: number): string => thousands(Math.ceil(value))
