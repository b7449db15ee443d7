import type { OptionChain } from '../../core/options/tables.ts'
import { type ContractColumns, contractColumns, quote, strikesAround } from './contracts.ts'
import { type History, streamOf } from './history.ts'
import {
  expiriesOf,
  type Outlook,
  outlookAt,
  skewOf,
  smileDeviation,
  varianceUntil,
  yearsUntil,
} from './impliedVolatility.ts'
import { growth, type NumberStream } from './numberStream.ts'
import { callDelta, callPrice, gamma, putPrice } from './optionPricing.ts'

/** One expiry of one session's snapshot. */
interface Listing {
  session: number
  expiry: number
  spot: number
  /** Of the log price until expiry, at the money. */
  deviation: number
  years: number
  skew: number
  strikes: number[]
}

/**
 * The chain at the close of each session: the front expiry, which is the next session, and those nearest to
 * `daysAhead`; whole strikes up to 25 from the close, and multiples of 5 up to 3.5 deviations from it. The front expiry
 * has whole strikes all the way: what is bought of it on its day lies around a price that has moved.
 */
export function makeChain(
  history: History,
  daysAhead: readonly number[],
  from: number,
  to: number,
): OptionChain {
  const listings: Listing[] = []
  const skew = skewOf(history)
  for (let s = from; s < to; s++) {
    const expiries = expiriesOf(history, s, [0, ...daysAhead], s + 1)
    const outlook = outlookAt(history, s, history.slots[s] * 5, expiries[expiries.length - 1] - s)
    for (const expiry of expiries) listings.push(list(history, outlook, expiry, skew(s)))
  }
  const rows = listings.reduce((sum, { strikes }) => sum + 2 * strikes.length, 0)
  const chain = emptyChain(rows)
  const interest = openInterestOf(history)
  let row = 0
  for (const listing of listings) {
    for (const strike of listing.strikes) {
      write(chain, row, listing, strike, history.options.spread)
      interest(chain, row, listing)
      interest(chain, row + 1, listing)
      row += 2
    }
  }
  return chain
}

function emptyChain(rows: number): OptionChain & ContractColumns {
  const column = () => new Float64Array(rows)
  return {
    ...contractColumns(rows),
    bid: column(),
    ask: column(),
    impliedVolatility: column(),
    delta: column(),
    gamma: column(),
    openInterest: column(),
    volume: column(),
  }
}

function list(history: History, outlook: Outlook, expiry: number, skew: number): Listing {
  const { spot, s } = outlook
  const deviation = Math.sqrt(varianceUntil(history, outlook, expiry))
  return {
    session: history.days[s],
    expiry: history.days[expiry],
    spot,
    deviation,
    years: yearsUntil(history, outlook, expiry),
    skew,
    strikes: strikesOf(spot, 3.5 * deviation * spot, expiry === s + 1),
  }
}

function strikesOf(spot: number, reach: number, isFront: boolean): number[] {
  const { lowest, count } = strikesAround([Math.round(spot)], isFront ? Math.max(25, Math.ceil(reach)) : 25)
  const near = Array.from({ length: count }, (_, i) => lowest + i)
  const highest = lowest + count - 1
  const below: number[] = []
  for (let strike = Math.ceil(lowest / 5) * 5 - 5; strike >= Math.max(5, spot - reach); strike -= 5)
    below.unshift(strike)
  const above: number[] = []
  for (let strike = Math.floor(highest / 5) * 5 + 5; strike <= spot + reach; strike += 5) above.push(strike)
  return [...below, ...near, ...above]
}

/** Writes the call of a strike into row `row` and its put into the next. */
function write(chain: OptionChain, row: number, listing: Listing, strike: number, spread: number): void {
  const { session, expiry, spot, skew, years } = listing
  const deviation = smileDeviation(listing.deviation, skew, spot, strike)
  const call = callPrice(spot, strike, deviation)
  const delta = callDelta(spot, strike, deviation)
  quote(call, spread, chain.bid, chain.ask, row)
  quote(putPrice(call, spot, strike), spread, chain.bid, chain.ask, row + 1)
  for (const [at, isCall] of [
    [row, 1],
    [row + 1, 0],
  ]) {
    chain.session[at] = session
    chain.expiry[at] = expiry
    chain.strike[at] = strike
    chain.isCall[at] = isCall
    chain.impliedVolatility[at] = rounded(deviation / Math.sqrt(years), 1e4)
    chain.delta[at] = rounded(isCall === 1 ? delta : delta - 1, 1e4)
    chain.gamma[at] = rounded(gamma(spot, strike, deviation), 1e6)
  }
}

function rounded(value: number, units: number): number {
  return Math.round(value * units) / units
}

/**
 * Open interest is a hump out of the money on each side, calls above and puts below, with peaks at round strikes, and
 * grows as expiry comes nearer; volume is a part of it. What sets contracts apart stays with them from day to day.
 */
function openInterestOf(history: History) {
  const { open_interest, volume } = history.options
  const [contracts, days, volumes] = ['contracts', 'open interest', 'chain volume'].map((purpose) =>
    streamOf(history, purpose),
  )
  return (chain: OptionChain, row: number, { session, expiry, spot, deviation }: Listing): void => {
    const strike = chain.strike[row]
    const isCall = chain.isCall[row]
    const contract = Math.imul(expiry, 32_771) + strike * 2 + isCall
    const today = contract + Math.imul(session, 1_640_531)
    const scale = Math.max(deviation, 0.012)
    const outward = ((isCall === 1 ? 1 : -1) * (strike / spot - 1)) / scale - 0.7
    const hump = 1 / (1 + outward * outward) ** 2
    const age = 1 / (1 + (expiry - session) / 15)
    const interest =
      9000 * hump * roundness(strike) * age * noise(contracts, contract, 0.4) * noise(days, today, 0.04)
    chain.openInterest[row] = Math.round(interest * open_interest)
    chain.volume[row] = Math.round(interest * 0.4 * noise(volumes, today, 0.4) * volume)
  }
}

function noise(stream: NumberStream, index: number, deviation: number): number {
  return growth(deviation * stream.normal(index))
}

function roundness(strike: number): number {
  if (strike % 50 === 0) return 5
  if (strike % 25 === 0) return 3.5
  if (strike % 10 === 0) return 2.8
  return strike % 5 === 0 ? 2 : 1
}
