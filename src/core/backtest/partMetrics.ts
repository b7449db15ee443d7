import { sessionReturns } from '../statistics/sessions.ts'
import type { Booked } from './account.ts'
import { computeMetrics, type Metrics, netReturns, type UndefinedMetrics } from './metrics.ts'
import type { OptionFigures } from './options/figures.ts'
import { tradeOutcomes } from './outcomes.ts'
import { pick, pickRows } from './rowSets.ts'
import { firstAtLeast } from './search.ts'
import { countTaken, hasLeft, type Simulation } from './simulate.ts'
import { isRising, sumOf } from './tally.ts'
import { summarise } from './totals.ts'

/** What a part of a run does not differ in, or does not have. */
type OfRunAlone =
  | 'periods_per_year'
  | 'top_pct_realised'
  | 'median_spread_pct'
  | 'fill_rate'
  | 'oi_min_observed'
  | 'volume_min_observed'
  | 'adv_bps'

export type PartMetrics = Omit<Metrics, OfRunAlone>

/** Bars that belong together, with the trading that falls to them and the trades that were decided in them. */
export interface RunPart extends Pick<Simulation, 'gross' | 'traded' | 'charged' | 'weight'> {
  /** All bars of the part, for figures per session. */
  everyBar: Pick<Booked['everyBar'], 'session' | 'gross' | 'traded' | 'charged'>
  /** Places in the trades of the run. */
  trades: Int32Array
  /** Decisions of the part that wanted a position. */
  signals: number
}

/** What the parts of a run have in common. */
export interface RunFrame {
  /** Of the whole run, in memory that no later simulation overwrites. */
  trades: Simulation['trades']
  /** Per decision: sign × size. */
  position: Float64Array
  /** Per decision: label return; NaN where it is not known. */
  labels: Float64Array
  /** Cost of a change of weight by 1. */
  rate: number
  periodsPerYear: number
  /** Tranches that share a bar. */
  tranches: number
  /** Of options only. */
  options?: OptionFigures
}

/** The figures of a part, computed as those of a run are, with the reason for each that is undefined. */
export function partMetrics(
  part: RunPart,
  frame: RunFrame,
): { metrics: PartMetrics; unavailable: UndefinedMetrics } {
  const { rate, labels, position, periodsPerYear, tranches, options } = frame
  const trades = someOf(frame.trades, part.trades)
  const net = netReturns(part, rate)
  const summary = summarise(net)
  const { everyBar } = part
  // With one bar a session, bar returns are session returns.
  const sessionSummary =
    everyBar.gross === part.gross && isRising(everyBar.session)
      ? summary
      : summarise(sessionReturns(everyBar.session, netReturns(everyBar, rate)).returns)
  const { metrics, undefined: reasons } = computeMetrics({
    trading: {
      filled: trades.decision.length,
      unfilled: part.signals - trades.decision.length,
      heldBars: countTaken(part.weight),
      traded: sumOf(part.traded),
      ...(options && { options }),
    },
    net,
    summary,
    outcomes: tradeOutcomes(trades, rate, labels, position, new Float64Array(trades.gross.length)),
    sessionSummary,
    days: sessionSummary.count,
    periodsPerYear,
    tranches,
    topPctRealised: null,
  })
  return { metrics: ofPart(metrics), unavailable: ofPart(reasons) }
}

/** Some of the trades, those that have left before the others. @param places rising */
function someOf(trades: Simulation['trades'], places: Int32Array): Simulation['trades'] {
  const count = places.length
  if (trades.exit === undefined) {
    // As they stand, which is in that order.
    return {
      decision: pickRows(trades.decision, places),
      gross: pick(trades.gross, places),
      closed: firstAtLeast(places, trades.closed),
      ...(trades.cost && { cost: pick(trades.cost, places) }),
    }
  }
  const decision = new Int32Array(count)
  const gross = new Float64Array(count)
  const cost = trades.cost && new Float64Array(count)
  let closed = 0
  for (let index = 0; index < count; index++) closed += Number(hasLeft(trades, places[index]))
  for (let index = 0, left = 0, open = closed; index < count; index++) {
    const trade = places[index]
    const to = hasLeft(trades, trade) ? left++ : open++
    decision[to] = trades.decision[trade]
    gross[to] = trades.gross[trade]
    if (cost && trades.cost) cost[to] = trades.cost[trade]
  }
  // Those that have left come first, which is what is told by no `exit`.
  return { decision, gross, closed, ...(cost && { cost }) }
}

function ofPart<Figures extends Partial<Record<OfRunAlone, unknown>>>(
  figures: Figures,
): Omit<Figures, OfRunAlone> {
  const {
    periods_per_year: _,
    top_pct_realised: __,
    median_spread_pct: ___,
    fill_rate: ____,
    oi_min_observed: _____,
    volume_min_observed: ______,
    adv_bps: _______,
    ...part
  } = figures
  return part
}
