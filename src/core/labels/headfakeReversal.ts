import type { Bars } from '../bars/bars.ts'
import type { MarketData } from '../bars/marketData.ts'
import { eventLabel } from './eventLabel.ts'
import type { Label } from './label.ts'
import type { HeadfakeReversalSpec } from './labelSpec.ts'
import { minuteOf, openAt } from './sessionClock.ts'

/**
 * The morning's move is taken back by the close. With early = p_end - p_open and late = p_close - p_end, y is 1 where
 * |early| >= min_early ATR, |late| >= min_late ATR and early late < 0, else 0; the side is -sign(early).
 *
 * p_open is the open of the first bar after `window_start` (at 09:30 the opening price), p_end the close of the first
 * bar complete at `window_end`, p_close that of the session (16:00, on half days its last bar). The ATR is that of 14
 * of the model's own bars, as of the last one complete at p_end; where it is missing, y is.
 * Source: domain facts of the existing system, section D, with the side of the trade added.
 */
export function headfakeReversal(bars: Bars, spec: HeadfakeReversalSpec, market: MarketData): Label {
  const opening = minuteOf(spec.windowStart)
  return eventLabel(bars, spec, market, ({ ordinal, start, atr }, clock) => {
    const open = openAt(clock, ordinal, opening)
    if (open === null || Number.isNaN(open) || Number.isNaN(start.price)) return null
    const early = start.price - open
    return {
      side: () => 0 - Math.sign(early),
      y(close) {
        const late = close - start.price
        if (Number.isNaN(atr) || Number.isNaN(late)) return Number.NaN
        const moved = Math.abs(early) >= spec.minEarlyAtr * atr && Math.abs(late) >= spec.minLateAtr * atr
        return moved && early * late < 0 ? 1 : 0
      },
    }
  })
}
