import { firstAtOrAfter } from '../bars/window.ts'
import { invalidParam, SigmaError } from '../errors.ts'

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
  /** Where the rows of each time begin, and the end; null where rows don't stand in the order of time. */
  firstRow: Int32Array | null
}

/** When the labels of decisions are known. */
export interface Labels {
  /** Per row; NaN is not known. */
  ends: Float64Array
  /** Per decision time: the last of those that are known, and whether all are. */
  latest: Float64Array
  complete: Uint8Array
}

/** Places in `Decisions.times`, `end` excluded. */
export interface Block {
  start: number
  end: number
}

/** The distinct decision times of rows in any order. A row without a time belongs to no fold: UNPROCESSABLE. */
export function decisionsOf(times: Float64Array): Decisions {
  const timeOfRow = new Int32Array(times.length)
  const firstRow: number[] = []
  for (let row = 0; row < times.length; row++) {
    const time = times[row]
    if (!Number.isFinite(time)) throw withoutTime(row)
    if (row === 0 || time > times[row - 1]) firstRow.push(row)
    else if (time < times[row - 1]) return sortedDecisions(times)
    timeOfRow[row] = firstRow.length - 1
  }
  const distinct = Float64Array.from(firstRow, (row) => times[row])
  return { times: distinct, timeOfRow, firstRow: Int32Array.from([...firstRow, times.length]) }
}

function sortedDecisions(times: Float64Array): Decisions {
  const nameless = times.findIndex((time) => !Number.isFinite(time))
  if (nameless >= 0) throw withoutTime(nameless)
  const distinct = times
    .slice()
    .sort()
    .filter((time, place, sorted) => place === 0 || time !== sorted[place - 1])
  return { times: distinct, timeOfRow: placesOf(times, distinct), firstRow: null }
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

/** What is known of labels that end as told, NaN being not known. */
export function labelsOf({ times, timeOfRow }: Decisions, ends: Float64Array): Labels {
  const latest = new Float64Array(times.length).fill(Number.NEGATIVE_INFINITY)
  const complete = new Uint8Array(times.length).fill(1)
  for (let row = 0; row < timeOfRow.length; row++) {
    const time = timeOfRow[row]
    if (ends[row] > latest[time]) latest[time] = ends[row]
    else if (Number.isNaN(ends[row])) complete[time] = 0
  }
  return { ends, latest, complete }
}

/** Rows whose decision time lies in the block. @param numbers of the rows, where they are some of many */
export function rowsOf(
  { timeOfRow, firstRow }: Decisions,
  { start, end }: Block,
  numbers?: Int32Array,
): Int32Array {
  if (firstRow !== null) {
    const [from, to] = [firstRow[start], firstRow[end]]
    return numbers?.slice(from, to) ?? rowRange(from, to)
  }
  const rows: number[] = []
  for (const [row, time] of timeOfRow.entries()) {
    if (time >= start && time < end) rows.push(numbers?.[row] ?? row)
  }
  return Int32Array.from(rows)
}

function rowRange(from: number, to: number): Int32Array {
  const rows = new Int32Array(to - from)
  for (let index = 0; index < rows.length; index++) rows[index] = from + index
  return rows
}

/**
 * Rows with a known label that ends before the limit of their decision time. A limit of -∞ leaves the time out, ∞ is none.
 * Folds of millions of rows ask some twenty times about each: of rows in the order of time, about whole times at once.
 *
 * @param numbers of the rows, where they are some of many
 */
export function rowsEndingBefore(
  { timeOfRow, firstRow }: Decisions,
  { ends, latest, complete }: Labels,
  limits: Float64Array,
  numbers?: Int32Array,
): Int32Array {
  const rows = new Int32Array(timeOfRow.length)
  let kept = 0
  if (firstRow === null) {
    for (let row = 0; row < rows.length; row++) {
      if (endsBefore(ends[row], limits[timeOfRow[row]])) rows[kept++] = numbers?.[row] ?? row
    }
    return rows.slice(0, kept)
  }
  for (let time = 0; time < limits.length; time++) {
    const limit = limits[time]
    if (limit === Number.NEGATIVE_INFINITY) continue
    const all = complete[time] === 1 && latest[time] < limit
    for (let row = firstRow[time]; row < firstRow[time + 1]; row++) {
      if (all || endsBefore(ends[row], limit)) rows[kept++] = numbers === undefined ? row : numbers[row]
    }
  }
  return rows.slice(0, kept)
}

function endsBefore(end: number, limit: number): boolean {
  return end < limit || (limit === Number.POSITIVE_INFINITY && end === limit)
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
  labels: Labels,
  blocks: readonly Block[],
  embargo: number,
  numbers?: Int32Array,
): Int32Array {
  const { times } = decisions
  const limits = new Float64Array(times.length).fill(Number.POSITIVE_INFINITY)
  for (const block of blocks) {
    const { start, end } = block
    for (let time = 0; time < start; time++) limits[time] = Math.min(limits[time], times[start])
    const resumes = firstAtOrAfter(times, lastLabelEnd(times, labels, block), true)
    limits.fill(Number.NEGATIVE_INFINITY, start, Math.max(end, resumes) + embargo)
  }
  return rowsEndingBefore(decisions, labels, limits, numbers)
}

/** When the block's last label is known; a block without any known label ends with its last decision. */
function lastLabelEnd(times: Float64Array, { latest }: Labels, { start, end }: Block): number {
  let last = times[end - 1]
  for (let time = start; time < end; time++) last = Math.max(last, latest[time])
  return last
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
