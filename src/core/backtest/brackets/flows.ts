import { atClose, atOpen, type BracketTrack } from './track.ts'

/** What positions change in each bar, in units of position. */
export interface Flows {
  opened: Float64Array
  /** Change of what is held inside the bar, and the sum of its parts without sign: they do not net. */
  inside: Float64Array
  insideTraded: Float64Array
  /** What leaving at stops and targets earned beyond leaving at the close. */
  insideEarned: Float64Array
  closed: Float64Array
}

export function flowsFor(bars: number): Flows {
  const column = () => new Float64Array(bars)
  return {
    opened: column(),
    inside: column(),
    insideTraded: column(),
    insideEarned: column(),
    closed: column(),
  }
}

/** What becomes of a bar's weight after its open, as shares of the capital. */
export interface Later {
  /** Weight at the end of the bar. */
  held: Float64Array
  /** What leaving inside the bar earned beyond leaving at its close. */
  earned: Float64Array
  /** Sum of |change of weight| inside the bar and at its close. */
  traded: Float64Array
}

/**
 * Enters each position of a track where it changes what is held.
 *
 * @param position per decision of the track; 0 where nothing is wanted
 * @param flows overwritten
 */
export function enterPositions(
  { market, first, last, decision, entryBar, long, short }: BracketTrack,
  position: Float64Array,
  flows: Flows,
): void {
  const { open, close } = market
  const { opened, inside, insideTraded, insideEarned, closed } = flows
  for (const column of [opened, inside, insideTraded, insideEarned, closed]) column.fill(0)
  for (let slot = 0; slot < decision.length; slot++) {
    const size = position[decision[slot]]
    if (size === 0) continue
    const exits = size > 0 ? long : short
    const bar = exits.bar[slot]
    const at = exits.at[slot]
    opened[entryBar[slot] - first] += size
    if (bar > last) continue
    const index = bar - first
    if (at === atOpen) opened[index] -= size
    else if (at === atClose) closed[index] -= size
    else {
      inside[index] -= size
      insideTraded[index] += Math.abs(size)
      insideEarned[index] += (size * (exits.price[slot] - close[bar])) / open[bar]
    }
  }
}

/**
 * Writes what the bars of a track come to, in tranches of 1 / horizon. What is earned while nobody leaves inside a bar is
 * what `walk` of a track without brackets books. A tranche that leaves at a price x inside a bar earns x / open - 1 in it.
 * Changes at one open or close are netted before they count as traded; stops and targets are filled one by one.
 */
export function walkFlows(
  { market, first }: Pick<BracketTrack, 'market' | 'first'>,
  { opened, inside, insideTraded, insideEarned, closed }: Flows,
  { gross, traded, weight }: { gross: Float64Array; traded: Float64Array; weight: Float64Array },
  later: Later | null = null,
): void {
  const { night, day, horizon: tranches } = market
  let held = 0
  let before = 0
  for (let index = 0; index < gross.length; index++) {
    const bar = first + index
    held += opened[index]
    const after = held / tranches
    let change = Math.abs(after - before)
    gross[index] = before * night[bar] + after * day[bar]
    weight[index] = after
    before = after
    let earnedLater = 0
    let tradedLater = 0
    if (insideTraded[index] !== 0) {
      earnedLater = insideEarned[index] / tranches
      tradedLater = insideTraded[index] / tranches
      gross[index] += earnedLater
      change += tradedLater
      held += inside[index]
      before = held / tranches
    }
    if (closed[index] !== 0) {
      held += closed[index]
      const left = Math.abs(held / tranches - before)
      change += left
      tradedLater += left
      before = held / tranches
    }
    traded[index] = change
    if (later === null) continue
    later.held[index] = before
    later.earned[index] = earnedLater
    later.traded[index] = tradedLater
  }
}
