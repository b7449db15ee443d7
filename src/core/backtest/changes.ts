import { allLeave, isBooked, startsSession } from './blockLayout.ts'
import type { Track } from './simulate.ts'

/**
 * When the decisions of a track enter and leave, bar by bar: laid out once, so that a million bars can be walked with
 * any positions without looking for them.
 */
export interface Changes {
  bars: number
  /** By bar, as of `blockLayout.ts`. */
  flags: Uint8Array
  /** Sessions of the span, rising. */
  sessions: Int32Array
  /** Stretches of bars at whose opens consecutive decisions enter and others leave: first bar, and the end of all. */
  starts: Int32Array
  /** Of each stretch, the decision that enters at its first bar less that bar, and the one that leaves; NONE. */
  enters: Int32Array
  leaves: Int32Array
}

const NONE = -(2 ** 31)

/**
 * @param track of entries at opens: then no more than one tranche enters and one leaves at an open, and at a close all of
 *   them leave or none
 * @param booked places of the bars that are booked; null for all
 */
export function layChanges(
  { market, first, last, decision, entry, exit }: Track,
  booked: Int32Array | null,
): Changes {
  const bars = Math.max(0, last - first + 1)
  const flags = new Uint8Array(bars).fill(booked === null ? isBooked : 0)
  if (booked !== null) for (const place of booked) flags[place] = isBooked
  const sessions: number[] = []
  const starts: number[] = []
  const enters: number[] = []
  const leaves: number[] = []
  let entered = 0
  let left = 0
  let [enter, leave] = [NONE, NONE]
  for (let place = 0; place < bars; place++) {
    const bar = first + place
    if (place === 0 || market.session[bar] !== market.session[bar - 1]) {
      flags[place] |= startsSession
      sessions.push(market.session[bar])
    }
    const opens = 2 * bar
    const leaving = exit[left] === opens ? decision[left++] - place : NONE
    const entering = entry[entered] === opens ? decision[entered++] - place : NONE
    if (place === 0 || entering !== enter || leaving !== leave) {
      starts.push(place)
      enters.push(entering)
      leaves.push(leaving)
      enter = entering
      leave = leaving
    }
    if (exit[left] === opens + 1) {
      flags[place] |= allLeave
      while (exit[left] === opens + 1) left++
    }
  }
  return {
    bars,
    flags,
    sessions: Int32Array.from(sessions),
    starts: Int32Array.from([...starts, bars]),
    enters: Int32Array.from(enters),
    leaves: Int32Array.from(leaves),
  }
}

/**
 * Writes what enters and what leaves at the open of each bar, of bars that follow those of the call before.
 *
 * @returns a function of the first bar and the end, no more apart than the columns have places
 */
export function changesOf(
  { starts, enters, leaves }: Changes,
  position: Float64Array,
  entering: Float64Array,
  leaving: Float64Array,
): (from: number, to: number) => void {
  let stretch = 0
  return (from, to) => {
    for (let bar = from; bar < to; ) {
      const end = Math.min(to, starts[stretch + 1])
      write(entering, bar - from, enters[stretch], bar, end)
      write(leaving, bar - from, leaves[stretch], bar, end)
      bar = end
      if (bar === starts[stretch + 1]) stretch++
    }
  }

  function write(column: Float64Array, at: number, offset: number, bar: number, end: number): void {
    if (offset === NONE) column.fill(0, at, at + end - bar)
    else column.set(position.subarray(bar + offset, end + offset), at)
  }
}
