import type { Bars } from '../../bars/bars.ts'

/** The bars of several tickers on one line of time. */
export interface Timeline {
  /** Every time at which some ticker has a bar, strictly increasing. */
  ts: Float64Array
  session: Int32Array
  /** Of each ticker, the place of each of its bars in `ts`. */
  places: Int32Array[]
  /** Of each ticker, its bars after which places are missing until its next. */
  gaps: Int32Array[]
}

/** Lays the bars of several tickers on one line. Tickers that trade at the same times cost one pass each. */
export function timelineOf(series: readonly Bars[]): Timeline {
  const longest = series.reduce((a, b) => (b.ts.length > a.ts.length ? b : a))
  let ts = longest.ts
  for (const one of series) if (!holdsAll(ts, one.ts)) ts = merged(ts, one.ts)
  const session = new Int32Array(ts.length)
  const places = series.map((one) => placesIn(ts, one, session))
  return { ts, session, places, gaps: places.map(gapsOf) }
}

function holdsAll(times: Float64Array, some: Float64Array): boolean {
  let place = 0
  for (let index = 0; index < some.length; index++) {
    while (times[place] < some[index]) place++
    if (times[place] !== some[index]) return false
  }
  return true
}

function merged(left: Float64Array, right: Float64Array): Float64Array {
  const all = new Float64Array(left.length + right.length)
  let count = 0
  for (let a = 0, b = 0; a < left.length || b < right.length; ) {
    const first = left[a] ?? Number.POSITIVE_INFINITY
    const second = right[b] ?? Number.POSITIVE_INFINITY
    all[count++] = Math.min(first, second)
    if (first <= second) a++
    if (second <= first) b++
  }
  return all.slice(0, count)
}

/** The places of the bars, with their sessions noted there. */
function placesIn(times: Float64Array, { ts, session }: Bars, sessions: Int32Array): Int32Array {
  const places = new Int32Array(ts.length)
  let place = 0
  for (let bar = 0; bar < ts.length; bar++) {
    while (times[place] < ts[bar]) place++
    places[bar] = place
    sessions[place] = session[bar]
  }
  return places
}

function gapsOf(places: Int32Array): Int32Array {
  const gaps: number[] = []
  for (let bar = 0; bar + 1 < places.length; bar++) if (places[bar + 1] > places[bar] + 1) gaps.push(bar)
  return Int32Array.from(gaps)
}
