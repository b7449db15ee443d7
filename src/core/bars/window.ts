import { invalidParam, SigmaError } from '../errors.ts'
import type { Bars } from './bars.ts'
import { formatDay, parseDay } from './day.ts'

/** Rows `from` (inclusive) to `to` (exclusive) of the bars, as copies. */
export function sliceBars(bars: Bars, from: number, to: number): Bars {
  return {
    ticker: bars.ticker,
    cadence: bars.cadence,
    ts: bars.ts.slice(from, to),
    session: bars.session.slice(from, to),
    hourEt: bars.hourEt?.slice(from, to) ?? null,
    open: bars.open.slice(from, to),
    high: bars.high.slice(from, to),
    low: bars.low.slice(from, to),
    close: bars.close.slice(from, to),
    volume: bars.volume.slice(from, to),
  }
}

/**
 * The bars whose session lies from `start` to `end`, both `YYYY-MM-DD` and inclusive; an absent one is open.
 * Malformed or reversed dates are INVALID_PARAM; a window that holds no bar is UNPROCESSABLE.
 */
export function barsInWindow(bars: Bars, window: { start?: string; end?: string }): Bars {
  const first = window.start === undefined ? Number.NEGATIVE_INFINITY : parseDay(window.start, 'start')
  const last = window.end === undefined ? Number.POSITIVE_INFINITY : parseDay(window.end, 'end')
  if (first > last) {
    throw invalidParam([
      { field: 'start', issue: `expected a date not after the end ${window.end}, got ${window.start}` },
    ])
  }
  const from = firstAtOrAfter(bars.session, first)
  const to = firstAtOrAfter(bars.session, last + 1)
  if (from === to) throw emptyWindow(bars, window)
  return sliceBars(bars, from, to)
}

/** First place whose value is at or after (with `beyond`: after) the given one, in a column that never decreases. */
export function firstAtOrAfter(values: Float64Array | Int32Array, wanted: number, beyond = false): number {
  let low = 0
  let high = values.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (values[middle] < wanted || (beyond && values[middle] === wanted)) low = middle + 1
    else high = middle
  }
  return low
}

function emptyWindow(bars: Bars, { start, end }: { start?: string; end?: string }): SigmaError {
  const wanted = `${start ?? 'the beginning'} to ${end ?? 'the end'}`
  if (bars.session.length === 0) {
    return new SigmaError(
      'UNPROCESSABLE',
      `${bars.ticker} ${bars.cadence} has no bars at all; wanted ${wanted}`,
      {
        next: 'check the ticker and the data source',
      },
    )
  }
  const held = { start: formatDay(bars.session[0]), end: formatDay(bars.session[bars.session.length - 1]) }
  return new SigmaError(
    'UNPROCESSABLE',
    `no ${bars.cadence} bars of ${bars.ticker} in the window: wanted ${wanted}, held ${held.start} to ${held.end}`,
    {
      details: { wanted: { start: start ?? null, end: end ?? null }, held },
      next: `choose --start and --end between ${held.start} and ${held.end}, or add data for the window`,
    },
  )
}
