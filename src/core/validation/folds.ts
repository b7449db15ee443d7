import { firstAtOrAfter } from '../bars/window.ts'
import { invalidParam, SigmaError } from '../errors.ts'
import { valuesAt } from '../matrix/spreadRows.ts'

/** Row numbers of one fold, ascending. */
export interface Fold {
  train: Int32Array
  test: Int32Array
}

/** Rows seen as decisions: several rows (tickers) may share one decision time. */
export interface Decisions {
  /** Distinct decision times, ascending. */
  times: Float64Array
  /** Per row, the place of its decision time in `times`. */
  timeOfRow: Int32Array
  /** Whether rows stand in the order of time. */
  inOrder: boolean
}

/** Places in `Decisions.times`, `end` excluded. */
export interface Block {
  start: number
  end: number
}

/** The distinct decision times of rows in any order. A row without a time belongs to no fold: UNPROCESSABLE. */
export function decisionsOf(times: Float64Array): Decisions {
  const timeOfRow = new Int32Array(times.length)
  const distinct: number[] = []
  for (let row = 0; row < times.length; row++) {
    const time = times[row]
    if (!Number.isFinite(time)) throw withoutTime(row)
    if (row === 0 || time > times[row - 1]) distinct.push(time)
    else if (time < times[row - 1]) return sortedDecisions(times)
    timeOfRow[row] = distinct.length - 1
  }
  return { times: Float64Array.from(distinct), timeOfRow, inOrder: true }
}

function sortedDecisions(times: Float64Array): Decisions {
  const nameless = times.findIndex((time) => !Number.isFinite(time))
  if (nameless >= 0) throw withoutTime(nameless)
  const distinct = times
    .slice()
    .sort()
    .filter((time, place, sorted) => place === 0 || time !== sorted[place - 1])
  return { times: distinct, timeOfRow: placesOf(times, distinct), inOrder: false }
}

function withoutTime(row: number): SigmaError {
  return new SigmaError('UNPROCESSABLE', `Row ${row} has no decision time, so that it fits in no fold`, {
    next: 'Give each row a time, or leave the row out',
  })
}

/** The place of each time among the distinct ones: usually that of the row before, or the next. */
function placesOf(times: Float64Array, distinct: Float64Array): Int32Array {
  const places = new Int32Array(times.length)
  let place = 0
  for (let row = 0; row < times.length; row++) {
    if (distinct[place] !== times[row]) place++
    if (distinct[place] !== times[row]) place = firstAtOrAfter(distinct, times[row])
    places[row] = place
  }
  return places
}

/** Rows whose decision time lies in the block. @param numbers of the rows, where they are some of many */
export function rowsOf(decisions: Decisions, block: Block, numbers?: Int32Array): Int32Array {
  const { timeOfRow, inOrder } = decisions
  if (inOrder) {
    const { from, to } = rangeOf(decisions, block)
    return numbers?.slice(from, to) ?? rowRange(from, to)
  }
  const rows: number[] = []
  for (const [row, time] of timeOfRow.entries()) {
    if (time >= block.start && time < block.end) rows.push(numbers?.[row] ?? row)
  }
  return Int32Array.from(rows)
}

function rowRange(from: number, to: number): Int32Array {
  const rows = new Int32Array(to - from)
  for (let index = 0; index < rows.length; index++) rows[index] = from + index
  return rows
}

/** Of rows in the order of time. */
function rangeOf({ timeOfRow }: Decisions, { start, end }: Block): { from: number; to: number } {
  return { from: firstAtOrAfter(timeOfRow, start), to: firstAtOrAfter(timeOfRow, end) }
}

/**
 * Rows with a known label that ends before the limit of their decision time. A limit of -∞ leaves the time out, ∞ is none.
 * Without a function that is asked about each row: folds of millions of rows ask some twenty times about each.
 *
 * @param numbers of the rows, where they are some of many
 */
export function rowsEndingBefore(
  { timeOfRow }: Decisions,
  labelEnds: Float64Array,
  limits: Float64Array,
  numbers?: Int32Array,
): Int32Array {
  const rows = new Int32Array(timeOfRow.length)
  let kept = 0
  for (let row = 0; row < rows.length; row++) {
    const limit = limits[timeOfRow[row]]
    const end = labelEnds[row]
    if (end < limit || (limit === Number.POSITIVE_INFINITY && end === limit)) {
      rows[kept++] = numbers === undefined ? row : numbers[row]
    }
  }
  return rows.slice(0, kept)
}

/**
 * Training rows for test blocks with training on both sides of them. Left out are rows without a known
 * label, rows before a block whose label ends at or after its first decision time, and after a block those
 * decided at or before the end of its last label, and `embargo` decision times more.
 *
 * @param numbers of the rows, where they are some of many
 */
export function rowsClearOf(
  decisions: Decisions,
  labelEnds: Float64Array,
  blocks: readonly Block[],
  embargo: number,
  numbers?: Int32Array,
): Int32Array {
  const { times } = decisions
  const limits = new Float64Array(times.length).fill(Number.POSITIVE_INFINITY)
  for (const block of blocks) {
    const { start, end } = block
    for (let time = 0; time < start; time++) limits[time] = Math.min(limits[time], times[start])
    const resumes = firstAtOrAfter(times, lastLabelEnd(decisions, labelEnds, block), true)
    limits.fill(Number.NEGATIVE_INFINITY, start, Math.max(end, resumes) + embargo)
  }
  return rowsEndingBefore(decisions, labelEnds, limits, numbers)
}

/** When the block's last label is known; a block without any known label ends with its last decision. */
function lastLabelEnd(decisions: Decisions, labelEnds: Float64Array, block: Block): number {
  const ends = endsOf(decisions, labelEnds, block)
  let last = decisions.times[block.end - 1]
  for (let index = 0; index < ends.length; index++) if (ends[index] > last) last = ends[index]
  return last
}

function endsOf(decisions: Decisions, labelEnds: Float64Array, block: Block): Float64Array {
  if (!decisions.inOrder) return valuesAt(labelEnds, rowsOf(decisions, block))
  const { from, to } = rangeOf(decisions, block)
  return labelEnds.subarray(from, to)
}

/**
 * How many decision times a fraction of `count` is, rounded down. The fraction may be a count divided by
 * `count` before: rounding in that division doesn't cost a decision time.
 */
export function embargoTimes(fraction: number, count: number): number {
  if (!(fraction >= 0 && fraction < 1)) {
    throw invalidParam([
      { field: 'embargo', issue: `expected a fraction from 0 to below 1, got ${fraction}` },
    ])
  }
  return Math.floor(fraction * count + 1e-9)
}

/** INVALID_PARAM unless the option is a whole number of at least `least`. */
export function requireCount(field: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least) {
    throw invalidParam([{ field, issue: `expected a whole number of at least ${least}, got ${value}` }])
  }
}

/** Refuses a fold that nothing can be fitted on. `name` says which one it is. */
export function requireTraining(train: Int32Array, name: string, reasons: string, next: string): void {
  if (train.length > 0) return
  throw new SigmaError('UNPROCESSABLE', `${name} has no row to train on: ${reasons}`, { next })
}
