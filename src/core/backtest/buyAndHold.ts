import { formatDay } from '../bars/day.ts'
import type { Dataset } from '../matrix/matrix.ts'
import { equityCurve } from '../statistics/returns.ts'
import { sessionReturns } from '../statistics/sessions.ts'
import { openBook } from './booking.ts'
import { type Execution, rateOfChange } from './config.ts'
import { maxDrawdownOf, perYear, sharpeOf, totalReturnOf } from './summary.ts'
import { summarise } from './totals.ts'

/** What no skill at all would have earned over the out-of-sample bars: bought once and held, or always long. */
export interface BuyAndHold {
  /** `always_long` where only forward returns are known: each of them is booked. */
  kind: 'buy_and_hold' | 'always_long'
  /** Of session returns, a year. */
  sharpe: number | null
  cum_return: number | null
  /** Over bars, a magnitude. */
  max_dd: number | null
  /** Why a figure is null, by its name. */
  unavailable: Partial<Record<'sharpe' | 'cum_return' | 'max_dd', string>>
  /** Value of 1 at the start after some of the sessions, at most `pointsAtMost` with the last: for a picture. */
  equity: { ts: string; equity: number }[]
}

const pointsAtMost = 200

/**
 * Holds what the run traded from its first out-of-sample open to its last close, nights and hours outside its signals
 * included, without its brackets, and itself where the run bought options on it. It pays one entry at the run's costs; what is held at the end is marked at the last close.
 *
 * @param rows out-of-sample rows in time order, at least one
 */
export function buyAndHold(dataset: Dataset, execution: Execution, rows: Int32Array): BuyAndHold {
  const { brackets: _, options: __, ...held } = execution
  const { periodsPerYear, open } = openBook(dataset, held)
  const account = open(rows, null)
  const { session, gross } = account.hold()
  const net = gross.slice()
  if (net.length > 0) net[0] -= rateOfChange(execution)
  const sessions = sessionReturns(session, net)
  const sessionsPerYear = (periodsPerYear * sessions.returns.length) / account.bars
  const summary = summarise(net)
  const figures = {
    sharpe: perYear(sharpeOf(summarise(sessions.returns)), sessionsPerYear),
    cum_return: totalReturnOf(summary),
    max_dd: maxDrawdownOf(summary),
  }
  const noBars = net.length === 0 ? 'there are no out-of-sample bars' : null
  return {
    kind: dataset.returnBasis === 'forward' ? 'always_long' : 'buy_and_hold',
    ...figures,
    unavailable: {
      ...(figures.sharpe === null && { sharpe: noBars ?? 'the returns do not vary' }),
      ...(figures.cum_return === null && { cum_return: noBars ?? 'more than everything was lost' }),
      ...(figures.max_dd === null && { max_dd: noBars ?? 'more than everything was lost' }),
    },
    equity: thinned(sessions.sessions, equityCurve(sessions.returns)),
  }
}

/** Some sessions at equal distance, counted back from the last. */
function thinned(sessions: Int32Array, equity: Float64Array): BuyAndHold['equity'] {
  const step = Math.ceil(sessions.length / pointsAtMost)
  const points: BuyAndHold['equity'] = []
  for (let row = sessions.length - 1; row >= 0; row -= step) {
    points.push({ ts: formatDay(sessions[row]), equity: Number(equity[row].toFixed(6)) })
  }
  return points.reverse()
}
