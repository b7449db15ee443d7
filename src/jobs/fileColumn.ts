import { closeSync, openSync, readSync } from 'node:fs'
import { SigmaError } from '../core/errors.ts'
import type { ColumnRuns, StoredValues } from '../core/matrix/columnRuns.ts'

/** Rows that are read at a time where not all of a column are wanted. */
const stretchRows = 65_536

/** So many rows between two that are wanted cost less to read than to go past. */
const smallGap = 512

/**
 * A column of doubles that lies in local files. Each reading opens them anew: nothing is kept between two of them, so
 * that threads need share no more than where the column lies.
 *
 * @throws UNAVAILABLE while it is read, where a file is gone or has become shorter
 */
export function fileColumn(runs: ColumnRuns): StoredValues {
  return { length: runs.rows, runs, at: (rows) => valuesAt(runs, rows) }
}

/** All values of such a column. */
export function wholeColumn(runs: ColumnRuns): Float64Array {
  return withFiles(runs, (read) => read(0, runs.rows))
}

function valuesAt(runs: ColumnRuns, rows: Int32Array): Float64Array {
  const count = rows.length
  if (count === 0) return new Float64Array(0)
  return withFiles(runs, (read) => {
    if (rows[count - 1] - rows[0] === count - 1) return read(rows[0], rows[0] + count)
    const values = new Float64Array(count)
    for (let place = 0; place < count; ) {
      const begin = rows[place]
      const first = place
      do place++
      while (place < count && rows[place] - rows[place - 1] <= smallGap && rows[place] - begin < stretchRows)
      const stretch = read(begin, rows[place - 1] + 1)
      for (let i = first; i < place; i++) values[i] = stretch[rows[i] - begin]
    }
    return values
  })
}

/** Gives `work` what reads rows from `begin` to before `end`. */
function withFiles(
  runs: ColumnRuns,
  work: (read: (begin: number, end: number) => Float64Array) => Float64Array,
): Float64Array {
  try {
    const opened = new Map<string, number>()
    const handleOf = (file: string): number => {
      const handle = opened.get(file) ?? openSync(file, 'r')
      opened.set(file, handle)
      return handle
    }
    try {
      return work((begin, end) => readRows(handleOf, runs, begin, end))
    } finally {
      for (const handle of opened.values()) closeSync(handle)
    }
  } catch (cause) {
    if (!(cause instanceof Error && 'syscall' in cause)) throw cause
    throw gone(cause.message, cause)
  }
}

function readRows(
  handleOf: (file: string) => number,
  { runs }: ColumnRuns,
  begin: number,
  end: number,
): Float64Array {
  const values = new Float64Array(end - begin)
  const bytes = new Uint8Array(values.buffer)
  let first = 0
  for (const { file, at, count } of runs) {
    const from = Math.max(begin, first)
    const to = Math.min(end, first + count)
    if (from < to) {
      const into = bytes.subarray(8 * (from - begin), 8 * (to - begin))
      readBytes(handleOf(file), into, at + 8 * (from - first))
    }
    first += count
  }
  return values
}

function readBytes(file: number, into: Uint8Array, at: number): void {
  for (let filled = 0; filled < into.length; ) {
    const read = readSync(file, into, filled, into.length - filled, at + filled)
    if (read === 0) throw gone('it has become shorter')
    filled += read
  }
}

function gone(why: string, cause?: unknown): SigmaError {
  return new SigmaError('UNAVAILABLE', `the matrix can no longer be read: ${why}`, {
    next: 'build it again with --force, or restore it from a backup',
    ...(cause !== undefined && { cause }),
  })
}
