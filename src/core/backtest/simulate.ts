import type { Market } from './market.ts'

/** Positions wanted, one per decision, oldest first. */
export interface Decisions {
  /** Bar at whose end each decision is taken, strictly increasing. */
  bar: Int32Array
  /** Sign × size, from -1 to 1; 0 where nothing is wanted. */
  position: Float64Array
}

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
}

/** Filled tranches in order of entry. The first `closed` of them have left; the rest is marked at the end. */
export interface Trades {
  /** Index of the decision behind each tranche. */
  decision: Int32Array
  /** Sign × (exit / entry - 1), before costs. */
  gross: Float64Array
  closed: number
}

/** Sizes are summed as whole multiples of this, so that adding and taking away leaves exactly nothing. */
const UNIT = 2 ** -40

/**
 * Trades decisions at the prices of a market, over the bars `first` to `last`.
 * A decision at bar t is filled at the open of bar t + 1 and held for `horizon` bars as a tranche of 1 / horizon.
 * It leaves at the open of bar t + 1 + horizon, or at the last close of its session where positions may not pass it.
 * With entry at the session's close it is filled at the close of bar t + 1 and leaves at the open of bar t + 2.
 * All changes at one open or close are netted before they count as traded.
 * Time is linear in bars + decisions.
 */
export function simulate(market: Market, decisions: Decisions, first: number, last: number): Simulation {
  const tranches = fill(market, decisions, first, last)
  const { open, close, horizon } = market
  const { entry, exit, units, count } = tranches
  const overnight = market.entry === 'session_close'
  const bars = Math.max(0, last - first + 1)
  const gross = new Float64Array(bars)
  const traded = new Float64Array(bars)
  const weight = new Float64Array(bars)
  const scale = UNIT / (overnight ? 1 : horizon)

  let held = 0
  let entered = 0
  let left = 0
  for (let bar = first; bar <= last; bar++) {
    const index = bar - first
    const before = held * scale
    while (left < entered && exit[left] === 2 * bar) held -= units[left++]
    while (entered < count && entry[entered] === 2 * bar) held += units[entered++]
    const after = held * scale
    while (left < entered && exit[left] === 2 * bar + 1) held -= units[left++]
    while (entered < count && entry[entered] === 2 * bar + 1) held += units[entered++]
    let earned = 0
    if (before !== 0) earned += before * (open[bar] / close[bar - 1] - 1)
    if (after !== 0) earned += after * (close[bar] / open[bar] - 1)
    gross[index] = earned
    traded[index] = Math.abs(after - before) + Math.abs(held * scale - after)
    weight[index] = overnight ? before : after
  }
  return {
    ts: market.ts.subarray(first, first + bars),
    session: market.session.subarray(first, first + bars),
    gross,
    traded,
    weight,
    trades: { decision: tranches.decision, gross: tradeReturns(market, tranches, last), closed: left },
    unfilled: tranches.unfilled,
  }
}

/** Entries and exits as instants: the open of bar k is 2k, its close 2k + 1. Both never decrease. */
interface Tranches {
  decision: Int32Array
  entry: Int32Array
  exit: Int32Array
  /** Sign × size in whole UNITs. */
  units: Float64Array
  count: number
  unfilled: number
}

function fill(market: Market, { bar, position }: Decisions, first: number, last: number): Tranches {
  const { fillable } = market
  const wanted = countWanted(position)
  const decision = new Int32Array(wanted)
  const entry = new Int32Array(wanted)
  const exit = new Int32Array(wanted)
  const units = new Float64Array(wanted)
  let count = 0
  for (let index = 0; index < position.length; index++) {
    if (position[index] === 0) continue
    const fillBar = bar[index] + 1
    if (fillBar < first || fillBar > last || (fillable !== null && fillable[fillBar] === 0)) continue
    const enters = market.entry === 'session_close' ? 2 * fillBar + 1 : 2 * fillBar
    const leaves = exitOf(market, bar[index])
    if (leaves <= enters) continue
    decision[count] = index
    entry[count] = enters
    exit[count] = leaves
    units[count] = Math.round(position[index] / UNIT)
    count++
  }
  return { decision: decision.subarray(0, count), entry, exit, units, count, unfilled: wanted - count }
}

function exitOf({ horizon, entry, sessionEnd }: Market, decisionBar: number): number {
  if (entry === 'session_close') return 2 * (decisionBar + 2)
  const leaves = 2 * (decisionBar + 1 + horizon)
  return sessionEnd === null ? leaves : Math.min(leaves, 2 * sessionEnd[decisionBar] + 1)
}

function countWanted(position: Float64Array): number {
  let wanted = 0
  for (let index = 0; index < position.length; index++) if (position[index] !== 0) wanted++
  return wanted
}

function tradeReturns({ open, close }: Market, tranches: Tranches, last: number): Float64Array {
  const { entry, exit, units, count } = tranches
  const priceAt = (instant: number) => (instant % 2 === 0 ? open : close)[instant >> 1]
  const returns = new Float64Array(count)
  const end = 2 * last + 1
  for (let index = 0; index < count; index++) {
    const change = priceAt(Math.min(exit[index], end)) / priceAt(entry[index]) - 1
    returns[index] = units[index] > 0 ? change : -change
  }
  return returns
}
