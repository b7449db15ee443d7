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
  const runs = runsOf(kept)
  const weight = new Float64Array(bars)
  const gross = new Float64Array(bars)
  const traded = new Float64Array(bars)
  let charged: Float64Array | undefined
  return (all) => {
    pick(all.weight, kept, runs, weight)
    addUp(all.gross, kept, runs, gross)
    addUp(all.traded, kept, runs, traded)
    if (!all.charged) return { ...times, weight, gross, traded }
    charged ??= new Float64Array(bars)
    addUp(all.charged, kept, runs, charged)
    return { ...times, weight, gross, traded, charged }
  }
}

/** Where runs of consecutive places begin, and the end: most bars of a session are kept, so that runs are long. */
function runsOf(kept: Int32Array): Int32Array {
  const starts: number[] = []
  for (let index = 0; index < kept.length; index++) {
    if (index === 0 || kept[index] !== kept[index - 1] + 1) starts.push(index)
  }
  return Int32Array.from([...starts, kept.length])
}

function pick(all: Float64Array, kept: Int32Array, runs: Int32Array, picked: Float64Array): void {
  for (let run = 0; run + 1 < runs.length; run++) {
    const shift = kept[runs[run]] - runs[run]
    for (let index = runs[run]; index < runs[run + 1]; index++) picked[index] = all[index + shift]
  }
}

/** What stands between two runs goes to the last of the first one, what stands before them all to the first. */
function addUp(all: Float64Array, kept: Int32Array, runs: Int32Array, sums: Float64Array): void {
  pick(all, kept, runs, sums)
  let bar = 0
  for (let run = 0; run < runs.length; run++) {
    const start = runs[run]
    const end = start < kept.length ? kept[start] : all.length
    let others = 0
    for (; bar < end; bar++) others += all[bar]
    sums[Math.max(0, start - 1)] += others
    if (start < kept.length) bar = kept[runs[run + 1] - 1] + 1
  }
}

/** Distinct sessions of bars in time order. */
export function countSessions(session: Int32Array): number {
  let count = 0
  for (let bar = 0; bar < session.length; bar++) if (bar === 0 || session[bar] !== session[bar - 1]) count++
  return count
}
