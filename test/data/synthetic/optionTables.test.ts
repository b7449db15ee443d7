import { beforeAll, describe, expect, it } from 'vitest'
import { formatDay, parseDay } from '../../../src/core/bars/day.ts'
import { type MarketNeeds, noMarketData, noNeeds } from '../../../src/core/bars/marketData.ts'
import type { OptionChain, OptionQuotes, OptionTrades } from '../../../src/core/options/tables.ts'
import { formatNewYork } from '../../../src/data/calendar.ts'
import type { LoadedBars } from '../../../src/data/source.ts'
import { syntheticSource } from '../../../src/data/synthetic/source.ts'

const needs: MarketNeeds = {
  fiveMinute: true,
  daily: ['I:VIX', 'I:VIX3M', 'I:VIX6M'],
  chain: { daysAhead: [0, 30, 180] },
  quotes: {
    windows: [
      { from: 570, to: 575 },
      { from: 600, to: 660 },
      { from: 955, to: 960 },
    ],
    atBarEnds: true,
    strikesAround: 12,
    daysAhead: [0, 7],
  },
  trades: { strikesAround: 8 },
}

const source = syntheticSource({ seed: 1 })
const year = { start: '2024-01-02', end: '2024-12-31' }

let loaded: LoadedBars
let chain: OptionChain
let quotes: OptionQuotes
let trades: OptionTrades

beforeAll(async () => {
  loaded = await source.load({ ticker: 'SPY', cadence: 'hourly', ...year, needs })
  const { market } = loaded
  if (!market.chain || !market.quotes || !market.trades)
    throw new Error('expected every table that was asked for')
  ;({ chain, quotes, trades } = { chain: market.chain, quotes: market.quotes, trades: market.trades })
})

/** Close of each session. */
function closes({ bars }: LoadedBars): Map<number, number> {
  return new Map(Array.from(bars.session, (session, row) => [session, bars.close[row]]))
}

/** Close of the session before each session. */
function closesBefore(bars: LoadedBars): Map<number, number> {
  const all = [...closes(bars)]
  return new Map(all.slice(1).map(([session], i) => [session, all[i][1]]))
}

const distinct = (values: Iterable<number>) => [...new Set(values)]

describe('what is loaded beside the bars', () => {
  it('is null where it is not asked for', async () => {
    const window = { start: '2024-05-01', end: '2024-05-03' }
    const ask = async (some: Partial<MarketNeeds>) =>
      (await source.load({ ticker: 'SPY', cadence: 'daily', ...window, needs: { ...noNeeds, ...some } }))
        .market
    expect(await ask({})).toEqual(noMarketData)
    expect((await source.load({ ticker: 'SPY', cadence: 'daily', ...window })).market).toEqual(noMarketData)
    const held = (market: object) =>
      Object.entries(market).flatMap(([name, value]) =>
        value && (!(value instanceof Map) || value.size) ? [name] : [],
      )
    expect(held(await ask({ fiveMinute: true }))).toEqual(['fiveMinute'])
    expect(held(await ask({ daily: ['I:VIX'] }))).toEqual(['daily'])
    expect(held(await ask({ chain: needs.chain }))).toEqual(['chain'])
    expect(held(await ask({ quotes: needs.quotes }))).toEqual(['quotes'])
    expect(held(await ask({ trades: needs.trades }))).toEqual(['trades'])
  })

  it('is the same whatever the window', async () => {
    const june = { start: '2024-06-03', end: '2024-06-28' }
    const alone = (await source.load({ ticker: 'SPY', cadence: 'hourly', ...june, needs })).market
    const [first, last] = [june.start, june.end].map((date) => Date.parse(date) / 86_400_000)
    const inJune = (day: number) => day >= first && day <= last
    for (const name of ['chain', 'quotes', 'trades', 'fiveMinute'] as const) {
      const [whole, part] = [loaded.market[name], alone[name]]
      if (!whole || !part) throw new Error(`expected ${name}`)
      const from = whole.session.findIndex(inJune)
      const rows = part.session.length
      expect(rows).toBe(whole.session.filter(inJune).length)
      const wholeColumns = new Map(Object.entries(whole))
      for (const [column, values] of Object.entries(part)) {
        if (typeof values === 'string') continue
        const expected = wholeColumns.get(column).slice(from, from + rows)
        expect(differing(values, expected), `${name}.${column}`).toBe(0)
      }
    }
    const close = (market: LoadedBars['market']) => {
      const bars = market.daily.get('I:VIX')
      return Array.from(bars?.session ?? [], (session, row) => [session, bars?.close[row]])
    }
    expect(close(alone)).toEqual(close(loaded.market).filter(([session = 0]) => inJune(session)))
  })
})

describe('the option chain', () => {
  it('lists the next session as front expiry, and the sessions nearest to the days ahead', () => {
    const expiries = (date: string) =>
      distinct(chain.expiry.filter((_, row) => chain.session[row] === parseDay(date))).map(formatDay)
    // 30 days after Friday 12 January is a Sunday: Monday is nearer than Friday; 180 days after is Wednesday 10 July.
    // Monday 15 January was a holiday.
    expect(expiries('2024-01-12')).toEqual(['2024-01-16', '2024-02-12', '2024-07-10'])
    expect(expiries('2024-12-31')).toEqual(['2025-01-02', '2025-01-30', '2025-06-30'])
  })

  it('has whole strikes at least 25 to each side of the close, further for later expiries', () => {
    expect(chain.strike.every(Number.isInteger)).toBe(true)
    const range = new Map<string, { low: number; high: number; price: number; days: number }>()
    const close = closes(loaded)
    for (let row = 0; row < chain.strike.length; row++) {
      const { [row]: strike } = chain.strike
      const key = `${chain.session[row]} ${chain.expiry[row]}`
      const price = close.get(chain.session[row]) ?? Number.NaN
      const held = range.get(key) ?? {
        low: strike,
        high: strike,
        price,
        days: chain.expiry[row] - chain.session[row],
      }
      range.set(key, { ...held, low: Math.min(held.low, strike), high: Math.max(held.high, strike) })
    }
    const reached = ({
      low,
      high,
      price,
      days,
    }: {
      low: number
      high: number
      price: number
      days: number
    }) => Math.min(high - price, price - low) >= (days > 100 ? 60 : 24.5)
    expect([...range.values()].filter((one) => !reached(one))).toEqual([])
  })

  it('keeps put-call parity within the spread, and bids below asks', () => {
    const close = closes(loaded)
    const spots = Float64Array.from(chain.session, (session) => close.get(session) ?? Number.NaN)
    expect(outOfParity(chain, spots)).toEqual([])
    expect(chain.bid.every((bid, row) => bid >= 0 && bid < chain.ask[row])).toBe(true)
  })

  it('has volatilities with a smile and skew, deltas from 1 to -1, and gamma that peaks near the money', () => {
    const monthly = rowsOf(
      chain,
      (row) => chain.expiry[row] - chain.session[row] > 20 && chain.expiry[row] - chain.session[row] < 40,
    )
    const calls = monthly.filter((row) => chain.isCall[row] === 1)
    const puts = monthly.filter((row) => chain.isCall[row] === 0)
    const near = (rows: number[], delta: number) =>
      mean(
        rows
          .filter((row) => Math.abs(chain.delta[row] - delta) < 0.03)
          .map((row) => chain.impliedVolatility[row]),
      )
    expect(near(puts, -0.25)).toBeGreaterThan(near(calls, 0.5))
    expect(near(calls, 0.5)).toBeGreaterThan(near(calls, 0.25))
    expect(near(puts, -0.05)).toBeGreaterThan(near(puts, -0.25))
    expect(calls.every((row) => chain.delta[row] >= 0 && chain.delta[row] <= 1)).toBe(true)
    expect(puts.every((row) => chain.delta[row] <= 0 && chain.delta[row] >= -1)).toBe(true)
    const gammaAt = (low: number, high: number) =>
      mean(
        calls
          .filter((row) => chain.delta[row] > low && chain.delta[row] < high)
          .map((row) => chain.gamma[row]),
      )
    expect(gammaAt(0.4, 0.6)).toBeGreaterThan(gammaAt(0.05, 0.2))
    expect(chain.impliedVolatility.every((iv) => iv > 0.02 && iv < 1)).toBe(true)
  })

  it('has open interest that peaks at round strikes, in whole contracts', () => {
    const close = closes(loaded)
    const near = rowsOf(
      chain,
      (row) => Math.abs(chain.strike[row] - (close.get(chain.session[row]) ?? 0)) < 20,
    )
    const at = (digit: number) =>
      mean(near.filter((row) => chain.strike[row] % 10 === digit).map((row) => chain.openInterest[row]))
    expect(at(0)).toBeGreaterThan(2 * at(7))
    expect(at(5)).toBeGreaterThan(1.5 * at(7))
    const counts = [chain.openInterest, chain.volume]
    expect(counts.every((column) => column.every((count) => Number.isInteger(count) && count >= 0))).toBe(
      true,
    )
  })
})

describe('the volatility indices', () => {
  it('agree with the chain at the money', () => {
    const vix = loaded.market.daily.get('I:VIX')
    const close = closes(loaded)
    if (!vix) throw new Error('expected I:VIX')
    expect(vix).toMatchObject({ ticker: 'I:VIX', cadence: 'daily', hourEt: null })
    const monthly = new Map<number, number>()
    for (let row = 0; row < chain.strike.length; row++) {
      const { [row]: session } = chain.session
      const days = chain.expiry[row] - session
      const atTheMoney = Math.abs(chain.strike[row] - (close.get(session) ?? Number.NaN)) <= 0.5
      if (days > 20 && days < 40 && atTheMoney) monthly.set(session, 100 * chain.impliedVolatility[row])
    }
    const ratios = Array.from(vix.session, (session, at) => (monthly.get(session) ?? 0) / vix.close[at])
    // The 31 days from 7 June have two holidays and a half day, variance of 18.7 sessions where 31 x 252 / 365 = 21.4 are
    // usual: sqrt(18.7 / 21.4) = 0.93. The 30 days from 7 October have 22 sessions, usual are 20.7: 1.03.
    expect(Math.min(...ratios)).toBeGreaterThan(0.91)
    expect(Math.max(...ratios)).toBeLessThan(1.06)
    expect(mean(ratios)).toBeCloseTo(1, 1)
  })

  it('are sound bars of the same sessions, without volume', () => {
    for (const bars of loaded.market.daily.values()) {
      expect(Array.from(bars.session)).toEqual(distinct(loaded.bars.session))
      expect(bars.high.every((high, row) => high >= Math.max(bars.open[row], bars.close[row]))).toBe(true)
      expect(bars.low.every((low, row) => low <= Math.min(bars.open[row], bars.close[row]))).toBe(true)
      expect(bars.volume.every(Number.isNaN)).toBe(true)
    }
  })

  it('are named when another instrument is asked for', async () => {
    await expect(
      source.load({
        ticker: 'SPY',
        cadence: 'daily',
        ...year,
        needs: { ...noNeeds, daily: ['I:VIX', 'QQQ'] },
      }),
    ).rejects.toMatchObject({
      code: 'UNPROCESSABLE',
      message: expect.stringContaining(
        'does not hold daily bars of QQQ beside an instrument; it holds I:VIX, I:VIX3M, I:VIX6M',
      ),
    })
  })
})

describe('the quotes', () => {
  const timesOf = (date: string) =>
    distinct(quotes.ts.filter((_, row) => quotes.session[row] === parseDay(date))).map((ts) =>
      formatNewYork(ts).slice(11, 19),
    )

  it('are made each minute of short windows, every ten minutes of long ones, and before bars end', () => {
    expect(timesOf('2024-05-01')).toEqual([
      ...['09:30:00', '09:31:00', '09:32:00', '09:33:00', '09:34:00', '09:35:00', '09:59:30'],
      ...['10:00:00', '10:10:00', '10:20:00', '10:30:00', '10:40:00', '10:50:00', '10:59:30', '11:00:00'],
      ...['11:59:30', '12:59:30', '13:59:30', '14:59:30'],
      ...['15:55:00', '15:56:00', '15:57:00', '15:58:00', '15:59:00', '15:59:30', '16:00:00'],
    ])
  })

  it('end with the session on half days', () => {
    expect(timesOf('2024-07-03').slice(-3)).toEqual(['11:00:00', '11:59:30', '12:59:30'])
  })

  it('never go back in time, and bid below what they ask', () => {
    expect(quotes.ts.every((ts, row) => row === 0 || ts >= quotes.ts[row - 1])).toBe(true)
    expect(quotes.session.every((session, row) => row === 0 || session >= quotes.session[row - 1])).toBe(true)
    expect(quotes.bid.every((bid, row) => bid >= 0 && bid < quotes.ask[row])).toBe(true)
  })

  it('are of same-day options and those asked for, at strikes around price and close before, in parity with the price', () => {
    const five = loaded.market.fiveMinute
    if (!five) throw new Error('expected five-minute bars')
    const price = new Map(Array.from(five.ts, (ts, row) => [ts, five.close[row]]))
    // Half a minute before the end of a bar there is no five-minute price: NaN.
    const spots = Float64Array.from(quotes.ts, (ts) => price.get(ts) ?? Number.NaN)
    expect(spots.filter((spot) => spot > 0).length).toBeGreaterThan(80_000)
    expect(outOfParity(quotes, spots)).toEqual([])
    const before = closesBefore(loaded)
    const strikesOf = new Map<string, number[]>()
    for (let row = 0; row < quotes.ts.length; row++) {
      const set = `${quotes.ts[row]} ${quotes.expiry[row]}`
      strikesOf.set(set, [...(strikesOf.get(set) ?? []).slice(0, 1), quotes.strike[row]])
    }
    for (let row = 0; row < quotes.ts.length; row += 997) {
      const close = before.get(quotes.session[row])
      if (close === undefined || Number.isNaN(spots[row])) continue
      const strikes = strikesOf.get(`${quotes.ts[row]} ${quotes.expiry[row]}`)
      const reach = [
        Math.floor(Math.min(close, spots[row])) - 12,
        Math.ceil(Math.max(close, spots[row])) + 12,
      ]
      expect(strikes, `row ${row}`).toEqual(reach)
    }
    const ahead = distinct(quotes.expiry.map((expiry, row) => expiry - quotes.session[row])).sort(
      (a, b) => a - b,
    )
    expect(ahead[0]).toBe(0)
    // A week ahead is a session, or, where it is a holiday, the day before or after it.
    expect(ahead.slice(1).every((days) => days >= 6 && days <= 8)).toBe(true)
  })

  it('are worth on average what the options pay: no edge in buying or selling at the money', async () => {
    const decade = await source.load({
      ticker: 'SPY',
      cadence: 'daily',
      needs: {
        ...noNeeds,
        quotes: { windows: [{ from: 575, to: 575 }], atBarEnds: false, strikesAround: 0, daysAhead: [] },
      },
    })
    const table = decade.market.quotes
    if (!table) throw new Error('expected quotes')
    const close = closes(decade)
    let [paid, got] = [0, 0]
    for (let row = 0; row < table.ts.length; row += 2) {
      paid += (table.bid[row] + table.ask[row] + table.bid[row + 1] + table.ask[row + 1]) / 2
      got += Math.abs((close.get(table.session[row]) ?? Number.NaN) - table.strike[row])
    }
    // |z| has mean 0.8 and deviation 0.6: over 2,517 sessions the ratio has a standard error of some 1.8 %.
    expect(Math.abs(got / paid - 1)).toBeLessThan(0.05)
  })
})

describe('the trades', () => {
  it('are added up over half hours, for the strikes around the close before and around the price', () => {
    const mayDay = parseDay('2024-05-01')
    const rows = rowsOf(trades, (row) => trades.session[row] === mayDay)
    expect(distinct(rows.map((row) => trades.ts[row])).map((ts) => formatNewYork(ts).slice(11, 16))).toEqual([
      '10:00',
      '10:30',
      '11:00',
      '11:30',
      '12:00',
      '12:30',
      '13:00',
      '13:30',
      '14:00',
      '14:30',
      '15:00',
      '15:30',
      '16:00',
    ])
    const before = closes(loaded).get(trades.session[rows[0]] - 1) ?? Number.NaN
    for (const ts of distinct(rows.map((row) => trades.ts[row]))) {
      const interval = rows.filter((row) => trades.ts[row] === ts)
      const strikes = distinct(interval.map((row) => trades.strike[row]))
      const prices = [Math.round(before), ...pricesUpTo(ts, loaded.market.fiveMinute)]
      expect([strikes[0], strikes[strikes.length - 1]]).toEqual([
        Math.floor(Math.min(...prices)) - 8,
        Math.ceil(Math.max(...prices)) + 8,
      ])
      expect(strikes, 'each whole strike').toHaveLength(strikes[strikes.length - 1] - strikes[0] + 1)
      expect(interval, 'its call and its put').toHaveLength(2 * strikes.length)
    }
    expect(rows.every((row) => trades.expiry[row] === trades.session[row])).toBe(true)
  })

  it('are whole contracts, paid for at a cent a share or more', () => {
    expect(trades.volume.every((count) => Number.isInteger(count) && count >= 0)).toBe(true)
    expect(trades.premium.every((paid, row) => paid >= trades.volume[row] - 1e-6)).toBe(true)
    expect(trades.ts.every((ts, row) => row === 0 || ts >= trades.ts[row - 1])).toBe(true)
  })
})

/** Opens and closes of the five minutes of the half hour that ends then. */
function pricesUpTo(ts: number, bars: LoadedBars['market']['fiveMinute']): number[] {
  if (!bars) throw new Error('expected bars of five minutes')
  const within = [...bars.ts.keys()].filter((row) => bars.ts[row] > ts - 1_800_000 && bars.ts[row] <= ts)
  return within.flatMap((row) => [bars.open[row], bars.close[row]])
}

/** How many values differ; a missing one equals a missing one. */
function differing(values: ArrayLike<number>, expected: ArrayLike<number>): number {
  return Array.from(values).filter((value, row) => !Object.is(value, expected[row])).length
}

/** Calls whose price less that of their put, the next row, can not be spot less strike at any prices within the spreads. */
function outOfParity(table: OptionChain | OptionQuotes, spots: Float64Array): number[] {
  return rowsOf(table, (call) => {
    if (table.isCall[call] === 0) return false
    const put = call + 1
    if (table.isCall[put] !== 0 || table.strike[put] !== table.strike[call]) return true
    const forward = spots[call] - table.strike[call]
    return (
      table.bid[call] - table.ask[put] > forward + 1e-9 || table.ask[call] - table.bid[put] < forward - 1e-9
    )
  })
}

function rowsOf({ strike }: { strike: Float64Array }, wanted: (row: number) => boolean): number[] {
  return Array.from(strike.keys()).filter(wanted)
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length
}
