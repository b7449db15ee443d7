import type { Simulation } from './simulate.ts'
import { Equity, maxDrawdownOf, perYear, type Summary, sharpeOf, totalReturnOf } from './summary.ts'

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
 * What is left of the same trades at other costs. A bar's net return is gross − rate · traded, so that mean and variance
 * at any rate follow from the moments of the two columns: two passes, however many rates.
 *
 * @param rate of the run itself, whose summary is given
 */
export function otherCosts(
  { gross, traded }: Pick<Simulation, 'gross' | 'traded'>,
  rate: number,
  periodsPerYear: number,
  once: Summary,
): { costs: CostResult[]; costCurve: CostPoint[] } {
  const { twice, thrice, meanGross, meanTraded } = pathsOf({ gross, traded }, rate)
  const moments = momentsOf({ gross, traded }, meanGross, meanTraded)
  const count = gross.length
  const yearly = (at: number) => perYear(sharpeAt(at, moments), periodsPerYear)
  const resultOf = (multiple: number, { equity, maxDrawdown }: Equity): CostResult => ({
    multiple,
    sharpe: yearly(multiple * rate),
    cum_return: totalReturnOf({ count, equity }),
    max_dd: maxDrawdownOf({ count, maxDrawdown }),
  })
  const own = {
    multiple: 1,
    sharpe: perYear(sharpeOf(once), periodsPerYear),
    cum_return: totalReturnOf(once),
    max_dd: maxDrawdownOf(once),
  }
  return {
    costs: [own, resultOf(2, twice), resultOf(3, thrice)],
    costCurve: shownBps.map((bps) => ({ bps, sharpe: yearly(bps / 10_000) })),
  }
}

function pathsOf({ gross, traded }: Pick<Simulation, 'gross' | 'traded'>, rate: number) {
  const [twice, thrice] = [new Equity(), new Equity()]
  let sumGross = 0
  let sumTraded = 0
  for (let bar = 0; bar < gross.length; bar++) {
    const earned = gross[bar]
    const change = traded[bar]
    sumGross += earned
    sumTraded += change
    twice.add(earned - 2 * rate * change)
    thrice.add(earned - 3 * rate * change)
  }
  return { twice, thrice, meanGross: sumGross / gross.length, meanTraded: sumTraded / gross.length }
}

/** Sums of squares and products about the means. */
interface Moments {
  count: number
  meanGross: number
  meanTraded: number
  grossGross: number
  grossTraded: number
  tradedTraded: number
}

/** Apart from what is made of it: variables that a function inside sees are slow to add to. */
function momentsOf(
  { gross, traded }: Pick<Simulation, 'gross' | 'traded'>,
  meanGross: number,
  meanTraded: number,
): Moments {
  const count = gross.length
  let grossGross = 0
  let grossTraded = 0
  let tradedTraded = 0
  for (let bar = 0; bar < count; bar++) {
    const a = gross[bar] - meanGross
    const b = traded[bar] - meanTraded
    grossGross += a * a
    grossTraded += a * b
    tradedTraded += b * b
  }
  return { count, meanGross, meanTraded, grossGross, grossTraded, tradedTraded }
}

function sharpeAt(rate: number, moments: Moments): number | null {
  const { count, meanGross, meanTraded, grossGross, grossTraded, tradedTraded } = moments
  const squares = grossGross - 2 * rate * grossTraded + rate * rate * tradedTraded
  const ratio = (meanGross - rate * meanTraded) / Math.sqrt(squares / (count - 1))
  // What rounding leaves of returns that are all equal is no variance.
  const size = grossGross + count * meanGross ** 2 + rate * rate * (tradedTraded + count * meanTraded ** 2)
  return squares > 1e-24 * size && Number.isFinite(ratio) ? ratio : null
}
