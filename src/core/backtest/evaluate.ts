import { areEqual } from '../equalArrays.ts'
import { SigmaError } from '../errors.ts'
import { lazily } from '../lazily.ts'
import type { Dataset } from '../matrix/matrix.ts'
import { valuesAt } from '../matrix/spreadRows.ts'
import type { Account, Book, Tally } from './account.ts'
import { openBook } from './booking.ts'
import type { BracketExits } from './brackets/exits.ts'
import { type Breakdown, breakdownOf } from './breakdown.ts'
import { copyOf, type Run } from './breakdownRun.ts'
import { checkVariant, costRate, type Execution, type Variant } from './config.ts'
import { type CostPoint, type CostResult, otherCosts } from './costs.ts'
import { type FoldResult, foldResults, foldStarts, selectedShare } from './foldResults.ts'
import { computeMetrics, type Metrics, netReturns, type UndefinedMetrics } from './metrics.ts'
import type { OptionFigures } from './options/figures.ts'
import { joinRows } from './rowSets.ts'
import { chooseRule, type HoursPart, hoursPart } from './rules.ts'
import type { FoldScores } from './scores.ts'
import { decide, rowsWithMomentum } from './signals.ts'
import { netOf, type Trades } from './simulate.ts'
import { tallyOf } from './tally.ts'
import type { ThresholdChoice, ThresholdResult } from './threshold.ts'

/** One variant's out-of-sample result. */
export interface BacktestResult extends Readonly<BacktestDetail> {
  metrics: Metrics
  undefined: UndefinedMetrics
  /** Net results at 1, 2 and 3 times the costs. */
  costs: CostResult[]
  /** Net Sharpe ratio at costs of 0 to 10 bps a side. */
  costCurve: CostPoint[]
  folds: FoldResult[]
  /** Inner out-of-fold results of every threshold in every fold; empty for top_pct. */
  thresholdResults: ThresholdResult[]
  returnBasis: Dataset['returnBasis']
  /** Cost of a change of weight by 1, as a fraction. */
  costRate: number
  /** Days since 1970-01-01, with the compounded net return of each. */
  sessions: Int32Array
  sessionReturns: Float64Array
  /** How the trades left; absent without brackets. */
  brackets?: BracketExits
  /** Absent where no options are traded. */
  options?: OptionFigures
  /** The run by fold, year, side and hour. It takes a simulation for each group: a sweep does without. */
  breakdown(): Breakdown
}

/** The result bar by bar and trade by trade. A sweep looks at it for few variants: it is made when first read. */
interface BacktestDetail {
  /** Net return of each out-of-sample bar. */
  barReturns: Float64Array
  bars: {
    ts: Float64Array
    session: Int32Array
    /** Weight after the change at the open. */
    weight: Float64Array
    gross: Float64Array
    /** Costs as a fraction of equity: gross - cost = net. */
    cost: Float64Array
  }
  /** Matrix row and position (sign × size) of every out-of-sample decision. */
  decisions: { row: Int32Array; position: Float64Array }
  /** Filled tranches, as of `Trades`. Those that have not left are marked at the last close. */
  trades: Omit<Trades, 'gross' | 'cost'> & {
    /** Sign × (exit / entry - 1) less the costs of the sides that were traded. */
    netReturn: Float64Array
  }
}

/**
 * Prepares what no variant changes (prices, gates, test rows), so that one set of fitted scores serves any number
 * of variants. Thresholds already tried on a training part are not tried again.
 *
 * @param folds all folds of one plan
 * @throws INVALID_PARAM for an execution or variant out of bounds; UNPROCESSABLE without anything to trade at
 */
export function variantEvaluator(
  dataset: Dataset,
  folds: readonly FoldScores[],
  execution: Execution,
): (variant: Variant) => BacktestResult {
  const ordered = [...folds].sort((a, b) => a.fold - b.fold)
  const rows = joinRows(ordered.map(({ testRows }) => testRows))
  if (rows.length === 0) {
    throw new SigmaError('UNPROCESSABLE', 'there are no test rows to evaluate', {
      next: 'use a longer window or fewer splits',
    })
  }
  const book = openBook(dataset, execution)
  const labels = valuesAt(dataset.matrix.retFwd, rows)
  const shared = { dataset, book, account: book.open(rows, null), folds: ordered, rows, labels, execution }
  const momentum = rowsWithMomentum(dataset.matrix, execution)
  const partOfHours = new Map<string, HoursPart>()
  const scratch = newScratch(rows.length)
  return (variant) => {
    checkVariant(variant, execution)
    const key = variant.hours ? [...variant.hours].sort((a, b) => a - b).join() : 'all'
    const part = partOfHours.get(key) ?? hoursPart(dataset, book, ordered, execution, variant, momentum)
    partOfHours.set(key, part)
    const choices = ordered.map((_, fold) => chooseRule(part, fold, variant))
    return evaluate({ ...shared, part, choices, isTopPct: variant.selection.kind === 'top_pct' }, scratch)
  }
}

/** Evaluates one variant. For many on the same scores, `variantEvaluator` shares what they have in common. */
export function evaluateVariant(
  dataset: Dataset,
  folds: readonly FoldScores[],
  variant: Variant,
  execution: Execution,
): BacktestResult {
  return variantEvaluator(dataset, folds, execution)(variant)
}

/** A variant whose rules are chosen. */
interface Chosen {
  dataset: Dataset
  book: Book
  account: Account
  folds: readonly FoldScores[]
  /** Test rows of all folds. */
  rows: Int32Array
  /** Label return per test row. */
  labels: Float64Array
  execution: Execution
  part: HoursPart
  /** By fold. */
  choices: readonly ThresholdChoice[]
  isTopPct: boolean
}

/** Memory that variants share; nothing of it is part of a result. */
interface Scratch {
  position: Float64Array
  tradeReturns: Float64Array
  /** Of the bars that are booked. */
  net: Float64Array
  /** What was traded last. */
  last?: { position: Float64Array; part: HoursPart; isTopPct: boolean; traded: Traded }
}

/** What the positions of a variant come to, whatever rule they are of. */
interface Traded extends Pick<BacktestResult, 'metrics' | 'undefined' | 'costs' | 'costCurve'> {
  tally: Tally
}

function newScratch(decisions: number): Scratch {
  return {
    position: new Float64Array(decisions),
    tradeReturns: new Float64Array(decisions),
    net: new Float64Array(0),
  }
}

function evaluate(chosen: Chosen, scratch: Scratch): BacktestResult {
  const { dataset, book, account, folds, rows, execution, part, choices } = chosen
  const rate = costRate(execution)
  const { tally, metrics, undefined: reasons, costs, costCurve } = tradedOf(chosen, scratch)
  const { matrix } = dataset
  const { inHours } = part
  const counts = tally.folds
  const summaries = tally.totals.folds
  const byFold = foldResults({ matrix, folds, choices, book, counts, summaries, inHours })
  const detail = lazily(() => detailOf(chosen))
  return {
    metrics,
    undefined: reasons,
    costs,
    costCurve,
    folds: byFold,
    thresholdResults: choices.flatMap(({ results }) => results),
    returnBasis: dataset.returnBasis,
    costRate: rate,
    sessions: tally.sessions.sessions,
    sessionReturns: tally.sessions.returns,
    ...(tally.brackets && { brackets: tally.brackets }),
    ...(tally.options && { options: tally.options }),
    breakdown: () =>
      breakdownOf({
        matrix,
        account,
        run: detail().run,
        rows,
        position: detail().decisions.position,
        foldSizes: folds.map(({ testRows }) => testRows.length),
        labels: chosen.labels,
        rate,
        periodsPerYear: book.periodsPerYear,
        tranches: book.tranches,
        ...(tally.options && { options: tally.options }),
      }),
    get barReturns() {
      return detail().barReturns
    },
    get bars() {
      return detail().bars
    },
    get decisions() {
      return detail().decisions
    },
    get trades() {
      return detail().trades
    },
  }
}

/** Thresholds that are near each other often take the same positions: those of the variant before are not traded again. */
function tradedOf(chosen: Chosen, scratch: Scratch): Traded {
  const { part, isTopPct } = chosen
  const { last } = scratch
  const position = choosePositions(chosen, scratch.position)
  const isSame = last?.part === part && last.isTopPct === isTopPct && areEqual(position, last.position)
  if (isSame) return last.traded
  const traded = trade(chosen, position, scratch)
  scratch.last = { position, part, isTopPct, traded }
  scratch.position = last?.position ?? new Float64Array(position.length)
  return traded
}

function trade(chosen: Chosen, position: Float64Array, scratch: Scratch): Traded {
  const { book, account, folds, rows, execution, part } = chosen
  const rate = costRate(execution)
  if (scratch.net.length !== account.bars) scratch.net = new Float64Array(account.bars)
  const { net, tradeReturns } = scratch
  const terms = {
    rate,
    starts: foldStarts(folds, account),
    foldSizes: folds.map(({ testRows }) => testRows.length),
    labels: chosen.labels,
    net,
    tradeReturns,
  }
  const tally = account.tally?.(position, terms) ?? tallyOf(account.trade(position), position, terms)
  // Of a result that keeps it, it is no longer shared.
  if (tally.sessions.returns === net) scratch.net = new Float64Array(0)
  const { totals } = tally
  const computed = computeMetrics({
    trading: tally,
    net,
    summary: totals.run,
    outcomes: tally.outcomes,
    sessionSummary: tally.sessionSummary,
    days: account.days,
    periodsPerYear: book.periodsPerYear,
    tranches: book.tranches,
    topPctRealised: chosen.isTopPct ? selectedShare(wantedOf(tally), rows, part.inHours) : null,
  })
  const { costs, costCurve } = otherCosts(totals, rate, book.periodsPerYear)
  // Of options the costs are those of their quotes, and no basis points of what is traded.
  return { tally, ...computed, costs, costCurve: tally.options ? [] : costCurve }
}

/** The same once more, in memory of its own. */
function detailOf(chosen: Chosen): BacktestDetail & { run: Run } {
  const { account, rows, execution } = chosen
  const position = choosePositions(chosen, new Float64Array(rows.length))
  const run = copyOf(account.trade(position))
  const { ts, session, weight, gross, traded, charged, trades } = run
  const { gross: _, cost: __, ...left } = trades
  const rate = costRate(execution)
  const netReturn = netTrades(trades, rate)
  return {
    run,
    barReturns: netReturns(run, rate),
    bars: { ts, session, weight, gross, cost: (charged ?? traded).map((change) => change * rate) },
    decisions: { row: rows, position },
    trades: { ...left, netReturn },
  }
}

function wantedOf({ folds }: Tally): number {
  return folds.reduce((sum, { wanted }) => sum + wanted, 0)
}

function choosePositions({ folds, choices, execution, part }: Chosen, position: Float64Array): Float64Array {
  let offset = 0
  for (const [place, { testRaw, test, testRows }] of folds.entries()) {
    const into = position.subarray(offset, offset + testRows.length)
    decide({ raw: testRaw, calibrated: test }, choices[place].rule, execution, testRows, part.allowed, into)
    offset += testRows.length
  }
  return position
}

/** Net returns of the tranches: an open one has paid its entry only. */
function netTrades(trades: Trades, rate: number): Float64Array {
  const net = new Float64Array(trades.gross.length)
  for (let trade = 0; trade < net.length; trade++) net[trade] = netOf(trades, trade, rate)
  return net
}
