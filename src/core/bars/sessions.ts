/** Consecutive rows that share a session. Session `s` holds the rows `start[s]` to `start[s + 1] - 1`. */
export interface SessionRanges {
  count: number
  /** First row of each session, and the number of rows as a last element. */
  start: Int32Array
  /** Ordinal of the session that a row belongs to. */
  ofRow: Int32Array
}

/** Groups rows by their session, which never decreases from row to row. */
export function sessionRanges(session: Int32Array): SessionRanges {
  const ofRow = new Int32Array(session.length)
  const start: number[] = []
  for (let row = 0; row < session.length; row++) {
    if (row === 0 || session[row] !== session[row - 1]) start.push(row)
    ofRow[row] = start.length - 1
  }
  return { count: start.length, start: Int32Array.from([...start, session.length]), ofRow }
}

/** Median number of rows of a session (the lower of the two middle ones), 0 without rows. */
export function medianSessionRows({ count, start }: SessionRanges): number {
  return median(Array.from({ length: count }, (_, s) => start[s + 1] - start[s]))
}

/** The lower of the two middle values; 0 of none. */
export function median(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort()
  return sorted.length === 0 ? 0 : sorted[(sorted.length - 1) >> 1]
}
