import type { Bars } from '../bars/bars.ts'
import { medianSessionRows, type SessionRanges, sessionRanges } from '../bars/sessions.ts'
import { SigmaError } from '../errors.ts'
import type { LabelSpec } from './labelSpec.ts'

export interface Label {
  /** Forward return of each bar as a fraction; NaN while unknown. */
  retFwd: Float64Array
  /** Bar at whose end the label is known; -1 while unknown. */
  labelEndRow: Int32Array
  /** Bars from decision to label end: exact for bars, the usual number of bars for sessions, 0 without a label. */
  horizon: number
}

/**
 * Labels every bar of full sessions: filter hours afterwards, or labels would jump over the bars left out.
 * A bar whose label lies beyond the data, or in a session that has not ended yet, is unknown, never flat.
 * headfake_reversal and pin_drift are UNPROCESSABLE: bars alone don't hold what they need.
 */
export function computeLabel(bars: Bars, spec: LabelSpec): Label {
  switch (spec.kind) {
    case 'forward':
      return spec.unit === 'bars' || bars.cadence === 'daily'
        ? forwardBars(bars, spec.horizon)
        : forwardSessions(bars, spec.horizon)
    case 'close_to_open':
      return closeToOpen(bars)
    case 'none':
      return { ...unknownLabels(bars.close.length), horizon: 0 }
    case 'headfake_reversal':
      throw missingData(spec.kind, 'five-minute bars of the whole session and their ATR', '5-minute')
    case 'pin_drift':
      throw missingData(
        spec.kind,
        'option chain snapshots (gamma and open interest by strike)',
        'option chain',
      )
  }
}

/** C[t + h] / C[t] - 1; on intraday bars only within the session. */
function forwardBars({ close, session, cadence }: Bars, horizon: number): Label {
  const label = unknownLabels(close.length)
  for (let row = 0; row + horizon < close.length; row++) {
    const end = row + horizon
    if (cadence === 'daily' || session[end] === session[row])
      setReturn(label, row, end, close[row], close[end])
  }
  return { ...label, horizon }
}

/** Close of the session `horizon` ahead over this bar's close, less 1. */
function forwardSessions({ close, session }: Bars, horizon: number): Label {
  const label = unknownLabels(close.length)
  const ranges = sessionRanges(session)
  const complete = lastSessionIsComplete(ranges) ? ranges.count : ranges.count - 1
  for (let row = 0; row < close.length; row++) {
    const target = ranges.ofRow[row] + horizon
    if (target >= complete) break
    const end = ranges.start[target + 1] - 1
    setReturn(label, row, end, close[row], close[end])
  }
  return { ...label, horizon: horizon * Math.max(1, medianSessionRows(ranges)) }
}

/** Open of the next session over the close of this one, less 1: known on the last bar of each session. */
function closeToOpen({ open, close, session }: Bars): Label {
  const label = unknownLabels(close.length)
  for (let row = 0; row + 1 < close.length; row++) {
    if (session[row + 1] !== session[row]) setReturn(label, row, row + 1, close[row], open[row + 1])
  }
  return { ...label, horizon: 1 }
}

/**
 * Whether the newest session has ended, judged by its number of bars against the median session. A half day at
 * the very end counts as unfinished until the next session begins: late, but never wrong.
 */
function lastSessionIsComplete(ranges: SessionRanges): boolean {
  const rows = ranges.start[ranges.count] - ranges.start[ranges.count - 1]
  return rows >= medianSessionRows(ranges)
}

function unknownLabels(rows: number): Omit<Label, 'horizon'> {
  return { retFwd: new Float64Array(rows).fill(Number.NaN), labelEndRow: new Int32Array(rows).fill(-1) }
}

function setReturn(
  { retFwd, labelEndRow }: Omit<Label, 'horizon'>,
  row: number,
  end: number,
  from: number,
  to: number,
): void {
  const value = to / from - 1
  if (!Number.isFinite(value)) return
  retFwd[row] = value
  labelEndRow[row] = end
}

function missingData(kind: string, needed: string, source: string): SigmaError {
  return new SigmaError(
    'UNPROCESSABLE',
    `the label ${kind} needs ${needed}, which this source does not hold`,
    {
      details: { label: kind, missing: needed },
      next: `use next_bar_updown, fwd_ret_<N>d or close_to_open, or a source with ${source} data`,
    },
  )
}
