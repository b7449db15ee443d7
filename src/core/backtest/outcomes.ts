import { hasLeft, netOf, signOf, type Trades } from './simulate.ts'

/** What the closed trades of a run came to. */
export interface TradeOutcomes {
  closed: number
  /** Net returns of the closed trades. */
  returns: Float64Array
  /** Trades that earned nothing are neither. */
  wins: number
  losses: number
  /** What the losing trades lost together, a magnitude. */
  lost: number
  /** Mean of label return (with the sign of the position) less gross return, over trades of known label. */
  labelMinusEarned: number | null
}

/**
 * One pass over the trades.
 *
 * @param rate cost of one side
 * @param labels label return per decision; NaN where it is not known
 * @param position per decision
 * @param net where the net returns are written
 */
export function tradeOutcomes(
  trades: Trades,
  rate: number,
  labels: Float64Array,
  position: Float64Array,
  net: Float64Array,
): TradeOutcomes {
  const { decision, gross, closed } = trades
  let wins = 0
  let losses = 0
  let lost = 0
  let gap = 0
  let labelled = 0
  let left = 0
  for (let trade = 0; left < closed; trade++) {
    if (!hasLeft(trades, trade)) continue
    const earned = gross[trade]
    const value = netOf(trades, trade, rate)
    net[left++] = value
    wins += Number(value > 0)
    losses += Number(value < 0)
    lost += (Math.abs(value) - value) / 2
    const index = decision[trade]
    const label = labels[index]
    if (Number.isNaN(label)) continue
    gap += label * signOf(position[index]) - earned
    labelled++
  }
  return {
    closed,
    returns: net.subarray(0, closed),
    wins,
    losses,
    lost,
    labelMinusEarned: labelled > 0 ? gap / labelled : null,
  }
}
