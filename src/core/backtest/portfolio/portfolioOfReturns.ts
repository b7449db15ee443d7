import type { Dataset, Matrix, Tickers } from '../../matrix/matrix.ts'
import { valuesAt } from '../../matrix/spreadRows.ts'
import type { Book } from '../account.ts'
import { defaultPortfolio, type Execution } from '../config.ts'
import { isLabelled, sessionAt } from '../forward.ts'
import { ForwardAccount, type Slots } from './forwardAccount.ts'
import { capitalShares } from './shares.ts'

/**
 * Books forward returns of several tickers where no prices are known: as `bookForward` does for one, at every
 * `horizon`-th decision time, each ticker's return times its weight. The bookings of one time are a bar, when the last
 * of their labels is known. Weights are positions times shares of the capital, scaled down where their sizes add up to
 * more than the limit. A ticker whose label is not known books nothing, and was left before.
 */
export function portfolioOfReturns(
  dataset: Dataset,
  tickers: Tickers,
  { portfolio = defaultPortfolio }: Pick<Execution, 'portfolio'>,
): Book {
  const { matrix, horizon, periodsPerYear } = dataset
  const share = capitalShares(dataset, tickers, portfolio.allocation)
  return {
    periodsPerYear: periodsPerYear / horizon,
    tranches: 1,
    open(rows) {
      const slots = slotsOf(matrix, horizon, rows)
      const { maxExposure } = portfolio
      const shares = valuesAt(share, rows)
      return new ForwardAccount({ matrix, tickers, rows, slots, shares, maxExposure })
    },
  }
}

function slotsOf(matrix: Matrix, horizon: number, rows: Int32Array): Slots {
  const kept: { slot: number; from: number; to: number; ts: number }[] = []
  let time = 0
  for (let from = 0, to = 0; from < rows.length; from = to, time++) {
    while (to < rows.length && matrix.ts[rows[to]] === matrix.ts[rows[from]]) to++
    if (time % horizon !== 0) continue
    let end = Number.NEGATIVE_INFINITY
    for (let index = from; index < to; index++) {
      if (isLabelled(matrix, rows[index])) end = Math.max(end, matrix.labelEnd[rows[index]])
    }
    if (end > Number.NEGATIVE_INFINITY) kept.push({ slot: time / horizon, from, to, ts: end })
  }
  return {
    slot: Int32Array.from(kept, ({ slot }) => slot),
    from: Int32Array.from(kept, ({ from }) => from),
    to: Int32Array.from(kept, ({ to }) => to),
    ts: Float64Array.from(kept, ({ ts }) => ts),
    session: Int32Array.from(kept, ({ ts }) => sessionAt(matrix, ts)),
  }
}
