import { groupAt, groupBy } from '../groupBy.ts'
import type { Booked, BookedBars } from './account.ts'
import type { RunPart } from './partMetrics.ts'
import { pickRows } from './rowSets.ts'

/** What an account did, in memory that its next trade leaves alone. */
export function copyOf(booked: Booked) {
  const { decision, gross, closed, exit, cost } = booked.trades
  return {
    ...copyOfBars(booked),
    trades: {
      decision: decision.slice(),
      gross: gross.slice(),
      closed,
      ...(exit && { exit: exit.slice() }),
      ...(cost && { cost: cost.slice() }),
    },
  }
}

/** The same without its trades. */
export function copyOfBars({ ts, session, gross, traded, charged, weight, everyBar }: BookedBars) {
  const all = {
    ts: everyBar.ts,
    session: everyBar.session,
    gross: everyBar.gross.slice(),
    traded: everyBar.traded.slice(),
    ...(everyBar.charged && { charged: everyBar.charged.slice() }),
  }
  return {
    ts,
    session,
    weight: weight.slice(),
    // The bars are often all there are.
    gross: gross === everyBar.gross ? all.gross : gross.slice(),
    traded: traded === everyBar.traded ? all.traded : traded.slice(),
    ...(charged && { charged: charged.slice() }),
    everyBar: all,
  }
}

/** A run as a breakdown takes it apart. */
export type Run = ReturnType<typeof copyOf>

/**
 * What was decided in each of some groups: the places of its trades, and how many decisions wanted a position.
 *
 * @param placeOf the group of each decision; -1 for none
 */
export function decidedBy(
  { trades }: Run,
  position: Float64Array,
  groups: number,
  placeOf: Int32Array,
): (group: number) => Pick<RunPart, 'trades' | 'signals'> {
  const byGroup = groupBy(groups, pickRows(placeOf, trades.decision))
  const signals = new Int32Array(groups)
  for (let index = 0; index < placeOf.length; index++) {
    if (position[index] !== 0 && placeOf[index] >= 0) signals[placeOf[index]]++
  }
  return (group) => ({ trades: groupAt(byGroup, group), signals: signals[group] })
}
