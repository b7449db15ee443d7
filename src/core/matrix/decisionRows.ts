import type { Bars } from '../bars/bars.ts'
import { medianSessionRows, sessionRanges } from '../bars/sessions.ts'
import { eventDecisions } from '../labels/eventLabel.ts'
import { isEvent, type LabelSpec } from '../labels/labelSpec.ts'

/**
 * Bars at which a decision is made, and how many bars later the labelled return starts.
 *
 * Every bar decides, and its return starts at its own close, but for `close_to_open`: the position is taken at
 * the session's close, so it has to be decided on the last bar that ended before the session's final bar began.
 * On daily bars that is the session before. In the newest session, still running, the final bar is told by the
 * median number of bars of a session. Events decide from their time of the day on, up to the bar before the last.
 */
export function decisionRows(bars: Bars, label: LabelSpec): { rows: Int32Array; lead: 0 | 1 } {
  if (isEvent(label)) return { rows: eventDecisions(bars, label).rows, lead: 0 }
  if (label.kind !== 'close_to_open') return { rows: Int32Array.from(bars.ts, (_, row) => row), lead: 0 }
  if (bars.cadence === 'daily') return { rows: Int32Array.from(bars.ts, (_, row) => row), lead: 1 }
  const ranges = sessionRanges(bars.session)
  const usual = medianSessionRows(ranges)
  const rows: number[] = []
  for (let session = 0; session < ranges.count; session++) {
    const first = ranges.start[session]
    const held = ranges.start[session + 1] - first
    const full = session < ranges.count - 1 ? held : Math.max(held, usual)
    const decision = full - 2
    if (decision >= 0 && decision < held) rows.push(first + decision)
  }
  return { rows: Int32Array.from(rows), lead: 1 }
}
