import type { Dataset } from '../matrix/matrix.ts'
import type { Book } from './account.ts'
import { openBook } from './booking.ts'
import { sidesOf } from './classScores.ts'
import { checkVariant, costRate, type Execution } from './config.ts'
import { netReturns } from './metrics.ts'
import type { FinalScores, FoldScores } from './scores.ts'
import { both, positionsOf, type Rule, rowsInHours, rowsWithMomentum } from './signals.ts'
import { perYear, sharpeOf, summarise, totalReturnOf } from './summary.ts'

/** What a threshold did on the inner out-of-fold scores of one fold; never on its test. */
export interface ThresholdResult {
  fold: number
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
): InnerTrials {
  const { fold, inner, innerRows, testRows, nonCausal } = scores
  const account = book.open(innerRows, testRows.length > 0 && !nonCausal ? testRows[0] : null)
  const tried = new Map<number, Omit<ThresholdResult, 'chosen'>>()
  const trial = (thr: number) => {
    const position = positionsOf(inner, { kind: 'threshold', level: thr }, execution, innerRows, allowed)
    const booked = account.trade(position)
    const summary = summarise(netReturns(booked, costRate(execution)))
    return {
      fold,
      thr,
      sharpe: perYear(sharpeOf(summary), book.periodsPerYear),
      cum_ret: totalReturnOf(summary),
      trades: booked.trades.decision.length,
    }
  }
  return {
    rows: innerRows.length,
    of(threshold) {
      const result = tried.get(threshold) ?? trial(threshold)
      tried.set(threshold, result)
      return result
    },
  }
}

/**
 * The threshold of the highest net Sharpe ratio among those with enough trades to mean something: at least 10,
 * and 1 % of the rows. The lower one wins a tie. A single threshold is used as it is; without an eligible one
 * the fold stays flat.
 */
export function chooseThreshold(trials: InnerTrials, thresholds: readonly number[]): ThresholdChoice {
  const candidates = [...new Set(thresholds)].sort((a, b) => a - b).map((threshold) => trials.of(threshold))
  const least = Math.max(10, 0.01 * trials.rows)
  const eligible = candidates.filter(({ trades, sharpe }) => trades >= least && sharpe !== null)
  const best =
    candidates.length === 1
      ? candidates[0]
      : eligible.reduce<(typeof eligible)[number] | undefined>(
          (winner, candidate) =>
            (candidate.sharpe ?? 0) > (winner?.sharpe ?? Number.NEGATIVE_INFINITY) ? candidate : winner,
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
 * The threshold for a model trained on everything: chosen as in a backtest, on its inner out-of-fold scores.
 *
 * @param scores out-of-fold scores of the training rows
 */
export function suggestThreshold(
  dataset: Dataset,
  { classes, rows, probability }: FinalScores,
  thresholds: number[],
  execution: Execution,
  hours: number[] | null = null,
): ThresholdChoice {
  checkVariant({ selection: { kind: 'thresholds', thresholds }, hours }, execution)
  const allowed = both(rowsInHours(dataset.matrix, hours), rowsWithMomentum(dataset.matrix, execution))
  const scores = {
    fold: 0,
    inner: sidesOf(probability, classes, rows),
    innerRows: rows,
    testRows: new Int32Array(0),
  }
  return chooseThreshold(innerTrials(openBook(dataset, execution), scores, execution, allowed), thresholds)
}
