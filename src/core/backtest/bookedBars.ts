import type { Simulation } from './simulate.ts'

/** Places from `first` on of the bars in which a position can be held; null when that is all of them. */
export function holdablePlaces(holdable: Uint8Array | null, first: number, last: number): Int32Array | null {
  if (holdable === null) return null
  const places = new Int32Array(last - first + 1)
  let count = 0
  for (let bar = first; bar <= last; bar++) if (holdable[bar] === 1) places[count++] = bar - first
  return count === places.length ? null : places.subarray(0, count)
}

type Columns = Pick<Simulation, 'ts' | 'session' | 'gross' | 'traded' | 'charged' | 'weight'>

/**
 * Books simulations of all bars on some of them: what is left of a position in other bars, the change at their open, is
 * booked with the bar before it. Each overwrites the columns of the one before, since fresh memory costs more than sums.
 *
 * @param kept places of these bars
 */
export function onlyHoldable(
  { ts, session }: Pick<Simulation, 'ts' | 'session'>,
  kept: Int32Array,
): (all: Omit<Columns, 'ts' | 'session'>) => Columns {
  const bars = kept.length
  const times = {
    ts: Float64Array.from(kept, (place) => ts[place]),
    session: kept.map((place) => session[place]),
  }
  const weight = new Float64Array(bars)
  const gross = new Float64Array(bars)
  const traded = new Float64Array(bars)
  let charged: Float64Array | undefined
  return (all) => {
    for (let index = 0; index < bars; index++) weight[index] = all.weight[kept[index]]
    addUp(all.gross, kept, gross)
    addUp(all.traded, kept, traded)
    if (!all.charged) return { ...times, weight, gross, traded }
    charged ??= new Float64Array(bars)
    addUp(all.charged, kept, charged)
    return { ...times, weight, gross, traded, charged }
  }
}

/** The first sum has all that was booked before its bar too. */
function addUp(all: Float64Array, kept: Int32Array, sums: Float64Array): void {
  for (let index = 0, bar = 0; index < kept.length; index++) {
    const end = index + 1 < kept.length ? kept[index + 1] : all.length
    let sum = 0
    for (; bar < end; bar++) sum += all[bar]
    sums[index] = sum
  }
}

/** Distinct sessions of bars in time order. */
export function countSessions(session: Int32Array): number {
  let count = 0
  for (let bar = 0; bar < session.length; bar++) if (bar === 0 || session[bar] !== session[bar - 1]) count++
  return count
}
