import type { Bars } from '../bars/bars.ts'
import { type MarketData, noMarketData } from '../bars/marketData.ts'
import { medianSessionRows, type SessionRanges, sessionRanges } from '../bars/sessions.ts'
import { headfakeReversal } from './headfakeReversal.ts'
import { type Label, setReturn, unknownLabel } from './label.ts'
import type { LabelSpec } from './labelSpec.ts'
import { overClosures } from './overClosures.ts'
import { pinDrift } from './pinDrift.ts'

/**
 * Labels every bar of full sessions: filter hours afterwards, or labels would jump over the bars left out.
 * A bar whose label lies beyond the data, or in a session that has not ended yet, is unknown, never flat; so is one
 * whose label jumps over more than five exchange sessions that the data lacks (see `overClosures`).
 *
 * @param market five-minute bars give headfake_reversal and pin_drift their prices at clock times; the chain gives
 *   pin_drift its strike
 * @throws UNPROCESSABLE for headfake_reversal and pin_drift on daily bars, and for pin_drift without a chain
 */
export function computeLabel(bars: Bars, spec: LabelSpec, market: MarketData = noMarketData): Label {
  switch (spec.kind) {
    case 'forward':
      if (spec.unit === 'bars' && bars.cadence !== 'daily') return forwardBars(bars, spec.horizon)
      return overClosures(
        bars,
        bars.cadence === 'daily' ? forwardBars(bars, spec.horizon) : forwardSessions(bars, spec.horizon),
        spec.horizon,
      )
    case 'close_to_open':
      return overClosures(bars, closeToOpen(bars), 1)
    case 'none':
      return unknownLabel(bars.close.length, 0)
    case 'headfake_reversal':
      return headfakeReversal(bars, spec, market)
    case 'pin_drift':
      return pinDrift(bars, spec, market)
  }
}

/** C[t + h] / C[t] - 1; on intraday bars only within the session. */
function forwardBars({ close, session, cadence }: Bars, horizon: number): Label {
  const label = unknownLabel(close.length, horizon)
  for (let row = 0; row + horizon < close.length; row++) {
    const end = row + horizon
    if (cadence === 'daily' || session[end] === session[row])
      setReturn(label, row, end, close[row], close[end])
  }
  return label
}

/** Close of the session `horizon` ahead over this bar's close, less 1. */
function forwardSessions({ close, session }: Bars, horizon: number): Label {
  const ranges = sessionRanges(session)
  const label = unknownLabel(close.length, horizon * Math.max(1, medianSessionRows(ranges)))
  const complete = lastSessionIsComplete(ranges) ? ranges.count : ranges.count - 1
  for (let row = 0; row < close.length; row++) {
    const target = ranges.ofRow[row] + horizon
    if (target >= complete) break
    const end = ranges.start[target + 1] - 1
    setReturn(label, row, end, close[row], close[end])
  }
  return label
}

/** Open of the next session over the close of this one, less 1: known on the last bar of each session. */
function closeToOpen({ open, close, session }: Bars): Label {
  const label = unknownLabel(close.length, 1)
  for (let row = 0; row + 1 < close.length; row++) {
    if (session[row + 1] !== session[row]) setReturn(label, row, row + 1, close[row], open[row + 1])
  }
  return label
}

/**
 * Whether the newest session has ended, judged by its number of bars against the median session. A half day at
 * the very end counts as unfinished until the next session begins: late, but never wrong.
 */
function lastSessionIsComplete(ranges: SessionRanges): boolean {
  const rows = ranges.start[ranges.count] - ranges.start[ranges.count - 1]
  return rows >= medianSessionRows(ranges)
}
