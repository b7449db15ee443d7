import { openMinute } from '../../calendar/index.ts'
import { sessionInstant } from '../../calendar/newYorkTime.ts'
import type { Market } from '../market.ts'

/** When a bar begins: at the end of the one before, or with its session. */
export function barStart({ session, ts }: Pick<Market, 'session' | 'ts'>, bar: number): number {
  const follows = bar > 0 && session[bar - 1] === session[bar]
  return follows ? ts[bar - 1] : sessionInstant(session[bar], openMinute(session[bar]))
}

/** The last bar of the session of a bar. */
export function lastBarOf(session: Int32Array, bar: number): number {
  let last = bar
  while (last + 1 < session.length && session[last + 1] === session[bar]) last++
  return last
}
