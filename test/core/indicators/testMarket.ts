import type { Bars } from '../../../src/core/bars/bars.ts'
import type { MarketData, MarketNeeds, QuoteWindow } from '../../../src/core/bars/marketData.ts'
import { sessionInstant } from '../../../src/core/calendar/newYorkTime.ts'
import { sessionBars } from '../../../src/core/indicators/sessionBars.ts'
import { blackScholes } from '../../../src/core/options/blackScholes.ts'
import { chainTable, quoteTable, tradeTable } from '../options/testTables.ts'
import { seededRandom } from './testBars.ts'

/** What surrounds one session of the bars. */
interface TestSession {
  session: number
  /** Last price known before it, and at its end. */
  before: number
  close: number
}

export interface MarketOptions {
  seed: number
  /** With the faults that real tables have: sessions without rows, missing figures, crossed and empty quotes. */
  odd: boolean
}

/** Calendar days to the front expiry; a table also holds an expiry of the same day, which is over at its end. */
const frontDays = 7
const closeOfDay = 16 * 60

/** What a market would hold beside these bars: the same for the same bars, needs and seed. */
export function testMarket(bars: Bars, needs: MarketNeeds, options: MarketOptions): MarketData {
  const sessions = testSessions(bars)
  const { daily, chain, quotes, trades } = needs
  return {
    fiveMinute: needs.fiveMinute ? fiveMinuteBars(bars.ticker, sessions, options) : null,
    daily: new Map(daily.map((ticker, i) => [ticker, indexBars(ticker, sessions, options, i)])),
    chain: chain && testChain(sessions, chain.daysAhead, options),
    quotes: quotes && testQuotes(sessions, quotes, options),
    trades: trades && testTrades(sessions, trades.strikesAround, options),
  }
}

function testSessions(bars: Bars): TestSession[] {
  const { daily } = sessionBars(bars)
  let price = 100
  return Array.from(daily.session, (session, s) => {
    const before = price
    if (daily.close[s] > 0) price = daily.close[s]
    return { session, before, close: price }
  })
}

function testChain(sessions: TestSession[], daysAhead: readonly number[], { seed, odd }: MarketOptions) {
  const random = seededRandom(seed)
  const rare = (share: number) => odd && random() < share
  return chainTable(
    sessions.flatMap(({ session, close }) => {
      if (rare(0.1)) return []
      const level = 0.4 + 0.3 * random()
      return expiriesOf(session, daysAhead, true).flatMap((expiry) =>
        strikesFrom(close, close, 8).flatMap((strike) =>
          [true, false].map((isCall) => {
            const volatility = rare(0.2) ? Number.NaN : smileAt(level, strike / close, expiry - session)
            const years = Math.max(1, expiry - session) / 365
            const { price, delta, gamma } = blackScholes({ isCall, spot: close, strike, years }, volatility)
            const openInterest = rare(0.2) ? Number.NaN : Math.floor(1000 * random())
            const row = { session, expiry, strike, isCall, delta, gamma, openInterest, volume: 10 }
            return { ...row, bid: 0.99 * price, ask: 1.01 * price, impliedVolatility: volatility }
          }),
        ),
      )
    }),
  )
}

function testQuotes(
  sessions: TestSession[],
  {
    windows,
    strikesAround,
    daysAhead,
  }: { windows: readonly QuoteWindow[]; strikesAround: number; daysAhead: readonly number[] },
  { seed, odd }: MarketOptions,
) {
  const random = seededRandom(seed + 1)
  const rare = (share: number) => odd && random() < share
  return quoteTable(
    sessions.flatMap(({ session, before, close }) => {
      const strikes = strikesFrom(before, close, strikesAround)
      return windows.flatMap((window) => {
        if (rare(0.1)) return []
        const level = 0.4 + 0.3 * random()
        const spot = before * (0.99 + 0.02 * random())
        return quoteTimes(session, window).flatMap(({ ts, isWithin }) =>
          expiriesOf(session, daysAhead, window.to === closeOfDay).flatMap((expiry) => {
            const years = Math.max((sessionInstant(expiry, closeOfDay) - ts) / 31_536_000_000, 1e-6)
            return strikes.flatMap((strike) => {
              const volatility = smileAt(level, strike / spot, expiry - session) * (isWithin ? 1 : 2)
              return [true, false].map((isCall) => {
                const { price } = blackScholes({ isCall, spot, strike, years }, volatility)
                const bid = rare(0.1) ? 0 : 0.99 * price
                const ask = rare(0.1) ? Number.NaN : (rare(0.05) ? 0.5 : 1.01) * price
                return { session, ts, expiry, strike, isCall, bid, ask }
              })
            })
          }),
        )
      })
    }),
  )
}

/** Its first and last moment and one between, and one right before and right after it, which must not count. */
function quoteTimes(session: number, { from, to }: QuoteWindow): { ts: number; isWithin: boolean }[] {
  const [start, end] = [sessionInstant(session, from), sessionInstant(session, to)]
  return [start - 1, start, (start + end) / 2, end, end + 1].map((ts) => ({
    ts,
    isWithin: ts >= start && ts <= end,
  }))
}

function testTrades(sessions: TestSession[], strikesAround: number, { seed, odd }: MarketOptions) {
  const random = seededRandom(seed + 2)
  const hours = [10.5, 11.5, 12.5, 13.5, 14.5, 15.5, 16]
  return tradeTable(
    sessions.flatMap(({ session, before }) =>
      hours.flatMap((hour) => {
        if (odd && random() < 0.2) return []
        const ts = sessionInstant(session, 60 * hour)
        return strikesFrom(before, before, strikesAround).flatMap((strike) =>
          [true, false].map((isCall) => {
            const volume = Math.floor(500 * random())
            return { session, ts, expiry: session, strike, isCall, volume, premium: 100 * volume * random() }
          }),
        )
      }),
    ),
  )
}

function fiveMinuteBars(ticker: string, sessions: TestSession[], { seed, odd }: MarketOptions): Bars {
  const random = seededRandom(seed + 3)
  const rows = sessions.flatMap(({ session, before, close }) =>
    Array.from({ length: 78 }, (_, i) => {
      const price = before + ((close - before) * (i + 1)) / 78 + before * 0.01 * random()
      const spread = before * 0.002 * (1 + random())
      const ts = sessionInstant(session, 9 * 60 + 35 + 5 * i)
      const hourEt = 9 + Math.floor((30 + 5 * i) / 60)
      return {
        session,
        ts,
        hourEt,
        open: price,
        high: price + spread,
        low: price - spread,
        close: price,
        volume: 100,
      }
    }).filter(() => !(odd && random() < 0.1)),
  )
  return {
    ticker,
    cadence: '5m',
    ts: Float64Array.from(rows, ({ ts }) => ts),
    session: Int32Array.from(rows, ({ session }) => session),
    hourEt: Int8Array.from(rows, ({ hourEt }) => hourEt),
    open: Float64Array.from(rows, ({ open }) => open),
    high: Float64Array.from(rows, ({ high }) => high),
    low: Float64Array.from(rows, ({ low }) => low),
    close: Float64Array.from(rows, ({ close }) => close),
    volume: Float64Array.from(rows, ({ volume }) => volume),
  }
}

function indexBars(ticker: string, sessions: TestSession[], { seed, odd }: MarketOptions, i: number): Bars {
  const random = seededRandom(seed + 4 + i)
  const held = sessions.filter(() => !(odd && random() < 0.1)).map(({ session }) => session)
  const close = Float64Array.from(held, () => 12 + 10 * random())
  return {
    ticker,
    cadence: 'daily',
    ts: Float64Array.from(held, (session) => sessionInstant(session, 16 * 60 + 15)),
    session: Int32Array.from(held),
    hourEt: null,
    open: close,
    high: close,
    low: close,
    close,
    volume: new Float64Array(held.length),
  }
}

/** Expiries to hold: the front one and those asked for, and before them, if wanted, one that is over. */
function expiriesOf(session: number, daysAhead: readonly number[], withOver: boolean): number[] {
  const ahead = daysAhead.map((days) => session + (days === 0 ? frontDays : days + 2))
  return withOver ? [session, ...ahead] : ahead
}

/** Whole strikes around two prices, thinner away from them. */
function strikesFrom(a: number, b: number, around: number): number[] {
  const lowest = Math.round(Math.min(a, b))
  const highest = Math.round(Math.max(a, b))
  const all = Array.from({ length: highest - lowest + 2 * around + 1 }, (_, i) => lowest - around + i)
  return all.filter((strike) => (strike >= lowest - 6 && strike <= highest + 6) || strike % 5 === 0)
}

/** A volatility that falls with the strike and rises in the wings, different for each expiry. */
function smileAt(level: number, moneyness: number, days: number): number {
  const off = moneyness - 1
  return level * (1 - 0.3 * off + 2 * off * off) + 0.0005 * days
}
