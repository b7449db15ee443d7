import { SigmaError } from '../../errors.ts'
import type { Dataset } from '../../matrix/matrix.ts'
import type { BracketRange } from '../brackets/range.ts'
import type { Market } from '../market.ts'
import type { Simulation } from '../simulate.ts'
import { BracketTally } from './bracketTally.ts'
import { OptionTally } from './figures.ts'
import { atLastBid, type OptionFill, type OptionMarket, type OptionTrade, optionFills } from './fills.ts'
import { atBrackets, atHorizon } from './leaving.ts'
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
 * @param range what brackets look at; null without any
 * @throws UNPROCESSABLE without contracts to buy, or quotes to buy them at
 */
export function openOptions(
  { matrix: { contracts }, barOfRow, quotes }: Dataset,
  market: Market,
  options: OptionExecution,
  range: BracketRange | null = null,
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
  const leavingOf = range ? atBrackets(market, range) : atHorizon(market)
  const where: OptionMarket = { market, quotes, barOfRow, guards, leavingOf, commission }
  const fills = {
    call: optionFills(where, contracts.call, true),
    put: optionFills(where, contracts.put, false),
  }
  return {
    open: (rows, first, last) => ({
      trade: (position) =>
        simulateOptions(
          { where, fills, rows, first, last, riskPerTrade, hasBrackets: range !== null },
          position,
        ),
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
  hasBrackets: boolean
}

/**
 * Books each option on the bars in which it is held: the change of what it is worth ÷ the premium paid × the share of
 * equity paid for it. It is worth its mid, so that a bar's return before costs goes from mid to mid; what is paid above
 * the mid when it is bought, and had below it when it is left, are costs of the bars in which that happens. Together
 * they are its return on the premium. While it is held its weight is the share paid. What is not left by the end is
 * booked at its last bid.
 */
function simulateOptions(
  { where, fills, rows, first, last, riskPerTrade, hasBrackets }: Setting,
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
  const brackets = hasBrackets ? new BracketTally() : null
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
    const share = riskPerTrade * Math.abs(size)
    const ofPremium = share / fill.entryPrice
    let worth = midOf(fill.entry)
    for (let held = 0; fill.entryBar + held < exitBar; held++) {
      gross[fill.entryBar + held - first] += ofPremium * (fill.marks[held] - worth)
      worth = fill.marks[held]
    }
    const paidAbove = fill.entryPrice - midOf(fill.entry)
    const hadBelow = exitMid - exitPrice
    gross[exitBar - first] += ofPremium * (exitMid - worth)
    charged[fill.entryBar - first] += ofPremium * paidAbove
    charged[exitBar - first] += ofPremium * hadBelow
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
    brackets?.add(fill.leaving, exit)
    decision.push(index)
    earned.push((exitMid - midOf(fill.entry)) / fill.entryPrice)
    cost.push((paidAbove + hadBelow) / fill.entryPrice)
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
      ...(brackets && { exit: brackets.codes() }),
    },
    unfilled,
    ...(brackets && { brackets: brackets.exits() }),
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
