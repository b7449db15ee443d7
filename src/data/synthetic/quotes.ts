import type { Cadence } from '../../core/bars/bars.ts'
import type { MarketNeeds, QuoteWindow } from '../../core/bars/marketData.ts'
import type { OptionQuotes } from '../../core/options/tables.ts'
import { barEnds, cents, openingTime } from './bars.ts'
import { contractColumns, quote, strikesAround } from './contracts.ts'
import { closeBefore, type History, streamOf } from './history.ts'
import { expiriesOf, outlookAt, skewOf, smileDeviation, varianceUntil } from './impliedVolatility.ts'
import { callPrice, putPrice } from './optionPricing.ts'
import { openingMinute } from './tradingDays.ts'

type QuoteNeeds = NonNullable<MarketNeeds['quotes']>

/** The quotes of one expiry at one time. */
interface QuoteSet {
  session: number
  ts: number
  expiry: number
  spot: number
  deviation: number
  skew: number
  lowest: number
  count: number
}

/**
 * Quotes of whole strikes around the price of their minute and the close before, whichever a reader counts from, for options that expire the same day and those nearest to
 * `daysAhead`: every minute of windows up to ten minutes long, every ten minutes of longer ones, and half a minute
 * before the end of each bar if asked for.
 *
 * Between five-minute points the price is on a straight line, so a quote tells where its five minutes end, and nothing
 * after them: at the end of a bar no quote stamped up to then knows more than the bar.
 */
export function makeQuotes(
  history: History,
  cadence: Cadence,
  needs: QuoteNeeds,
  from: number,
  to: number,
): OptionQuotes {
  const { daysAhead, strikesAround: around } = needs
  const later = daysAhead.filter((days) => days > 0)
  const timesOf = (slots: number) => quoteTimes(slots, cadence, needs)
  return quotesAt(history, { later, around, timesOf, isQuoted: () => true }, from, to)
}

/** Contracts picked in a session stay within so many strikes of the price, or nearly always. */
const strikesOfFills = 20

/**
 * Quotes of options that expire the same day, half a minute after the start of each bar and before its end: all session
 * long of the share of contracts that is quoted, never of the others.
 */
export function makeFillQuotes(history: History, cadence: Cadence, from: number, to: number): OptionQuotes {
  const timesOf = (slots: number) => {
    const ends = barEnds(cadence, slots)
    return ends.flatMap((end, bar) => [(bar === 0 ? 0 : ends[bar - 1]) * 5 + 0.5, end * 5 - 0.5])
  }
  const isQuoted = quotedContracts(history)
  return quotesAt(history, { later: [], around: strikesOfFills, timesOf, isQuoted }, from, to)
}

/** Whether somebody quotes a contract in a session, by the share of them that the market's options ask for. */
function quotedContracts(history: History): Wanted['isQuoted'] {
  const draws = streamOf(history, 'quoted')
  const least = history.options.quoted * 2 ** 32
  return (session, strike, isCall) => draws.bits(Math.imul(session, 1_640_531) + strike * 2 + isCall) < least
}

interface Wanted {
  /** Calendar days ahead of other expiries than the same day's. */
  later: readonly number[]
  /** Strikes around the price. */
  around: number
  /** Minutes since the open at which a session of so many five minutes is quoted, rising. */
  timesOf(slots: number): number[]
  isQuoted(session: number, strike: number, isCall: number): boolean
}

function quotesAt(
  history: History,
  { later, around, timesOf, isQuoted }: Wanted,
  from: number,
  to: number,
): OptionQuotes {
  const sets: QuoteSet[] = []
  const skew = skewOf(history)
  for (let s = from; s < to; s++) {
    const expiries = expiriesOf(history, s, later, s + 1)
    for (const minutes of timesOf(history.slots[s])) {
      sets.push(...quoteSets(history, s, minutes, [s, ...expiries], skew(s), around))
    }
  }
  const rows = sets.reduce((sum, { count }) => sum + 2 * count, 0)
  const quotes = {
    ...contractColumns(rows),
    ts: new Float64Array(rows),
    bid: new Float64Array(rows),
    ask: new Float64Array(rows),
  }
  const { spread } = history.options
  let row = 0
  for (const set of sets) row = write(quotes, row, set, spread, isQuoted)
  return row === rows ? quotes : beginning(quotes, row)
}

function beginning(quotes: OptionQuotes, rows: number): OptionQuotes {
  return {
    session: quotes.session.subarray(0, rows),
    expiry: quotes.expiry.subarray(0, rows),
    strike: quotes.strike.subarray(0, rows),
    isCall: quotes.isCall.subarray(0, rows),
    ts: quotes.ts.subarray(0, rows),
    bid: quotes.bid.subarray(0, rows),
    ask: quotes.ask.subarray(0, rows),
  }
}

/** Minutes since the open at which a session is quoted, rising. */
function quoteTimes(slots: number, cadence: Cadence, { windows, atBarEnds }: QuoteNeeds): number[] {
  const inWindows = windows.flatMap(windowTimes).map((minute) => minute - openingMinute)
  const atEnds = atBarEnds ? barEnds(cadence, slots).map((end) => end * 5 - 0.5) : []
  const inSession = [...inWindows, ...atEnds].filter((minute) => minute >= 0 && minute <= slots * 5)
  return [...new Set(inSession)].sort((a, b) => a - b)
}

function windowTimes({ from, to }: QuoteWindow): number[] {
  const step = to - from <= 10 ? 1 : 10
  const times: number[] = []
  for (let minute = from; minute < to; minute += step) times.push(minute)
  return [...times, to]
}

function quoteSets(
  history: History,
  s: number,
  minutes: number,
  expiries: readonly number[],
  skew: number,
  around: number,
): QuoteSet[] {
  const outlook = outlookAt(history, s, minutes, expiries[expiries.length - 1] - s)
  return expiries.map((expiry) => ({
    session: history.days[s],
    ts: openingTime(history.days[s]) + minutes * 60_000,
    expiry: history.days[expiry],
    spot: outlook.spot,
    deviation: Math.sqrt(varianceUntil(history, outlook, expiry)),
    skew,
    ...strikesAround([cents(outlook.spot), cents(closeBefore(history, s))], around),
  }))
}

/** Writes the call and the put of each strike, of what is quoted, from row `start` on; gives the row after them. */
function write(
  quotes: OptionQuotes,
  start: number,
  set: QuoteSet,
  spread: number,
  isQuoted: Wanted['isQuoted'],
): number {
  const { session, ts, expiry, spot, skew, lowest, count } = set
  let row = start
  for (let strike = lowest; strike < lowest + count; strike++) {
    const call = callPrice(spot, strike, smileDeviation(set.deviation, skew, spot, strike))
    for (let isCall = 1; isCall >= 0; isCall--) {
      if (!isQuoted(session, strike, isCall)) continue
      const price = isCall === 1 ? call : putPrice(call, spot, strike)
      quotes.strike[row] = strike
      quotes.isCall[row] = isCall
      quote(price, spread, quotes.bid, quotes.ask, row++)
    }
  }
  quotes.session.fill(session, start, row)
  quotes.ts.fill(ts, start, row)
  quotes.expiry.fill(expiry, start, row)
  return row
}
