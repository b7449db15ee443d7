import { SigmaError } from '../errors.ts'
import type { Dataset } from '../matrix/matrix.ts'
import { type SessionReturns, sessionReturns } from '../statistics/sessions.ts'
import { type Account, type Book, type Booked, openBook } from './booking.ts'
import { checkVariant, costRate, type Execution, type Variant } from './config.ts'
import {
  type CostResult,
  computeMetrics,
  costResults,
  type Metrics,
  netReturns,
  type UndefinedMetrics,
} from './metrics.ts'
import type { FoldScores } from './scores.ts'
import { both, cutoffOf, positionsOf, type Rule, rowsInHours, rowsWithMomentum } from './signals.ts'
import { maxDrawdownOf, perYear, sharpeOf, summarise, totalReturnOf } from './summary.ts'
import { chooseThreshold, type InnerTrials, innerTrials, type ThresholdResult } from './threshold.ts'

/** What happened in one fold: on its own bars, with the rule that its training part chose. */
export interface FoldResult {
  fold: number
  trainRows: number
  testRows: number
  /** Decision times of the first and last test row, milliseconds UTC. */
  from: number
  to: number
  bars: number
  /** Threshold that the fold traded; null when it was flat or selected by top_pct. */
  threshold: number | null
  /** Raw score that a row had to reach; null unless selected by top_pct. */
  cutoff: number | null
  /** Why the fold stayed flat; null when it did not have to. */
  flatReason: string | null
  /** Filled tranches decided in the fold. */
  trades: number
  /** Share of the test rows with a position. */
  selectedShare: number
  /** Annualised, net; null when the returns do not vary. */
  sharpe: number | null
  cumReturn: number | null
  /** Magnitude. */
  maxDrawdown: number | null
}

/** One variant's out-of-sample result. Arrays are aligned with each other as they are grouped here. */
export interface BacktestResult {
  metrics: Metrics
  undefined: UndefinedMetrics
  /** Net results at 1, 2 and 3 times the costs. */
  costs: CostResult[]
  folds: FoldResult[]
  /** Inner out-of-fold results of every threshold in every fold; empty for top_pct. */
  thresholdResults: ThresholdResult[]
  returnBasis: Dataset['returnBasis']
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
  /** Days since 1970-01-01, with the compounded net return of each. */
  sessions: Int32Array
  sessionReturns: Float64Array
  /** Costs of a change of weight by 1, as a fraction. */
  costRate: number
  /** Matrix row and position (sign × size) of every out-of-sample decision. */
  decisions: { row: Int32Array; position: Float64Array }
  /** Filled tranches in order of entry. The first `closed` have left; the others are marked at the last close. */
  trades: {
    /** Index into `decisions`. */
    decision: Int32Array
    /** Sign × (exit / entry - 1) less both sides' costs. */
    netReturn: Float64Array
    closed: number
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
  const book = openBook(dataset, execution.entry)
  const account = book.open(rows, null)
  const momentum = rowsWithMomentum(dataset.matrix, execution)
  const sharedByHours = new Map<string, HoursPart>()
  return (variant) => {
    checkVariant(variant, execution)
    const key = variant.hours ? [...variant.hours].sort((a, b) => a - b).join() : 'all'
    const part = sharedByHours.get(key) ?? hoursPart(dataset, book, ordered, execution, variant, momentum)
    sharedByHours.set(key, part)
    return evaluate({ dataset, book, account, folds: ordered, rows, execution, part }, variant)
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

/** What variants of the same hours share. */
interface HoursPart {
  inHours: Uint8Array | null
  /** Rows that may take a position: in hours and past the momentum gate. */
  allowed: Uint8Array | null
  /** By fold. */
  trials: InnerTrials[]
  /** By fold: the larger side of the raw inner scores in hours, rising. */
  rankedInner(fold: number): Float64Array
}

function hoursPart(
  { matrix }: Dataset,
  book: Book,
  folds: readonly FoldScores[],
  execution: Execution,
  { hours }: Variant,
  momentum: Uint8Array | null,
): HoursPart {
  const inHours = rowsInHours(matrix, hours)
  const allowed = both(inHours, momentum)
  const ranked: (Float64Array | undefined)[] = folds.map(() => undefined)
  return {
    inHours,
    allowed,
    trials: folds.map((scores) => innerTrials(book, scores, execution, allowed)),
    rankedInner(fold) {
      const known = ranked[fold] ?? rankInner(folds[fold], inHours)
      ranked[fold] = known
      return known
    },
  }
}

function rankInner({ innerRaw, innerRows }: FoldScores, inHours: Uint8Array | null): Float64Array {
  const larger = innerRaw.up.map((up, index) => Math.max(up, innerRaw.down[index]))
  return larger.filter((_, index) => inHours === null || inHours[innerRows[index]] === 1).sort()
}

interface Setting {
  dataset: Dataset
  book: Book
  account: Account
  folds: readonly FoldScores[]
  /** Test rows of all folds. */
  rows: Int32Array
  execution: Execution
  part: HoursPart
}

function evaluate(setting: Setting, variant: Variant): BacktestResult {
  const { dataset, book, account, folds, rows, execution, part } = setting
  const chosen = folds.map((_, fold) => chooseRule(part, fold, variant))
  const position = new Float64Array(rows.length)
  let offset = 0
  for (const [fold, { testRaw, test, testRows }] of folds.entries()) {
    const { rule } = chosen[fold]
    const scores = rule.kind === 'cutoff' ? testRaw : test
    position.set(positionsOf(scores, rule, execution, testRows, part.allowed), offset)
    offset += testRows.length
  }
  const booked = account.trade(position)
  const rate = costRate(execution)
  const net = netReturns(booked, rate)
  const summary = summarise(net)
  const sessions = perSession(booked, net, rate)
  const trades = tradesOf(booked, rate)
  const { metrics, undefined: reasons } = computeMetrics({
    simulation: booked,
    net,
    summary,
    tradeReturns: trades.netReturn.subarray(0, trades.closed),
    sessionSummary: sessions.returns === net ? summary : summarise(sessions.returns),
    days: account.days,
    periodsPerYear: book.periodsPerYear,
    tranches: book.tranches,
    labelMinusEarned: labelMinusEarned(dataset, booked, rows, position),
    topPctRealised: variant.selection.kind === 'top_pct' ? selectedShare(position, rows, part.inHours) : null,
  })
  return {
    metrics,
    undefined: reasons,
    costs: costResults(booked, rate, book.periodsPerYear, summary),
    folds: foldResults(setting, chosen, booked, position, net),
    thresholdResults: chosen.flatMap(({ results }) => results),
    returnBasis: dataset.returnBasis,
    barReturns: net,
    bars: {
      ts: booked.ts,
      session: booked.session,
      weight: booked.weight,
      gross: booked.gross,
      cost: booked.traded.map((traded) => traded * rate),
    },
    sessions: sessions.sessions,
    sessionReturns: sessions.returns,
    costRate: rate,
    decisions: { row: rows, position },
    trades,
  }
}

interface Chosen {
  rule: Rule
  reason: string | null
  results: ThresholdResult[]
}

/** The rule of a fold, from its training part alone. */
function chooseRule(part: HoursPart, fold: number, { selection }: Variant): Chosen {
  if (selection.kind === 'thresholds') return chooseThreshold(part.trials[fold], selection.thresholds)
  const ranked = part.rankedInner(fold)
  if (ranked.length === 0) {
    return { rule: { kind: 'flat' }, reason: 'no training row lies in the chosen hours', results: [] }
  }
  return { rule: { kind: 'cutoff', level: cutoffOf(ranked, selection.topPct) }, reason: null, results: [] }
}

function perSession({ everyBar, gross, session }: Booked, net: Float64Array, rate: number): SessionReturns {
  const returns = everyBar.gross === gross ? net : netReturns(everyBar, rate)
  const sessions = everyBar.gross === gross ? session : everyBar.session
  return isRising(sessions) ? { sessions, returns } : sessionReturns(sessions, returns)
}

/** With one bar a session, bar returns are session returns. */
function isRising(session: Int32Array): boolean {
  for (let bar = 1; bar < session.length; bar++) if (session[bar] <= session[bar - 1]) return false
  return true
}

function tradesOf({ trades: { decision, gross, closed } }: Booked, rate: number): BacktestResult['trades'] {
  const netReturn = new Float64Array(gross.length)
  for (let trade = 0; trade < gross.length; trade++) {
    netReturn[trade] = gross[trade] - (trade < closed ? 2 : 1) * rate
  }
  return { decision, netReturn, closed }
}

function joinRows(parts: readonly Int32Array[]): Int32Array {
  const joined = new Int32Array(parts.reduce((length, part) => length + part.length, 0))
  let offset = 0
  for (const part of parts) {
    joined.set(part, offset)
    offset += part.length
  }
  return joined
}

/** How much more the labels of the closed trades promised than the trades earned before costs. */
function labelMinusEarned(
  { matrix: { retFwd } }: Dataset,
  { trades: { decision, gross, closed } }: Booked,
  rows: Int32Array,
  position: Float64Array,
): number | null {
  let sum = 0
  let count = 0
  for (let trade = 0; trade < closed; trade++) {
    const label = retFwd[rows[decision[trade]]]
    if (Number.isNaN(label)) continue
    sum += (position[decision[trade]] > 0 ? label : -label) - gross[trade]
    count++
  }
  return count > 0 ? sum / count : null
}

function selectedShare(position: Float64Array, rows: Int32Array, inHours: Uint8Array | null): number {
  let selected = 0
  let possible = 0
  for (let index = 0; index < position.length; index++) {
    if (inHours !== null && inHours[rows[index]] === 0) continue
    possible++
    if (position[index] !== 0) selected++
  }
  return possible > 0 ? selected / possible : 0
}

function foldResults(
  { dataset: { matrix }, book, account, folds, part }: Setting,
  chosen: readonly Chosen[],
  booked: Booked,
  position: Float64Array,
  net: Float64Array,
): FoldResult[] {
  const { decision } = booked.trades
  let start = 0
  let trade = 0
  return folds.map(({ fold, trainRows, testRows }, place) => {
    const from = start
    start += testRows.length
    const firstTrade = trade
    while (trade < decision.length && decision[trade] < start) trade++
    const end = place + 1 < folds.length ? account.firstBarOf(start) : net.length
    const returns = net.subarray(account.firstBarOf(from), end)
    const { rule, reason } = chosen[place]
    const summary = summarise(returns)
    return {
      fold,
      trainRows: trainRows.length,
      testRows: testRows.length,
      from: matrix.ts[testRows[0]],
      to: matrix.ts[testRows[testRows.length - 1]],
      bars: returns.length,
      threshold: rule.kind === 'threshold' ? rule.level : null,
      cutoff: rule.kind === 'cutoff' ? rule.level : null,
      flatReason: reason,
      trades: trade - firstTrade,
      selectedShare: selectedShare(position.subarray(from, start), testRows, part.inHours),
      sharpe: perYear(sharpeOf(summary), book.periodsPerYear),
      cumReturn: totalReturnOf(summary),
      maxDrawdown: maxDrawdownOf(summary),
    }
  })
}
