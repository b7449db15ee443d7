import { formatDay, parseDay, weekday } from '../../../src/core/bars/day.ts'
import { normalCdf } from '../../../src/core/statistics/normal.ts'
import { newYorkInstant } from '../../../src/data/calendar.ts'
import type { OptionPricing, PricedOption } from '../../../src/data/polygon/chain.ts'
import type { SessionHours } from '../../../src/data/polygon/hours.ts'

/** The market that the fake vendor tells of: SPY and I:VIX on all sessions, and options on SPY that expire on them. */

const holidays = new Set(
  ['2022-11-24', '2022-12-26', '2023-01-02', '2023-01-16'].map((date) => parseDay(date)),
)
const halfDays = new Set([parseDay('2022-11-25')])

export const hours: SessionHours = {
  isSession: (day) => weekday(day) < 5 && !holidays.has(day),
  closeMinute: (day) => (halfDays.has(day) ? 780 : 960),
}

/** Options of the market are worth this volatility; calls and puts alike. */
export const marketVolatility = 0.2

export function closeOf(day: number): number {
  return 380 + (day % 10)
}

/** Value of a European option without interest, and what follows from it by bisection and finite differences. */
function optionValue({ isCall, spot, strike, years }: PricedOption, volatility: number): number {
  const deviation = volatility * Math.sqrt(years)
  const d1 = Math.log(spot / strike) / deviation + deviation / 2
  const call = spot * normalCdf(d1) - strike * normalCdf(d1 - deviation)
  return isCall ? call : call - spot + strike
}

export const pricing: OptionPricing = {
  impliedVolatility(price, option) {
    if (!(option.years > 0)) return Number.NaN
    let [low, high] = [1e-4, 5]
    for (let step = 0; step < 100; step++) {
      const middle = (low + high) / 2
      if (optionValue(option, middle) < price) low = middle
      else high = middle
    }
    return low
  },
  sensitivities(option, volatility) {
    const at = (spot: number) => optionValue({ ...option, spot }, volatility)
    const [down, here, up] = [at(option.spot - 0.01), at(option.spot), at(option.spot + 0.01)]
    return { delta: (up - down) / 0.02, gamma: (up - 2 * here + down) / 0.0001 }
  },
}

interface Rows {
  rows: unknown[]
  [field: string]: unknown
}

/** The rows of an answer, and the fields beside them. */
export function answerTo(path: string, query: URLSearchParams): Rows {
  const aggregate = /^\/v2\/aggs\/ticker\/([^/]+)\/range\/(\d+)\/(minute|day)\/([^/]+)\/([^/]+)$/.exec(path)
  if (aggregate) {
    const [, ticker, multiplier, span, from, to] = aggregate
    const rows = aggregateRows(
      ticker,
      span === 'day' ? 'day' : Number(multiplier),
      parseDay(from),
      parseDay(to),
    )
    return {
      rows,
      ticker,
      adjusted: true,
      queryCount: rows.length,
      resultsCount: rows.length,
      count: rows.length,
    }
  }
  if (path === '/v3/reference/splits') {
    const known = query.get('ticker') === 'OLD' && (query.get('execution_date.lte') ?? '') >= '2023-01-10'
    return {
      rows: known ? [{ execution_date: '2023-01-10', split_from: 1, split_to: 4, ticker: 'OLD' }] : [],
    }
  }
  if (path === '/v3/reference/options/contracts') return { rows: contractRows(query) }
  if (path.startsWith('/v3/snapshot/options/')) return { rows: snapshotRows(query) }
  if (path.startsWith('/v3/quotes/')) return { rows: quoteRows(query) }
  return { rows: [] }
}

function aggregateRows(ticker: string, span: 'day' | number, from: number, to: number): unknown[] {
  const sessions = daysBetween(from, to).filter(hours.isSession)
  if (ticker.startsWith('O:')) return sessions.flatMap((day) => optionBars(ticker, span, day))
  if (ticker === 'I:VIX') {
    // The day of an index begins at midnight in Chicago, and has no volume.
    return sessions.map((day) => ({ ...prices(20 + (day % 5)), t: newYorkInstant(day, 3_600_000) }))
  }
  if (ticker === 'NONE') return []
  return sessions.flatMap((day) => (span === 'day' ? [stockBar(day, 0, closeOf(day))] : intraday(day, span)))
}

/** From 4:00 to 20:00, as the vendor has them; the price of the session's last bar is its close. */
function intraday(day: number, minutes: number): unknown[] {
  const bars: unknown[] = []
  for (let minute = 240; minute < 1200; minute += minutes) {
    bars.push(stockBar(day, minute, closeOf(day) + (hours.closeMinute(day) - minutes - minute) / 100))
  }
  return bars
}

function stockBar(day: number, minute: number, price: number) {
  return { v: 1000, vw: price, ...prices(price), t: newYorkInstant(day, minute * 60_000), n: 12 }
}

function prices(price: number) {
  return { o: price - 0.5, c: price, h: price + 1, l: price - 1 }
}

/** `O:SPY230103C00380000` as terms. */
function parseTicker(ticker: string) {
  const [, year, month, date, type, strike] = /^O:SPY(\d\d)(\d\d)(\d\d)([CP])(\d{8})$/.exec(ticker) ?? []
  return {
    expiry: parseDay(`20${year}-${month}-${date}`),
    isCall: type === 'C',
    strike: Number(strike) / 1000,
  }
}

function optionBars(ticker: string, span: 'day' | number, day: number): unknown[] {
  const { expiry, isCall, strike } = parseTicker(ticker)
  if (day > expiry) return []
  if (span === 'day') {
    // Nobody trades in the strike of 385.
    const years = (expiry - day) / 365
    if (years === 0 || strike === 385) return []
    const c = Math.max(0.01, optionValue({ isCall, strike, years, spot: closeOf(day) }, marketVolatility))
    return [{ v: 7, vw: c, o: c, c, h: c, l: c, t: newYorkInstant(day, 0), n: 1 }]
  }
  return [569, 570, 640, 960].map((minute) => ({
    ...{ v: 10, o: 2, h: 2, l: 2, c: 2, t: newYorkInstant(day, minute * 60_000), n: 1 },
    // The vendor gives no average price for some minutes.
    ...(minute === 640 ? {} : { vw: 1.5 }),
  }))
}

/** Contracts expire on Mondays, Wednesdays and Fridays, in strikes 1 apart around the money and 10 apart elsewhere. */
function contractRows(query: URLSearchParams): unknown[] {
  const number = (name: string) => Number(query.get(name))
  const day = (name: string) => parseDay(query.get(name) ?? '')
  const asOf = day('as_of')
  const expiries = daysBetween(
    day('expiration_date.gte'),
    Math.min(day('expiration_date.lte'), asOf + 90),
  ).filter((expiry) => expiry >= asOf && hours.isSession(expiry) && [0, 2, 4].includes(weekday(expiry)))
  const low = Math.max(300, Math.ceil(number('strike_price.gte')))
  const high = Math.min(460, Math.floor(number('strike_price.lte')))
  const strikes = Array.from({ length: Math.max(0, high - low + 1) }, (_, i) => low + i).filter(
    (strike) => strike % 10 === 0 || (strike >= 377 && strike <= 392),
  )
  if (query.get('underlying_ticker') !== 'SPY') return []
  return ['call', 'put'].flatMap((type) =>
    expiries.flatMap((expiry) => strikes.map((strike) => contractRow(expiry, type, strike))),
  )
}

export function contractRow(expiry: number, type: string, strike: number) {
  const date = formatDay(expiry)
  const ending = `${date.slice(2).replaceAll('-', '')}${type === 'call' ? 'C' : 'P'}${String(strike * 1000).padStart(8, '0')}`
  return {
    cfi: 'OCASPS',
    contract_type: type,
    exercise_style: 'american',
    expiration_date: date,
    primary_exchange: 'BATO',
    shares_per_contract: 100,
    strike_price: strike,
    ticker: `O:SPY${ending}`,
    underlying_ticker: 'SPY',
  }
}

function snapshotRows(query: URLSearchParams): unknown[] {
  const expiry = parseDay(query.get('expiration_date') ?? '')
  const {
    cfi: _,
    primary_exchange: __,
    underlying_ticker: ___,
    ...details
  } = contractRow(expiry, 'call', 380)
  return [
    {
      break_even_price: 386,
      day: {
        change: 0.1,
        close: 6,
        high: 6,
        low: 5,
        open: 5,
        volume: 321,
        vwap: 5.6,
        last_updated: 1674163200000000000,
      },
      details,
      greeks: { delta: 0.55, gamma: 0.02, theta: -0.1, vega: 0.3 },
      implied_volatility: 0.21,
      last_quote: {
        ask: 6.1,
        ask_size: 3,
        bid: 5.9,
        bid_size: 4,
        last_updated: 1674162000000000000,
        midpoint: 6,
      },
      open_interest: 1234,
      underlying_asset: { ticker: 'SPY', price: 385 },
    },
    // A contract that nobody trades comes with little.
    {
      break_even_price: 0,
      day: {},
      details: { ...details, contract_type: 'put', ticker: details.ticker.replace('C', 'P') },
      open_interest: 0,
    },
  ]
}

/** A quote on each full minute, in the order asked for. At the opening nobody offers yet. */
function quoteRows(query: URLSearchParams): unknown[] {
  const from = Number((query.get('timestamp.gte') ?? '').slice(0, -6))
  const to = Number((query.get('timestamp.lte') ?? '').slice(0, -6))
  const minute = 60_000
  const rising = query.get('order') === 'asc'
  const times: number[] = []
  const [start, step] = rising
    ? [Math.ceil(from / minute) * minute, minute]
    : [Math.floor(to / minute) * minute, -minute]
  for (let ts = start; ts >= from && ts <= to && times.length < 3; ts += step) times.push(ts)
  return times.map((ts) => ({
    ...{ ask_exchange: 323, ask_price: 2.5, ask_size: 5, bid_exchange: 316, bid_price: 2.25, bid_size: 9 },
    ...(rising && ts === opening(ts) ? { ask_price: 0, bid_price: 0, ask_size: 0, bid_size: 0 } : {}),
    ...{ sequence_number: 789539218, sip_timestamp: ts * 1_000_000 },
  }))
}

function opening(ts: number): number {
  return newYorkInstant(Math.floor(ts / 86_400_000), 570 * 60_000)
}

function daysBetween(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i)
}
