/** How positions leave, by the number that a trade has of it. */
export const exitReasons = ['open_at_end', 'horizon', 'session_end', 'time', 'stop', 'target'] as const

type ExitReason = (typeof exitReasons)[number]

/** The numbers of the reasons. */
export const exitCode = {
  openAtEnd: 0,
  horizon: 1,
  sessionEnd: 2,
  time: 3,
  stop: 4,
  target: 5,
} as const satisfies Record<string, number>

/** How the trades of a run with brackets left. */
export interface BracketExits {
  /** Trades by reason: all of them together are the trades of the run. */
  exits: Record<ExitReason, number>
  /** Of these, trades that left at an open beyond the stop or the target instead of at its price. */
  gaps: { stop: number; target: number }
  /** Trades whose bar touched both; the stop was assumed first. */
  ambiguous_trades: number
  /** Bars in which that happened to some trade. */
  ambiguous_bars: number
}

/** @param counts by `exitCode` */
export function byReason(counts: ArrayLike<number>): BracketExits['exits'] {
  return {
    open_at_end: counts[exitCode.openAtEnd],
    horizon: counts[exitCode.horizon],
    session_end: counts[exitCode.sessionEnd],
    time: counts[exitCode.time],
    stop: counts[exitCode.stop],
    target: counts[exitCode.target],
  }
}
