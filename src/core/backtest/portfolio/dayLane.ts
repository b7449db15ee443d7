import type { Lane, LaneSpan } from './lanes.ts'

/**
 * Positions that are filled at an open, and leave at the open `horizon` bars later, or at the last close of their session
 * where none may pass it: what leaves in a bar is known by the bar that it was filled in.
 *
 * @param wanted weight that is filled in each bar of the ticker
 * @param weight of the bars of the span, to be written
 */
export function dayLane(span: LaneSpan, wanted: Float64Array, weight: Float64Array): Lane {
  const { market, first } = span
  const { sessionEnd } = market
  return {
    ...span,
    weight,
    taken: weight,
    kept: (index) => (sessionEnd !== null && sessionEnd[first + index] === first + index ? 0 : weight[index]),
    want: () => hold(span, wanted, weight),
    book: (scale, gross, traded) => book(span, weight, scale, gross, traded),
  }
}

function hold({ market, first, end }: LaneSpan, wanted: Float64Array, weight: Float64Array): void {
  const { sessionEnd, horizon } = market
  let held = 0
  // What was filled before has left, with the session or because the account was not open yet.
  let since = first
  for (let bar = first; bar < end; bar++) {
    if (bar - horizon >= since) held -= wanted[bar - horizon]
    held += wanted[bar]
    weight[bar - first] = held / horizon
    if (sessionEnd !== null && sessionEnd[bar] === bar) {
      held = 0
      since = bar + 1
    }
  }
}

/** The return of a bar is the weight before its open × the night's return + the weight after it × the day's. */
function book(
  { market, first, place, from }: LaneSpan,
  weight: Float64Array,
  scale: Float64Array | null,
  gross: Float64Array,
  traded: Float64Array,
): void {
  const { night, day, sessionEnd } = market
  let before = 0
  for (let index = 0; index < place.length; index++) {
    const bar = first + index
    const at = place[index] - from
    const after = scale === null ? weight[index] : weight[index] * scale[at]
    let change = Math.abs(after - before)
    gross[at] += before * night[bar] + after * day[bar]
    weight[index] = after
    before = after
    if (sessionEnd !== null && sessionEnd[bar] === bar) {
      change += Math.abs(after)
      before = 0
    }
    traded[at] += change
  }
}
