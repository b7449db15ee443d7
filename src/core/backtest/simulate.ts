import { type BracketExits, exitCode } from './brackets/exits.ts'
import { type Market, plannedExit } from './market.ts'
import type { OptionFigures } from './options/figures.ts'

/** What trading did, bar by bar and trade by trade, before costs. */
export interface Simulation {
  ts: Float64Array
  session: Int32Array
  /** Return of each bar before costs, as a fraction of equity. */
  gross: Float64Array
  /** Sum of |change of weight| of each bar; times the cost rate it is the cost of the bar. */
  traded: Float64Array
  /** Weight held in each bar after the change at its open; of nights only, the weight held into the bar. */
  weight: Float64Array
  trades: Trades
  /** Decisions with a position that found no bar to be filled in. */
  unfilled: number
  /** How the trades left; absent without brackets. */
  brackets?: BracketExits
  /** Of options only, whose costs do not follow from `traded`: what they are a multiple of instead. */
  charged?: Float64Array
  /** Of options only. */
  options?: OptionFigures
}

/**
 * Filled tranches. The first `closed` of them have left, the rest is marked at the end: each part in the order of its
 * decisions. With `exit` it tells which have left instead.
 */
export interface Trades {
  /** Index of the decision behind each tranche. */
  decision: Int32Array
  /** Sign × (exit / entry - 1), before costs. */
  gross: Float64Array
  /** How many have left. */
  closed: number
  /** How each left, as `exitCode`. Absent without brackets: then the first `closed` of them have left, at their horizon. */
  exit?: Uint8Array
  /** Of options only: what the costs of both sides take of each return. Absent: the cost rate, of each side that was traded. */
  cost?: Float64Array
}

/** Whether a trade has left by the end. */
export function hasLeft({ closed, exit }: Pick<Trades, 'closed' | 'exit'>, trade: number): boolean {
  return exit === undefined ? trade < closed : exit[trade] !== exitCode.openAtEnd
}

/** Net return of a trade. @param rate cost of one side */
export function netOf(trades: Omit<Trades, 'decision'>, trade: number, rate: number): number {
  const { gross, cost } = trades
  return gross[trade] - (cost === undefined ? (hasLeft(trades, trade) ? 2 : 1) * rate : cost[trade])
}

/** When decisions would be filled and left, and what a long tranche would earn: the same for all positions. */
export interface Track {
  market: Market
  /** Bars simulated, both included. */
  first: number
  last: number
  /** Index of each decision that can be filled, rising. */
  decision: Int32Array
  /** Instant of entry and exit: the open of bar k is 2k, its close 2k + 1. Neither ever decreases; NEVER ends them. */
  entry: Int32Array
  exit: Int32Array
  /** exit / entry - 1; of a tranche open at the end, up to the last close. */
  change: Float64Array
  /** How many of them have left by the end. */
  closed: number
}

/** Where a simulation is written. Fresh memory costs more than the arithmetic, so that variants share theirs. */
export interface Buffers {
  gross: Float64Array
  traded: Float64Array
  weight: Float64Array
  tradeDecision: Int32Array
  tradeGross: Float64Array
}

export function buffersFor({ first, last, decision }: Pick<Track, 'first' | 'last' | 'decision'>): Buffers {
  const bars = Math.max(0, last - first + 1)
  return {
    gross: new Float64Array(bars),
    traded: new Float64Array(bars),
    weight: new Float64Array(bars),
    tradeDecision: new Int32Array(decision.length),
    tradeGross: new Float64Array(decision.length),
  }
}

/** After every instant: stands behind the last entry and exit. */
const NEVER = 2 ** 31 - 1

/**
 * Lays out when decisions trade. A decision at bar t is filled at the open of bar t + 1 and leaves at the open of
 * bar t + 1 + horizon, or at the last close of its session where positions may not pass it. With entry at the
 * session's close it is filled at the close of bar t + 1 and leaves at the open of bar t + 2.
 *
 * @param bar bar at whose end each decision is taken, strictly increasing
 */
export function layTrack(market: Market, bar: Int32Array, first: number, last: number): Track {
  const { open, close, fillable } = market
  const decision = new Int32Array(bar.length)
  const entry = new Int32Array(bar.length + 1)
  const exit = new Int32Array(bar.length + 1)
  const change = new Float64Array(bar.length)
  const end = 2 * last + 1
  let count = 0
  let closed = 0
  for (let index = 0; index < bar.length; index++) {
    const fillBar = bar[index] + 1
    if (fillBar < first || fillBar > last || (fillable !== null && fillable[fillBar] === 0)) continue
    const overnight = market.entry === 'session_close'
    const enters = overnight ? 2 * fillBar + 1 : 2 * fillBar
    const leaves = plannedExit(market, bar[index])
    if (leaves <= enters) continue
    const marked = Math.min(leaves, end)
    const exitPrice = marked % 2 === 0 ? open[marked >> 1] : close[marked >> 1]
    const earned = exitPrice / (overnight ? close[fillBar] : open[fillBar]) - 1
    // Before the first known price nothing can be bought.
    if (Number.isNaN(earned)) continue
    decision[count] = index
    entry[count] = enters
    exit[count] = leaves
    change[count] = earned
    if (leaves <= end) closed++
    count++
  }
  entry[count] = NEVER
  exit[count] = NEVER
  return {
    market,
    first,
    last,
    decision: decision.subarray(0, count),
    entry,
    exit,
    change,
    closed,
  }
}

/**
 * Trades positions along their track, in overlapping tranches of 1 / horizon.
 *
 * @param position per decision of the track, sign × size from -1 to 1, as of `positionsOf`; 0 where nothing is wanted
 * @param buffers overwritten, and part of the result
 */
export function simulate(track: Track, position: Float64Array, buffers = buffersFor(track)): Simulation {
  const { market, first } = track
  const { gross, traded, weight } = buffers
  walk(track, position, buffers)
  const { trades, unfilled } = tradesOf(track, position, buffers)
  return {
    ts: market.ts.subarray(first, first + gross.length),
    session: market.session.subarray(first, first + gross.length),
    gross,
    traded,
    weight,
    trades,
    unfilled,
  }
}

/**
 * Writes what the bars of a track come to: the return of a bar is the weight before its open × the night's return + the
 * weight after it × the day's. All changes at one open or close are netted before they count as traded. Time is linear
 * in bars + decisions.
 */
function walk(
  { market, first, decision, entry, exit }: Pick<Track, 'market' | 'first' | 'decision' | 'entry' | 'exit'>,
  position: Float64Array,
  { gross, traded, weight }: Pick<Buffers, 'gross' | 'traded' | 'weight'>,
): void {
  const { night, day } = market
  const overnight = market.entry === 'session_close'
  const bars = gross.length
  const tranches = overnight ? 1 : market.horizon

  let held = 0
  let before = 0
  let entered = 0
  let left = 0
  for (let index = 0; index < bars; index++) {
    const bar = first + index
    const opens = 2 * bar
    // One of each is the rule. Loops for it would take twice the time of all else, so that they are for what is left.
    if (exit[left] <= opens) held -= position[decision[left++]]
    if (entry[entered] <= opens) held += position[decision[entered++]]
    if (exit[left] <= opens || entry[entered] <= opens) {
      while (exit[left] <= opens) held -= position[decision[left++]]
      while (entry[entered] <= opens) held += position[decision[entered++]]
    }
    const after = held / tranches
    let change = Math.abs(after - before)
    gross[index] = before * night[bar] + after * day[bar]
    weight[index] = overnight ? before : after
    before = after
    if (exit[left] === opens + 1 || entry[entered] === opens + 1) {
      while (exit[left] <= opens + 1) held -= position[decision[left++]]
      while (entry[entered] <= opens + 1) held += position[decision[entered++]]
      before = held / tranches
      change += Math.abs(before - after)
    }
    traded[index] = change
  }
}

function tradesOf(
  track: Track,
  position: Float64Array,
  { tradeDecision: decision, tradeGross: gross }: Buffers,
): { trades: Trades; unfilled: number } {
  let count = 0
  let closed = 0
  for (let slot = 0; slot < track.decision.length; slot++) {
    const index = track.decision[slot]
    const size = position[index]
    // Written either way, and kept if it is one: a branch would be mispredicted half of the time.
    decision[count] = index
    gross[count] = signOf(size) * track.change[slot]
    const isOne = Number(size !== 0)
    count += isOne
    closed += isOne & Number(slot < track.closed)
  }
  const trades = { decision: decision.subarray(0, count), gross: gross.subarray(0, count), closed }
  const allFilled = track.decision.length === position.length
  return { trades, unfilled: allFilled ? 0 : countTaken(position) - count }
}

/** How many of the positions are not 0. */
export function countTaken(position: Float64Array): number {
  let taken = 0
  for (let index = 0; index < position.length; index++) taken += Number(position[index] !== 0)
  return taken
}

/** As `Math.sign`, without its branches: they would be mispredicted half of the time. */
export function signOf(value: number): number {
  return Number(value > 0) - Number(value < 0)
}
