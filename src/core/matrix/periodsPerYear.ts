import type { Bars } from '../bars/bars.ts'
import { sessionRanges } from '../bars/sessions.ts'
import { isEvent, type LabelSpec } from '../labels/labelSpec.ts'

const sessionsPerYear = 252

/**
 * Bars of a year in which a position can be held, for annual figures: 252 times the median over sessions of the
 * bars that some decision of the session may hold. A decision on bar t holds t+1 … t+h inside its session;
 * events likewise, up to the close; labels over sessions hold every bar; close_to_open holds one night a session.
 *
 * @param horizon bars of the label
 */
export function periodsPerYear(bars: Bars, barOfRow: Int32Array, label: LabelSpec, horizon: number): number {
  if (bars.cadence === 'daily' || label.kind === 'close_to_open') return sessionsPerYear
  const { count, start, ofRow } = sessionRanges(bars.session)
  const held = new Int32Array(count)
  if ((label.kind === 'forward' && label.unit === 'bars') || isEvent(label)) {
    let heldUpTo = -1
    for (const bar of barOfRow) {
      const session = ofRow[bar]
      const last = Math.min(bar + horizon, start[session + 1] - 1)
      held[session] += Math.max(0, last - Math.max(bar, heldUpTo))
      heldUpTo = Math.max(heldUpTo, last)
    }
  } else {
    for (let session = 0; session < count; session++) held[session] = start[session + 1] - start[session]
  }
  const sizes = held.filter((bars) => bars > 0).sort()
  return sizes.length === 0 ? sessionsPerYear : sessionsPerYear * sizes[(sizes.length - 1) >> 1]
}
