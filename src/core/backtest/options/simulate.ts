import { SigmaError } from '../../errors.ts'
import type { Dataset } from '../../matrix/matrix.ts'
import type { Market } from '../market.ts'
import type { Simulation } from '../simulate.ts'
import { OptionTally } from './figures.ts'
import { atLastBid, type OptionFill, type OptionMarket, type OptionTrade, optionFills } from './fills.ts'
import { midOf } from './quotes.ts'
import type { OptionExecution } from './settings.ts'

/** Trades options on decisions of some rows, on bars `first` to `last`. */
interface OptionTrader {
  /** @param position sign × size per row */
  trade(position: Float64Array): Simulation
}

/** The options of a dataset, looked up once for all simulations. */
export interface OptionBook {
  open(rows: Int32Array, first: number, last: number): OptionTrader
}

/**
 * Looks up what every row of a dataset would come to if it bought its call or its put.
 *
 * @throws UNPROCESSABLE without contracts to buy, or quotes to buy them at
 */
export function openOptions(
  { matrix: { contracts }, barOfRow, quotes }: Dataset,
  market: Market,
  options: OptionExecution,
): OptionBook {
  if (!contracts || !quotes || barOfRow === null) {
    const missing = contracts ? 'quotes to fill them at' : 'contracts that its rows would buy'
    throw new SigmaError('UNPROCESSABLE', `options can not be traded: the data has no ${missing}`, {
      next: 'build the matrix from a source with option quotes, such as synthetic',
    })
  }
  const { minOpenInterest, minVolatility, commissionPerContract: commission, riskPerTrade } = options
  const guards = {
    oiMin: minOpenInterest > 0 ? minOpenInterest : null,
    volatilityMin: minVolatility,
  }
  const where: OptionMarket = { market, quotes, barOfRow, guards, commission }
  const fills = {
    call: optionFills(where, contracts.call, true),
    put: optionFills(where, contracts.put, false),
  }
  return {
    open: (rows, first, last) => ({
      trade: (position) => simulateOptions({ where, fills, rows, first, last, riskPerTrade }, position),
    }),
  }
}

interface Setting {
  where: OptionMarket
  fills: Record<'call' | 'put', OptionFill[]>
  rows: Int32Array
  first: number
  last: number
  riskPerTrade: number
}

/**
 * Books each option once, in the bar in which it is left: its return on the premium × the share of equity paid for it.
 * Before costs that is the return from mid to mid; what the spread, the slippage and the commission take of it is its
 * cost. While it is held its weight is the share paid. What is not left by the end is booked at its last bid.
 */
function simulateOptions(
  { where, fills, rows, first, last, riskPerTrade }: Setting,
  position: Float64Array,
): Simulation {
  const { market } = where
  const bars = Math.max(0, last - first + 1)
  const column = () => new Float64Array(bars)
  const [gross, charged, traded, opened, weight] = [column(), column(), column(), column(), column()]
  const decision: number[] = []
  const earned: number[] = []
  const cost: number[] = []
  const tally = new OptionTally()
  let closed = 0
  let unfilled = 0
  for (let index = 0; index < position.length; index++) {
    const size = position[index]
    if (size === 0) continue
    const fill = fills[size > 0 ? 'call' : 'put'][rows[index]]
    if (fill === null || 'unfilled' in fill || fill.entryBar < first || fill.entryBar > last) {
      if (fill !== null && 'unfilled' in fill) tally.unfilled(fill.unfilled)
      unfilled++
      continue
    }
    const { exitBar, exit, exitMid, exitPrice } = leftBy(where, fill, last)
    const isOpen = exit === 'open_at_end'
    const before = exitMid / midOf(fill.entry) - 1
    const after = exitPrice / fill.entryPrice - 1
    const share = riskPerTrade * Math.abs(size)
    gross[exitBar - first] += share * before
    charged[exitBar - first] += share * (before - after)
    traded[fill.entryBar - first] += share
    opened[fill.entryBar - first] += share
    if (!isOpen) {
      traded[exitBar - first] += share
      // What is sold at the open of a bar is not held in it; what expires is held to its close.
      const gone = exit === 'expiry' ? exitBar + 1 : exitBar
      if (gone <= last) opened[gone - first] -= share
      closed++
    }
    tally.filled(fill, exit)
    decision.push(index)
    earned.push(before)
    cost.push(before - after)
  }
  for (let bar = 0, held = 0; bar < bars; bar++) {
    held += opened[bar]
    weight[bar] = Math.abs(held) < leastShare ? 0 : held
  }
  return {
    ts: market.ts.subarray(first, first + bars),
    session: market.session.subarray(first, first + bars),
    gross,
    charged,
    traded,
    weight,
    trades: {
      decision: Int32Array.from(decision),
      gross: Float64Array.from(earned),
      cost: Float64Array.from(cost),
      closed,
    },
    unfilled,
    options: tally.figures(),
  }
}

/** What rounding leaves of shares that are all sold. */
const leastShare = 1e-12

type Left = Pick<OptionTrade, 'exitBar' | 'exitMid' | 'exitPrice'> & {
  exit: OptionTrade['exit'] | 'open_at_end'
}

function leftBy(where: OptionMarket, trade: OptionTrade, last: number): Left {
  if (trade.exitBar <= last) return trade
  const { contract, entryBar, entry } = trade
  const marked = atLastBid(where, contract, entryBar, where.market.ts[last], entry)
  return { ...marked, exitBar: last, exit: 'open_at_end' }
}
