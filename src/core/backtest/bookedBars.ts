import type { Simulation } from './simulate.ts'

/** Places from `first` on of the bars in which a position can be held; null when that is all of them. */
export function holdablePlaces(holdable: Uint8Array | null, first: number, last: number): Int32Array | null {
  if (holdable === null) return null
  const places = new Int32Array(last - first + 1)
  let count = 0
  for (let bar = first; bar <= last; bar++) if (holdable[bar] === 1) places[count++] = bar - first
  return count === places.length ? null : places.subarray(0, count)
}

/** What is left of a position in other bars, the change at their open, is booked with the bar before it. */
export function onlyHoldable(
  all: Simulation,
  kept: Int32Array,
): Pick<Simulation, 'ts' | 'session' | 'gross' | 'traded' | 'charged' | 'weight'> {
  const bars = kept.length
  const ts = new Float64Array(bars)
  const session = new Int32Array(bars)
  const weight = new Float64Array(bars)
  const gross = new Float64Array(bars)
  const traded = new Float64Array(bars)
  const charged = all.charged && new Float64Array(bars)
  for (let index = 0; index < bars; index++) {
    const place = kept[index]
    ts[index] = all.ts[place]
    session[index] = all.session[place]
    weight[index] = all.weight[place]
    const end = index + 1 < bars ? kept[index + 1] : all.gross.length
    for (let bar = index === 0 ? 0 : place; bar < end; bar++) {
      gross[index] += all.gross[bar]
      traded[index] += all.traded[bar]
      if (charged && all.charged) charged[index] += all.charged[bar]
    }
  }
  return { ts, session, gross, traded, weight, ...(charged && { charged }) }
}

/** Distinct sessions of bars in time order. */
export function countSessions(session: Int32Array): number {
  let count = 0
  for (let bar = 0; bar < session.length; bar++) if (bar === 0 || session[bar] !== session[bar - 1]) count++
  return count
}
