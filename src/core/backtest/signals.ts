import { invalidParam } from '../errors.ts'
import type { Matrix } from '../matrix/matrix.ts'
import { didYouMean } from '../nearest.ts'
import { blockKernel } from './blockKernel.ts'
import { blockBars } from './blockLayout.ts'
import type { Execution } from './config.ts'

/** Probability that the price rises and that it falls, one per row. They add up to 1 unless there is a FLAT class. */
export interface Scores {
  up: Float64Array
  down: Float64Array
}

/** The threshold of the decisions of one hour of New York; null: they stay flat. */
export interface HourLevel {
  hour: number
  level: number | null
  /** Why they stay flat. */
  reason: string | null
}

/**
 * Which rows trade. `threshold`: the likelier side reaches it. `cutoff`: the same of raw scores, with a level taken
 * from earlier scores. `by_hour`: a threshold for each hour, none for an hour that is not listed; `hourEt` holds the
 * hours of the matrix. `flat`: none.
 */
export type Rule =
  | { kind: 'threshold'; level: number }
  | { kind: 'cutoff'; level: number }
  | { kind: 'by_hour'; levels: readonly HourLevel[]; hourEt: Int8Array }
  | { kind: 'flat' }

/** Scores of rows as the model gives them, and as its calibration makes probabilities of them. */
export interface RowScores {
  raw: Scores
  calibrated: Scores
}

/**
 * What is decided of each row, in a backtest and by an alert alike: sign × size by the rule, which looks at raw scores
 * where it is a cut-off.
 *
 * @param rows matrix row of each score
 * @param allowed as of `positionsOf`
 * @param position where to write them; every entry is written
 */
export function decide(
  { raw, calibrated }: RowScores,
  rule: Rule,
  execution: Execution,
  rows: Int32Array,
  allowed: Uint8Array | null,
  position: Float64Array = new Float64Array(rows.length),
): Float64Array {
  const scores = rule.kind === 'cutoff' ? raw : calibrated
  return positionsOf(scores, rule, execution, rows, allowed, position)
}

/**
 * Sign × size of each row: long where `up` reaches the level and exceeds `down`, short in the mirrored case.
 *
 * @param rows matrix row of each score
 * @param allowed per matrix row, 1 where a position may be taken; null for all
 * @param position where to write them; every entry is written
 */
export function positionsOf(
  scores: Scores,
  rule: Rule,
  execution: Execution,
  rows: Int32Array,
  allowed: Uint8Array | null,
  position: Float64Array = new Float64Array(rows.length),
): Float64Array {
  if (rule.kind === 'flat') return position.fill(0)
  const { longOnly, sizeByConfidence, confidenceCap } = execution
  if (rule.kind === 'by_hour') signsByHour(scores, rule, longOnly, rows, position)
  else signsOf(scores, rule.level, longOnly, position)
  if (allowed !== null) {
    for (let index = 0; index < rows.length; index++) if (allowed[rows[index]] === 0) position[index] = 0
  }
  if (sizeByConfidence) {
    const { up, down } = scores
    for (let index = 0; index < rows.length; index++) {
      position[index] *= confidence(Math.max(up[index], down[index]), confidenceCap)
    }
  }
  return position
}

/** In blocks through a kernel: a sweep takes millions of positions, and branches on scores are mispredicted. */
function signsOf({ up, down }: Scores, level: number, longOnly: boolean, position: Float64Array): void {
  const { rises, falls, size, takePositions } = blockKernel()
  for (let from = 0; from < position.length; from += blockBars) {
    const to = Math.min(position.length, from + blockBars)
    rises.set(up.subarray(from, to))
    falls.set(down.subarray(from, to))
    takePositions(to - from, level, longOnly)
    position.set(size.subarray(0, to - from), from)
  }
}

function signsByHour(
  { up, down }: Scores,
  { levels, hourEt }: { levels: readonly HourLevel[]; hourEt: Int8Array },
  longOnly: boolean,
  rows: Int32Array,
  position: Float64Array,
): void {
  const byHour = levelOfHour(levels)
  for (let index = 0; index < rows.length; index++) {
    const level = byHour[hourEt[rows[index]]]
    const isLong = up[index] > down[index] && up[index] >= level
    const isShort = down[index] > up[index] && down[index] >= level && !longOnly
    position[index] = Number(isLong) - Number(isShort)
  }
}

/** By hour of the day; no score reaches that of an hour without one. */
function levelOfHour(levels: readonly HourLevel[]): Float64Array {
  const byHour = new Float64Array(24).fill(Number.POSITIVE_INFINITY)
  for (const { hour, level } of levels) if (level !== null) byHour[hour] = level
  return byHour
}

/** Sizes are whole multiples of 1 / this, so that sums of them are exact and what is left of them leaves nothing. */
const SIZE_UNITS = 2 ** 40

/** 0 for a coin toss, 1 for certainty, at most `cap`. */
function confidence(probability: number, cap: number): number {
  return Math.round(Math.min(Math.max(0, 2 * probability - 1), cap) * SIZE_UNITS) / SIZE_UNITS
}

/** Rows of the given hours of New York time, 1 or 0 per matrix row; null where every row counts. */
export function rowsInHours(matrix: Matrix, hours: readonly number[] | null | undefined): Uint8Array | null {
  if (!hours || matrix.hourEt === null) return null
  return Uint8Array.from(matrix.hourEt, (hour) => (hours.includes(hour) ? 1 : 0))
}

/**
 * Rows in which the momentum gate is open, 1 or 0 per matrix row; null where there is no gate. Missing momentum is 0.
 *
 * @throws INVALID_PARAM when the gate names a feature that the matrix does not have
 */
export function rowsWithMomentum(matrix: Matrix, execution: Execution): Uint8Array | null {
  if (!execution.momentumGate) return null
  const { momentumColumn, momentumMin } = execution
  const column = matrix.features.find(({ name }) => name === momentumColumn)
  if (!column) {
    const names = matrix.features.map(({ name }) => name)
    throw invalidParam(
      [
        {
          field: 'momentum_column',
          issue: `the matrix has no feature ${momentumColumn}${didYouMean(momentumColumn, names)}`,
        },
      ],
      { next: 'add the indicator to the model, or turn momentum_gate off' },
    )
  }
  return Uint8Array.from(column.values, (value) => ((Number.isNaN(value) ? 0 : value) >= momentumMin ? 1 : 0))
}

/** Rows allowed by both; null stands for all rows. */
export function both(left: Uint8Array | null, right: Uint8Array | null): Uint8Array | null {
  if (left === null || right === null) return left ?? right
  return left.map((value, row) => value & right[row])
}

/**
 * Smallest of the `floor(topPct × m)` (at least one) largest of m scores: the level that a later score has to reach.
 *
 * @param ascending scores in rising order
 */
export function cutoffOf(ascending: Float64Array, topPct: number): number {
  const count = Math.max(1, Math.floor(topPct * ascending.length))
  return ascending[ascending.length - count]
}
