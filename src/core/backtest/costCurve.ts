import type { Simulation } from './simulate.ts'
import { perYear } from './summary.ts'

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
 * The Sharpe ratio at each of some costs, for the same trades. A bar's net return is gross − rate · traded, so that
 * mean and variance at any rate follow from the moments of the two columns: two passes, however many rates.
 */
export function costCurve(
  columns: Pick<Simulation, 'gross' | 'traded'>,
  periodsPerYear: number,
): CostPoint[] {
  const { count, meanGross, meanTraded, grossGross, grossTraded, tradedTraded } = momentsOf(columns)
  return shownBps.map((bps) => {
    const rate = bps / 10_000
    const squares = grossGross - 2 * rate * grossTraded + rate * rate * tradedTraded
    const ratio = (meanGross - rate * meanTraded) / Math.sqrt(squares / (count - 1))
    // What rounding leaves of returns that are all equal is no variance.
    const size = grossGross + count * meanGross ** 2 + rate * rate * (tradedTraded + count * meanTraded ** 2)
    const varies = squares > 1e-24 * size
    return { bps, sharpe: varies && Number.isFinite(ratio) ? perYear(ratio, periodsPerYear) : null }
  })
}

/** Apart from what uses them: a variable that a function closes over can't stay in a register. */
function momentsOf({ gross, traded }: Pick<Simulation, 'gross' | 'traded'>) {
  const count = gross.length
  let sumGross = 0
  let sumTraded = 0
  for (let bar = 0; bar < count; bar++) {
    sumGross += gross[bar]
    sumTraded += traded[bar]
  }
  const meanGross = sumGross / count
  const meanTraded = sumTraded / count
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
