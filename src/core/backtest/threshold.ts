import { areEqual } from '../equalArrays.ts'
import type { Dataset } from '../matrix/matrix.ts'
import type { Account, Book, BookedBars } from './account.ts'
import { openBook } from './booking.ts'
import { sidesOf } from './classScores.ts'
import { checkVariant, costRate, type Execution, type Selection, type ThresholdMeasure } from './config.ts'
import type { FinalScores, FoldScores } from './scores.ts'
import { both, positionsOf, type Rule, rowsWithMomentum } from './signals.ts'
import { perYear, sharpeOf, totalReturnOf } from './summary.ts'
import { summariseNet } from './totals.ts'

/** What a threshold did on the inner out-of-fold scores of one fold; never on its test. */
export interface ThresholdResult {
  fold: number
  /** Whose decisions alone were traded; absent for those of all hours. */
  hour?: number
  thr: number
  /** Annualised, net of costs; null when the returns do not vary. */
  sharpe: number | null
  /** Compounded, net of costs. */
  cum_ret: number | null
  trades: number
  chosen: boolean
}

/** The rule for a fold's test rows, and why it is what it is when no threshold could be chosen. */
export interface ThresholdChoice {
  rule: Rule
  reason: string | null
  results: ThresholdResult[]
}

/** Results of thresholds on one fold's training part. Each threshold is tried once, however often it is asked for. */
export interface InnerTrials {
  /** Training rows that could trade. */
  rows: number
  of(threshold: number): Omit<ThresholdResult, 'chosen'>
}

/** The same with all rows, and by the hour of the decision: of all training rows in rising order. */
export interface FoldTrials extends InnerTrials {
  /** As if no other hour were traded: on the same bars, at costs of its own. Empty for daily rows. */
  byHour(): (InnerTrials & { hour: number })[]
}

/**
 * Trades the inner out-of-fold scores of a fold, at prices that were known before its test block; with training rows
 * after it, at theirs as well.
 *
 * @param allowed per matrix row, 1 where a position may be taken; null for all
 */
export function innerTrials(
  book: Book,
  scores: Pick<FoldScores, 'fold' | 'inner' | 'innerRows' | 'testRows' | 'nonCausal'>,
  execution: Execution,
  allowed: Uint8Array | null,
  hourEt: Int8Array | null = null,
): FoldTrials {
  const { fold, inner, innerRows, testRows, nonCausal } = scores
  const account = book.open(innerRows, testRows.length > 0 && !nonCausal ? testRows[0] : null)
  const trialsOf = (may: Uint8Array | null, rows: number, hour?: number): InnerTrials => {
    const tried = new Map<number, Omit<ThresholdResult, 'chosen'>>()
    let last: { position: Float64Array; figures: ReturnType<typeof figuresOf> } | undefined
    const figuresOf = (position: Float64Array) => {
      const { bars, filled } = filledBars(account, position)
      const summary = summariseNet(bars, costRate(execution))
      return {
        sharpe: perYear(sharpeOf(summary), book.periodsPerYear),
        cum_ret: totalReturnOf(summary),
        trades: filled,
      }
    }
    const trial = (thr: number) => {
      const position = positionsOf(inner, { kind: 'threshold', level: thr }, execution, innerRows, may)
      // A threshold near the one before often takes the same positions.
      const figures = last && areEqual(position, last.position) ? last.figures : figuresOf(position)
      last = { position, figures }
      return { fold, ...(hour !== undefined && { hour }), thr, ...figures }
    }
    return {
      rows,
      of(threshold) {
        const result = tried.get(threshold) ?? trial(threshold)
        tried.set(threshold, result)
        return result
      },
    }
  }
  let hourly: (InnerTrials & { hour: number })[] | undefined
  return {
    ...trialsOf(allowed, innerRows.length),
    byHour() {
      hourly ??= hoursOf(hourEt, innerRows).map(({ hour, rows, only }) => ({
        hour,
        ...trialsOf(both(allowed, only), rows, hour),
      }))
      return hourly
    },
  }
}

/** What positions earn, and how many of them are filled. */
function filledBars(account: Account, position: Float64Array): { bars: BookedBars; filled: number } {
  const bars = account.barsOf?.(position)
  const filled = account.filled?.(position)
  if (bars !== undefined && filled !== undefined) return { bars, filled }
  const booked = account.trade(position)
  return { bars: booked, filled: booked.trades.decision.length }
}

/** The hours of some rows, rising; how many rows each has, and a mask of its rows of the matrix. */
function hoursOf(
  hourEt: Int8Array | null,
  rows: Int32Array,
): { hour: number; rows: number; only: Uint8Array }[] {
  if (hourEt === null) return []
  const counts = new Map<number, number>()
  for (const row of rows) counts.set(hourEt[row], (counts.get(hourEt[row]) ?? 0) + 1)
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([hour, count]) => ({
      hour,
      rows: count,
      only: Uint8Array.from(hourEt, (one) => (one === hour ? 1 : 0)),
    }))
}

/**
 * The threshold of the highest net Sharpe ratio (or other measure) among those with enough trades to mean something:
 * at least 10, and 1 % of the rows. The lower one wins a tie. A single threshold is used as it is; without an eligible
 * one the fold stays flat.
 */
export function chooseThreshold(
  trials: InnerTrials,
  thresholds: readonly number[],
  measure: ThresholdMeasure = 'sharpe',
): ThresholdChoice {
  const candidates = [...new Set(thresholds)].sort((a, b) => a - b).map((threshold) => trials.of(threshold))
  const least = Math.max(10, 0.01 * trials.rows)
  const eligible = candidates.filter((one) => one.trades >= least && one[measure] !== null)
  const best =
    candidates.length === 1
      ? candidates[0]
      : eligible.reduce<(typeof eligible)[number] | undefined>(
          (winner, candidate) =>
            (candidate[measure] ?? 0) > (winner?.[measure] ?? Number.NEGATIVE_INFINITY) ? candidate : winner,
          undefined,
        )
  const results = candidates.map((candidate) => ({ ...candidate, chosen: candidate === best }))
  if (best) return { rule: { kind: 'threshold', level: best.thr }, reason: null, results }
  const most = Math.max(...candidates.map(({ trades }) => trades))
  const reason =
    most >= least
      ? 'no threshold with enough trades has returns that vary in the training part'
      : `no threshold has ${Math.ceil(least)} trades in the training part; the most is ${most}`
  return { rule: { kind: 'flat' }, reason, results }
}

/**
 * A threshold for each hour of the training rows, chosen as the one for all of them is, on the trades of that hour
 * alone; an hour without an eligible one stays flat. Rows without an hour (daily ones) have one threshold.
 */
export function chooseByHour(
  trials: FoldTrials,
  thresholds: readonly number[],
  measure: ThresholdMeasure,
  hourEt: Int8Array | null,
): ThresholdChoice {
  if (hourEt === null) return chooseThreshold(trials, thresholds, measure)
  const choices = trials.byHour().map((ofHour) => ({
    hour: ofHour.hour,
    ...chooseThreshold(ofHour, thresholds, measure),
  }))
  const levels = choices.map(({ hour, rule, reason }) => ({
    hour,
    level: rule.kind === 'threshold' ? rule.level : null,
    reason,
  }))
  const isFlat = levels.every(({ level }) => level === null)
  return {
    rule: { kind: 'by_hour', levels, hourEt },
    reason: isFlat ? 'no hour has a threshold with enough trades in the training part' : null,
    results: choices.flatMap(({ results }) => results),
  }
}

/**
 * The threshold for a model trained on everything, or that of each hour: chosen as in a backtest, on its inner out-of-fold
 * scores.
 *
 * @param scores out-of-fold scores of the training rows
 */
export function suggestThreshold(
  dataset: Dataset,
  { classes, rows, probability }: FinalScores,
  selection: Extract<Selection, { kind: 'thresholds' }>,
  execution: Execution,
): ThresholdChoice {
  checkVariant({ selection }, execution)
  const { hourEt } = dataset.matrix
  const book = openBook(dataset, execution)
  const allowed = rowsWithMomentum(dataset.matrix, execution)
  const scores = {
    fold: 0,
    inner: sidesOf(probability, classes, rows),
    innerRows: rows,
    testRows: new Int32Array(0),
  }
  const trials = innerTrials(book, scores, execution, allowed, hourEt)
  const { thresholds, perHour } = selection
  return perHour === undefined
    ? chooseThreshold(trials, thresholds)
    : chooseByHour(trials, thresholds, perHour, hourEt)
}
