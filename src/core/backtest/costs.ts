import type { BlockSums, PathEnd } from './blockSums.ts'
import { maxDrawdownOf, perYear, sharpeOf, totalReturnOf } from './summary.ts'
import type { Totals } from './totals.ts'

/** Net result at a multiple of the costs. */
export interface CostResult {
  multiple: number
  sharpe: number | null
  cum_return: number | null
  max_dd: number | null
}

/** What is left of a run's Sharpe ratio at other costs. */
export interface CostPoint {
  /** Slippage and commission together, in basis points of a change of weight, a side. */
  bps: number
  /** Annualised, net; null when the returns do not vary. */
  sharpe: number | null
}

/** Costs at which a run is shown, whatever its own are. */
const shownBps = [0, 1, 2, 5, 10]

/**
 * What is left of the same trades at other costs. A bar's net return is gross − rate · charged, so that mean and variance
 * at any rate follow from the moments of the two columns: one pass, however many rates.
 *
 * @param rate of the run itself
 */
export function otherCosts(
  { sums, twice, thrice, run }: Totals,
  rate: number,
  periodsPerYear: number,
): { costs: CostResult[]; costCurve: CostPoint[] } {
  const { count } = run
  const yearly = (at: number) => perYear(sharpeAt(at, sums), periodsPerYear)
  const resultOf = (multiple: number, { equity, maxDrawdown }: PathEnd): CostResult => ({
    multiple,
    sharpe: yearly(multiple * rate),
    cum_return: totalReturnOf({ count, equity }),
    max_dd: maxDrawdownOf({ count, maxDrawdown }),
  })
  const own = {
    multiple: 1,
    sharpe: perYear(sharpeOf(run), periodsPerYear),
    cum_return: totalReturnOf(run),
    max_dd: maxDrawdownOf(run),
  }
  return {
    costs: [own, resultOf(2, twice), resultOf(3, thrice)],
    costCurve: shownBps.map((bps) => ({ bps, sharpe: yearly(bps / 10_000) })),
  }
}

function sharpeAt(rate: number, sums: BlockSums): number | null {
  const { bars, meanGross, meanCharged, grossGross, grossCharged, chargedCharged } = sums
  const squares = grossGross - 2 * rate * grossCharged + rate * rate * chargedCharged
  const ratio = (meanGross - rate * meanCharged) / Math.sqrt(squares / (bars - 1))
  // What rounding leaves of returns that are all equal is no variance.
  const size = grossGross + bars * meanGross ** 2 + rate * rate * (chargedCharged + bars * meanCharged ** 2)
  return squares > 1e-24 * size && Number.isFinite(ratio) ? ratio : null
}
