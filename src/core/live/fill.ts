/** What is known of a position: prices above 0, in the ticker's currency, null where it is not known. */
export interface Position {
  side: 'long' | 'short'
  /** The price that the signal was decided at. */
  reference: number | null
  fill: number | null
  exit: number | null
  /** Where it would have been left at a loss, as set when it was entered. */
  stop: number | null
}

export interface Outcome {
  /** |fill − reference|, in the price's unit. */
  slippage: number | null
  /** What was earned, in multiples of what the stop risked (R multiple). */
  rr: number | null
  /** What was earned, as a fraction of what was put in; costs are not in it. */
  pnl: number | null
}

/** What follows from the prices of a position; null where they do not say. */
export function outcomeOf({ side, reference, fill, exit, stop }: Position): Outcome {
  if (fill === null) return { slippage: null, rr: null, pnl: null }
  const sign = side === 'long' ? 1 : -1
  const earned = exit === null ? null : sign * (exit - fill)
  // A fill beyond the stop risked nothing that a multiple could be of.
  const risked = stop === null ? 0 : sign * (fill - stop)
  return {
    slippage: reference === null ? null : Math.abs(fill - reference),
    rr: earned === null || risked <= 0 ? null : earned / risked,
    pnl: earned === null ? null : earned / fill,
  }
}

/** However few digits a number has, it does not stand for one that is further away. */
const coarsest = 0.05

/** Whether a number, as it was written, can be another one that was rounded to its digits. */
export function isRounded(written: number, exact: number): boolean {
  const [digits, exponent = '0'] = String(written).split('e')
  const decimals = (digits.split('.')[1]?.length ?? 0) - Number(exponent)
  const rounding = Math.min(0.5 * 10 ** -decimals, coarsest)
  const ulps = 1e-12 * Math.max(Math.abs(written), Math.abs(exact))
  return Math.abs(written - exact) <= rounding + ulps
}
