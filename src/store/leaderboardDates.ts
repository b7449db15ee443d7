import type { LeaderboardFilter } from './leaderboardFilter.ts'

export const DAY_MS = 24 * 3600 * 1000
export const WEEK_MS = 7 * DAY_MS

/** Dates as what is counted already, and what is to be counted beside it. */
export interface WholeUnits {
  /** Days or weeks since 1970-01-01, from the first on to before the last. */
  first: number
  last: number
  /** Parts of some, which are left (1) or too much (-1): whichever is less to read. */
  rest: { sign: 1 | -1; start?: string; end?: string }[]
}

/** The whole days or weeks (`unit` in milliseconds) next to a filter's dates: ISO 8601 in UTC with milliseconds, both included. */
export function wholeOf({ start, end }: LeaderboardFilter, unit: number): WholeUnits {
  const from = start === undefined ? -Infinity : Date.parse(start)
  const to = end === undefined ? Infinity : Date.parse(end) + 1
  const [first, last] = [from, to].map((time) => Math.round(time / unit))
  if (first >= last) return { first: 0, last: 0, rest: [{ sign: 1, start, end }] }
  const part = (sign: 1 | -1, since: number, until: number) =>
    since < until
      ? [{ sign, start: new Date(since).toISOString(), end: new Date(until - 1).toISOString() }]
      : []
  const rest = [
    ...part(1, from, first * unit),
    ...part(-1, first * unit, from),
    ...part(1, last * unit, to),
    ...part(-1, to, last * unit),
  ]
  return { first, last, rest }
}
