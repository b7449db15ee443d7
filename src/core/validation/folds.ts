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
}

/** Places in `Decisions.times`, `end` excluded. */
export interface Block {
  start: number
  end: number
}

/** The distinct decision times of rows in any order. A row without a time belongs to no fold: UNPROCESSABLE. */
export function decisionsOf(times: Float64Array): Decisions {
  const nameless = times.findIndex((time) => !Number.isFinite(time))
  if (nameless >= 0) {
    throw new SigmaError(
      'UNPROCESSABLE',
      `Row ${nameless} has no decision time, so that it fits in no fold`,
      {
        next: 'Give each row a time, or leave the row out',
      },
    )
  }
  const ordered = isAscending(times) ? times : times.slice().sort()
  const distinct = ordered.filter((time, row) => row === 0 || time !== ordered[row - 1])
  return { times: distinct, timeOfRow: placesOf(times, distinct) }
}

function isAscending(times: Float64Array | Int32Array): boolean {
  for (let row = 1; row < times.length; row++) if (times[row] < times[row - 1]) return false
  return true
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

function rowRange(from: number, to: number): Int32Array {
  const rows = new Int32Array(to - from)
  for (let index = 0; index < rows.length; index++) rows[index] = from + index
  return rows
}

/** Rows whose decision time lies in the block. */
export function rowsOf({ timeOfRow }: Decisions, { start, end }: Block): Int32Array {
  if (isAscending(timeOfRow))
    return rowRange(firstAtOrAfter(timeOfRow, start), firstAtOrAfter(timeOfRow, end))
  return rowsWhere(timeOfRow.length, (row) => timeOfRow[row] >= start && timeOfRow[row] < end)
}

/** The rows at some places. Of millions, `map` would take several times as long. */
export function rowsAt(rows: Int32Array, places: Int32Array): Int32Array {
  const found = new Int32Array(places.length)
  for (let index = 0; index < found.length; index++) found[index] = rows[places[index]]
  return found
}

/** The row numbers for which something holds, ascending. */
export function rowsWhere(count: number, holds: (row: number) => boolean): Int32Array {
  const rows = new Int32Array(count)
  let kept = 0
  for (let row = 0; row < count; row++) if (holds(row)) rows[kept++] = row
  return rows.slice(0, kept)
}

/**
 * Training rows for test blocks with training on both sides of them. Left out are rows without a known
 * label, rows before a block whose label ends at or after its first decision time, and after a block those
 * decided at or before the end of its last label, and `embargo` decision times more.
 */
export function rowsClearOf(
  decisions: Decisions,
  labelEnds: Float64Array,
  blocks: readonly Block[],
  embargo: number,
): Int32Array {
  const { times, timeOfRow } = decisions
  const lastEnds = blocks.map((block) => lastLabelEnd(decisions, labelEnds, block))
  const resumes = lastEnds.map((end) => firstAtOrAfter(times, end, true) + embargo)
  const isClearOf = (row: number, block: number): boolean => {
    const { start, end } = blocks[block]
    if (timeOfRow[row] < start) return labelEnds[row] < times[start]
    return timeOfRow[row] >= end + embargo && timeOfRow[row] >= resumes[block]
  }
  return rowsWhere(timeOfRow.length, (row) => {
    if (Number.isNaN(labelEnds[row])) return false
    for (let block = 0; block < blocks.length; block++) if (!isClearOf(row, block)) return false
    return true
  })
}

/** When the block's last label is known; a block without any known label ends with its last decision. */
function lastLabelEnd(
  { times, timeOfRow }: Decisions,
  labelEnds: Float64Array,
  { start, end }: Block,
): number {
  let last = times[end - 1]
  for (let row = 0; row < timeOfRow.length; row++) {
    if (timeOfRow[row] >= start && timeOfRow[row] < end && labelEnds[row] > last) last = labelEnds[row]
  }
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
