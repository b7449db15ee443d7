import type { Matrix } from '../matrix/matrix.ts'
import type { Account, Book, FoldCounts } from './account.ts'
import type { FoldScores } from './scores.ts'
import type { HourLevel } from './signals.ts'
import { maxDrawdownOf, perYear, type Summary, sharpeOf, sortinoOf, totalReturnOf } from './summary.ts'
import type { ThresholdChoice } from './threshold.ts'

/** What happened in one fold: on its own bars, with the rule that its training part chose. */
export interface FoldResult {
  fold: number
  trainRows: number
  testRows: number
  /** Decision times of the first and last test row, milliseconds UTC. */
  from: number
  to: number
  bars: number
  /** Threshold that the fold traded; null when it was flat, had one for each hour or selected by top_pct. */
  threshold: number | null
  /** Threshold of each hour of the fold; absent when there is one for all. */
  byHour?: HourLevel[]
  /** Raw score that a row had to reach; null unless selected by top_pct. */
  cutoff: number | null
  /** Why the fold stayed flat; null when it did not have to. */
  flatReason: string | null
  /** Filled tranches decided in the fold. */
  trades: number
  /** Share of the test rows (in hours) with a position. */
  selectedShare: number
  /** Annualised, net; null when the returns do not vary. */
  sharpe: number | null
  /** Annualised, net; null when no bar lost. */
  sortino: number | null
  cumReturn: number | null
  /** Magnitude. */
  maxDrawdown: number | null
}

/** A variant as it was traded over all folds. */
export interface TradedFolds {
  matrix: Matrix
  folds: readonly FoldScores[]
  choices: readonly ThresholdChoice[]
  book: Book
  counts: readonly FoldCounts[]
  /** Of the bars of each fold. */
  summaries: readonly Summary[]
  inHours: Uint8Array | null
}

/** First bar of each fold: the one after its first decision. A tranche that is open there counts on in it. */
export function foldStarts(folds: readonly FoldScores[], account: Account): number[] {
  let decision = 0
  return folds.map(({ testRows }) => {
    const start = account.firstBarOf(decision)
    decision += testRows.length
    return start
  })
}

/** Results by fold. */
export function foldResults({ matrix, folds, choices, book, ...traded }: TradedFolds): FoldResult[] {
  const { counts, summaries, inHours } = traded
  return folds.map(({ fold, trainRows, testRows }, place) => {
    const summary = summaries[place]
    const { rule, reason } = choices[place]
    return {
      fold,
      trainRows: trainRows.length,
      testRows: testRows.length,
      from: matrix.ts[testRows[0]],
      to: matrix.ts[testRows[testRows.length - 1]],
      bars: summary.count,
      threshold: rule.kind === 'threshold' ? rule.level : null,
      ...(rule.kind === 'by_hour' && { byHour: hourLevels(rule.levels, rule.hourEt, testRows) }),
      cutoff: rule.kind === 'cutoff' ? rule.level : null,
      flatReason: reason,
      trades: counts[place].filled,
      selectedShare: selectedShare(counts[place].wanted, testRows, inHours),
      sharpe: perYear(sharpeOf(summary), book.periodsPerYear),
      sortino: perYear(sortinoOf(summary), book.periodsPerYear),
      cumReturn: totalReturnOf(summary),
      maxDrawdown: maxDrawdownOf(summary),
    }
  })
}

/** Those chosen, and the hours of test rows that no training row had: these stay flat. */
function hourLevels(chosen: readonly HourLevel[], hourEt: Int8Array, testRows: Int32Array): HourLevel[] {
  const known = new Set(chosen.map(({ hour }) => hour))
  const unknown = [...new Set(Array.from(testRows, (row) => hourEt[row]))].filter((hour) => !known.has(hour))
  const flat = unknown.map((hour) => ({ hour, level: null, reason: 'the training part has no row of it' }))
  return [...chosen, ...flat].sort((a, b) => a.hour - b.hour)
}

/** Share of the rows in hours that have a position; 0 without any row. */
export function selectedShare(selected: number, rows: Int32Array, inHours: Uint8Array | null): number {
  let possible = rows.length
  if (inHours !== null) {
    for (const row of rows) possible -= 1 - inHours[row]
  }
  return possible > 0 ? selected / possible : 0
}
