import type { Bars } from '../bars/bars.ts'
import { firstAtOrAfter } from '../bars/window.ts'

/** Features of bars `from` to `cut` are compared with those of bars `from` up to, without, `until`. */
export interface Cut {
  from: number
  /** The last bar that is left. */
  cut: number
  until: number
}

/** Cuts before this bar find a warm-up that was filled from later bars. */
const warmUpCutsEnd = 256
/** Cuts from the first row on, and the bars over which they are spread: computing again costs little there. */
const earlyCuts = 12
const earlyBars = 2600
/** Places further on, as a share of all rows, and how many bars before and after them are looked at. */
const latePlaces = [0.4, 0.7, 0.95]
const barsBeforeLate = 1000
const barsAfterLate = 400

/**
 * Where bars are cut. Looking ahead by k bars shows only at the last k bars before a cut, so that many cuts find more
 * than one; and each hour in which rows are decided has cuts of its own. Places far in are looked at on a stretch of
 * bars, long enough for twice the warm-up: the cost of all cuts together does not grow with the number of bars.
 */
export function cutPlaces({ bars, barOfRow }: { bars: Bars; barOfRow: Int32Array }, warmUp: number): Cut[] {
  const until = bars.ts.length
  const early = [...warmUpCuts(until), ...cutsAfterFirstRow(bars, barOfRow)]
  const cuts = [...new Set(early)].sort((a, b) => a - b).map((cut) => ({ from: 0, cut, until }))
  const reached = barOfRow[0] + earlyBars
  for (const share of latePlaces) {
    const cut = barOfRow[Math.floor(share * barOfRow.length)]
    const from = Math.max(0, cut - 2 * warmUp - barsBeforeLate)
    if (cut > reached && from > 0) cuts.push({ from, cut, until: Math.min(until, cut + barsAfterLate) })
  }
  return cuts
}

/** Cuts among bars that are new since row `since`, on stretches as those far in. */
export function cutsSince(bars: number, since: number, warmUp: number): Cut[] {
  const fresh = bars - since
  const cuts = latePlaces.map((share) => Math.min(bars - 2, since + Math.floor(share * fresh)))
  return [...new Set(cuts)]
    .filter((cut) => cut >= 0)
    .map((cut) => ({
      from: Math.max(0, cut - 2 * warmUp - barsBeforeLate),
      cut,
      until: Math.min(bars, cut + barsAfterLate),
    }))
}

/** Bars 0, 1, 3, 7, 15, …: the first bar alone tells every value that was filled from behind. */
function warmUpCuts(bars: number): number[] {
  const cuts: number[] = []
  for (let length = 1; length <= Math.min(bars, warmUpCutsEnd); length *= 2) cuts.push(length - 1)
  return cuts
}

/** Spread over the first bars that have rows, the hours of the day in turn. */
function cutsAfterFirstRow({ hourEt }: Bars, barOfRow: Int32Array): number[] {
  const first = barOfRow[0]
  const reach = Math.min(earlyBars, barOfRow[barOfRow.length - 1] - first)
  const hours =
    hourEt === null ? [] : [...new Set(Array.from(barOfRow.subarray(0, 1000), (bar) => hourEt[bar]))]
  return Array.from({ length: earlyCuts }, (_, i) => {
    const row = firstAtOrAfter(barOfRow, first + Math.floor((reach * (i + 1)) / (earlyCuts + 1)))
    if (hourEt === null) return barOfRow[row]
    const later = barOfRow.subarray(row).findIndex((bar) => hourEt[bar] === hours[i % hours.length])
    return barOfRow[row + Math.max(0, later)]
  })
}
