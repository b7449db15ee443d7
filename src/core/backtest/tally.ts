import { sessionReturns } from '../statistics/sessions.ts'
import type { Booked, FoldCounts, Tally, TallyTerms } from './account.ts'
import { netReturns } from './metrics.ts'
import { tradeOutcomes } from './outcomes.ts'
import { firstAtLeast } from './search.ts'
import { countTaken, type Trades } from './simulate.ts'
import { columnsSource, summarise, totalsOf } from './totals.ts'

/** Of a simulation, whatever is traded. */
export function tallyOf(booked: Booked, position: Float64Array, terms: TallyTerms): Tally {
  const { everyBar, session, gross, traded, weight, trades, unfilled, brackets, options } = booked
  const { rate, starts, foldSizes, labels, net, tradeReturns } = terms
  const totals = totalsOf(columnsSource(booked), rate, starts, net)
  const bySession = () =>
    sessionReturns(everyBar.session, everyBar.gross === gross ? net : netReturns(everyBar, rate))
  // With one bar a session, bar returns are session returns.
  const rising = isRising(everyBar.session)
  const sessions = rising ? { sessions: session, returns: net } : bySession()
  return {
    totals,
    filled: trades.decision.length,
    folds: byFold(trades, position, foldSizes),
    unfilled,
    heldBars: countTaken(weight),
    traded: sumOf(traded),
    outcomes: tradeOutcomes(trades, rate, labels, position, tradeReturns),
    sessions,
    sessionSummary: rising ? totals.run : summarise(sessions.returns),
    ...(brackets && { brackets }),
    ...(options && { options }),
  }
}

function byFold(
  { decision, closed }: Trades,
  position: Float64Array,
  foldSizes: readonly number[],
): FoldCounts[] {
  const before = (index: number) =>
    firstAtLeast(decision.subarray(0, closed), index) + firstAtLeast(decision.subarray(closed), index)
  let end = 0
  return foldSizes.map((size) => {
    const start = end
    end += size
    return { wanted: countTaken(position.subarray(start, end)), filled: before(end) - before(start) }
  })
}

/** Whether each bar is a session of its own. */
export function isRising(session: Int32Array): boolean {
  for (let bar = 1; bar < session.length; bar++) if (session[bar] <= session[bar - 1]) return false
  return true
}

export function sumOf(values: Float64Array): number {
  let sum = 0
  for (let index = 0; index < values.length; index++) sum += values[index]
  return sum
}
