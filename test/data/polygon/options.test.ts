import { describe, expect, it } from 'vitest'
import { formatDay, parseDay } from '../../../src/core/bars/day.ts'
import { type MarketNeeds, noNeeds } from '../../../src/core/bars/marketData.ts'
import { newYorkInstant } from '../../../src/data/calendar.ts'
import { closeOf, contractRow, marketVolatility } from './fakeMarket.ts'
import { someSource } from './someSource.ts'

const hourly = { ticker: 'SPY', cadence: 'hourly', start: '2023-01-17', end: '2023-01-18' } as const
const chainNeeds: MarketNeeds = { ...noNeeds, chain: { daysAhead: [0, 30] } }
const tradesNeeds: MarketNeeds = { ...noNeeds, trades: { strikesAround: 1 } }

function quotesNeeds(windows: { from: number; to: number }[], atBarEnds: boolean): MarketNeeds {
  return { ...noNeeds, quotes: { windows, atBarEnds, strikesAround: 1, daysAhead: [0] } }
}

function distinct<T>(values: Iterable<T>): T[] {
  return [...new Set(values)]
}

const dates = (days: Int32Array | undefined) => distinct(Array.from(days ?? [], formatDay))
const clock = (day: string, hour: number, minute: number) =>
  newYorkInstant(parseDay(day), (hour * 60 + minute) * 60_000)

describe('the option chain of past sessions', () => {
  it('has the nearest expiries, from the session before the window on', async () => {
    const { source } = await someSource()
    const { market, sourceIds } = await source().load({ ...hourly, needs: chainNeeds })
    const chain = market.chain
    // 16 January is a holiday, so Friday the 13th is the session before.
    expect(dates(chain?.session)).toEqual(['2023-01-13', '2023-01-17', '2023-01-18'])
    const expiries = (session: string) =>
      dates(chain?.expiry.filter((_, row) => formatDay(chain.session[row]) === session))
    // Options expire on Mondays, Wednesdays and Fridays. 30 days on is Sunday 12 February: Monday is nearer than Friday.
    expect(expiries('2023-01-13')).toEqual(['2023-01-18', '2023-02-13'])
    // Thursday 16 February lies between Wednesday and Friday: the earlier one counts.
    expect(expiries('2023-01-17')).toEqual(['2023-01-18', '2023-02-15'])
    // What expires on the session itself is gone when it is over.
    expect(expiries('2023-01-18')).toEqual(['2023-01-20', '2023-02-17'])
    expect(sourceIds).toEqual(['polygon:stocks:SPY:adjusted', 'polygon:options:SPY:chain'])
  })

  it('finds the volatility that the prices are made of, and says what is missing', async () => {
    const { source } = await someSource()
    const { market, warnings } = await source().load({ ...hourly, needs: chainNeeds })
    const chain = market.chain
    if (chain === null) throw new Error('expected a chain')
    const rows = Array.from(chain.strike.keys())
    // Far from the close an option is worth less than the cent that is its least price.
    const nearby = rows.filter(
      (row) => chain.strike[row] !== 385 && Math.abs(chain.strike[row] - closeOf(chain.session[row])) < 8,
    )
    expect(nearby.length).toBeGreaterThan(80)
    for (const row of nearby) {
      expect(chain.impliedVolatility[row]).toBeCloseTo(marketVolatility, 4)
      expect(Math.sign(chain.delta[row])).toBe(chain.isCall[row] === 1 ? 1 : -1)
      expect(chain.volume[row]).toBe(7)
      expect(chain.openInterest[row]).toBeNaN()
      expect(chain.bid[row]).toBeNaN()
    }
    // Nobody trades in 385: there is no price to take a volatility from.
    const untraded = rows.filter((row) => chain.strike[row] === 385)
    expect(untraded).toHaveLength(3 * 2 * 2)
    expect(distinct(untraded.map((row) => chain.impliedVolatility[row]))).toEqual([Number.NaN])
    expect(distinct(untraded.map((row) => chain.volume[row]))).toEqual([0])
    // Strikes within 10 % of the close: 380 on Friday the 13th, from 342 to 418 of those listed.
    expect(closeOf(chain.session[0])).toBe(380)
    const first = chain.strike.filter((_, row) => chain.session[row] === chain.session[0])
    expect([Math.min(...first), Math.max(...first)]).toEqual([350, 410])
    expect(warnings).toEqual([expect.stringContaining('no open interest and no closing quotes')])
  })

  it('is in the order of sessions, expiries, strikes and types', async () => {
    const { source } = await someSource()
    const { market } = await source().load({ ...hourly, needs: chainNeeds })
    const chain = market.chain
    const names = Array.from(chain?.strike ?? [], (strike, row) =>
      [chain?.session[row], chain?.expiry[row], String(strike).padStart(5, '0'), chain?.isCall[row]].join(
        ' ',
      ),
    )
    expect(names).toEqual([...names].sort())
    expect(distinct(names)).toHaveLength(names.length)
  })

  it('asks nothing twice', async () => {
    const { server, source } = await someSource()
    // Two months later, when that nobody traded in 385 is believed for good.
    const now = () => Date.parse('2023-04-03T15:00:00Z')
    const first = await source({ now }).load({ ...hourly, needs: chainNeeds })
    expect(distinct(server.requests)).toHaveLength(server.requests.length)
    server.requests.length = 0
    expect(await source({ now }).load({ ...hourly, needs: chainNeeds })).toEqual(first)
    expect(server.requests).toEqual([])
  })

  it('asks for little more when the window grows by a session', async () => {
    const { server, source } = await someSource()
    const now = () => Date.parse('2023-04-03T15:00:00Z')
    const needs: MarketNeeds = { ...noNeeds, chain: { daysAhead: [0] } }
    await source({ now }).load({ ...hourly, needs })
    const before = new Set(server.requests.splice(0))
    await source({ now }).load({ ...hourly, end: '2023-01-19', needs })
    expect(server.requests.filter((target) => before.has(target))).toEqual([])
    // Wednesday and Thursday share the expiry of Friday, so its contracts are asked for again, now for both.
    expect(server.requests.filter((target) => !target.includes('2023-01-18/2023-01-19'))).toHaveLength(2)
  })

  it('refuses an empty chain, naming the request', async () => {
    const { source } = await someSource()
    const failure = source().load({ ...hourly, ticker: 'QQQ', needs: chainNeeds })
    await expect(failure).rejects.toMatchObject({ code: 'UNPROCESSABLE' })
    await expect(failure).rejects.toThrow(
      /no options of QQQ on 2023-01-1\d: GET \/v3\/reference\/options\/contracts\?as_of=2023-01-1\d&expiration_date.gte=/,
    )
  })

  it.each<[string, object, string]>([
    ['spells other terms than it has', { strike_price: 381 }, 'its own terms spell 230118C00381000'],
    [
      'was not asked for',
      contractRow(parseDay('2023-01-13'), 'call', 380),
      'lies outside what was asked for',
    ],
    ['has a strike of 0', { strike_price: 0 }, 'results.0.strike_price'],
    ['expires on no day', { expiration_date: '2023-02-30' }, 'results.0.expiration_date: expected a date'],
  ])('refuses a contract that %s', async (_, part, fault) => {
    const { server, source } = await someSource()
    const row = { ...contractRow(parseDay('2023-01-18'), 'call', 380), ...part }
    server.fault = (target) =>
      target.startsWith('/v3/reference/options')
        ? { text: JSON.stringify({ status: 'OK', results: [row] }) }
        : undefined
    await expect(source().load({ ...hourly, needs: chainNeeds })).rejects.toThrow(fault)
  })

  it('leaves out contracts of other than 100 shares', async () => {
    const { server, source } = await someSource()
    const rows = [380, 381].map((strike) => ({
      ...contractRow(parseDay('2023-01-18'), 'call', strike),
      ...(strike === 381 ? { shares_per_contract: 40 } : {}),
    }))
    server.fault = (target) =>
      target.startsWith('/v3/reference/options')
        ? { text: JSON.stringify({ status: 'OK', results: rows }) }
        : undefined
    const needs: MarketNeeds = { ...noNeeds, chain: { daysAhead: [0] } }
    const { market } = await source().load({ ...hourly, end: '2023-01-17', needs })
    expect(distinct(market.chain?.strike ?? [])).toEqual([380])
  })
})

describe('today’s option chain', () => {
  const needs: MarketNeeds = { ...noNeeds, chain: { daysAhead: [0] } }
  const after = { now: () => Date.parse('2023-01-19T21:30:00Z') } // 16:30 in New York
  const week = { ...hourly, end: '2023-01-20', needs }

  it('is the vendor’s snapshot, and is read back later', async () => {
    const { server, source } = await someSource()
    await source(after).load(week)
    const later = () => source({ now: () => Date.parse('2023-01-25T15:00:00Z') }).load(week)
    server.requests.length = 0
    const { market } = await later()
    expect(server.requests.filter((target) => target.includes('snapshot'))).toEqual([])
    const chain = market.chain
    const row = chain?.session.indexOf(parseDay('2023-01-19')) ?? -1
    expect(dates(chain?.session)).toEqual([
      '2023-01-13',
      '2023-01-17',
      '2023-01-18',
      '2023-01-19',
      '2023-01-20',
    ])
    // The fixture's call comes after the put of the same strike.
    expect(chain?.isCall[row]).toBe(0)
    expect([chain?.openInterest[row], chain?.volume[row], chain?.bid[row]]).toEqual([0, 0, Number.NaN])
    const call = {
      bid: 5.9,
      ask: 6.1,
      impliedVolatility: 0.21,
      delta: 0.55,
      gamma: 0.02,
      openInterest: 1234,
      volume: 321,
    }
    for (const [name, value] of Object.entries(call)) {
      expect(new Map(Object.entries(chain ?? {})).get(name)?.[row + 1], name).toBe(value)
    }
  })

  it('is not asked for before the close', async () => {
    const { server, source } = await someSource()
    const { market } = await source({ now: () => Date.parse('2023-01-19T18:00:00Z') }).load(week)
    expect(server.requests.filter((target) => target.includes('snapshot'))).toEqual([])
    expect(dates(market.chain?.session)).toEqual(['2023-01-13', '2023-01-17', '2023-01-18'])
  })

  it('is only warned of where the plan has no snapshots', async () => {
    const { server, source } = await someSource()
    server.fault = (target) => (target.includes('snapshot') ? { status: 403 } : undefined)
    const { market, warnings } = await source(after).load(week)
    expect(dates(market.chain?.session)).toEqual(['2023-01-13', '2023-01-17', '2023-01-18'])
    expect(warnings.join()).toContain(
      'today’s option chain was not collected: polygon does not serve under this plan',
    )
  })

  it('is refused when it is empty', async () => {
    const { server, source } = await someSource()
    server.fault = (target) =>
      target.includes('snapshot') ? { text: '{"status":"OK","results":[]}' } : undefined
    await expect(source(after).load(week)).rejects.toThrow(
      'no options of SPY on 2023-01-19: GET /v3/snapshot/options/SPY?expiration_date=2023-01-20',
    )
  })
})

describe('option quotes', () => {
  it('are the last of each window and bar, and no further page is asked for', async () => {
    const { server, source } = await someSource()
    // The window is the second bar; 15:55 to 16:00 is none.
    const needs = quotesNeeds(
      [
        { from: 600, to: 660 },
        { from: 955, to: 960 },
      ],
      true,
    )
    const { market, bars } = await source().load({ ...hourly, needs })
    const quotes = market.quotes
    // 7 bars a session, 3 strikes, calls and puts. On Tuesday both the bars and the late window look at Wednesday's
    // expiry, and the last quote is the same; on Wednesday the late window looks at Friday's.
    expect(quotes?.ts.length).toBe(2 * 7 * 6 + 6)
    expect(server.requests.filter((target) => target.startsWith('/v3/quotes/'))).toHaveLength(2 * 8 * 6)
    expect(distinct(quotes?.ts ?? [])).toEqual(Array.from(bars.ts))
    expect(quotes?.bid[0]).toBe(2.25)
    expect(quotes?.ask[0]).toBe(2.5)
    const close = closeOf(parseDay('2023-01-13'))
    expect(distinct(quotes?.strike.subarray(0, 6) ?? [])).toEqual([close - 1, close, close + 1])
    const expiriesAt = (ts: number) => dates(quotes?.expiry.filter((_, row) => quotes.ts[row] === ts))
    expect(expiriesAt(clock('2023-01-17', 16, 0))).toEqual(['2023-01-18'])
    expect(expiriesAt(clock('2023-01-18', 15, 0))).toEqual(['2023-01-18'])
    expect(expiriesAt(clock('2023-01-18', 16, 0))).toEqual(['2023-01-18', '2023-01-20'])
    expect(server.requests.find((target) => target.startsWith('/v3/quotes/'))).toMatch(
      /^\/v3\/quotes\/O:SPY230118[CP]00\d{6}\?timestamp.gte=\d{13}000000&timestamp.lte=\d{13}000000&/,
    )
  })

  it('are known no earlier than they were made', async () => {
    const { server, source } = await someSource()
    const at = clock('2023-01-17', 10, 30)
    const quoted = async (nanoseconds: string) => {
      const text = `{"status":"OK","results":[{"sip_timestamp":${at}${nanoseconds},"bid_price":0,"ask_price":0}]}`
      server.fault = (target) => (target.startsWith('/v3/quotes/') ? { text } : undefined)
      const needs = quotesNeeds([{ from: 600, to: 660 }], false)
      const { market } = await source({ cacheFolder: `${(await someSource()).folder}` }).load({
        ...hourly,
        end: '2023-01-17',
        needs,
      })
      return market.quotes
    }
    expect((await quoted('000000'))?.ts[0]).toBe(at)
    expect((await quoted('000001'))?.ts[0]).toBe(at) // less than JSON numbers can tell
    const late = await quoted('100000')
    expect(late?.ts[0]).toBe(at + 1)
    expect(late?.bid[0]).toBe(0)
    expect(late?.ask[0]).toBeNaN()
  })

  it('refuses a quote of another time', async () => {
    const { server, source } = await someSource()
    server.fault = (target) =>
      target.startsWith('/v3/quotes/')
        ? {
            text: '{"status":"OK","results":[{"sip_timestamp":1673967600000000000,"bid_price":1,"ask_price":2}]}',
          }
        : undefined // 10:00 in New York on 17 January
    await expect(
      source().load({ ...hourly, end: '2023-01-17', needs: quotesNeeds([{ from: 601, to: 660 }], false) }),
    ).rejects.toThrow(/answered GET \/v3\/quotes\/O:SPY.*lies outside what was asked for/)
  })

  it('are not asked for after the close of a half day', async () => {
    const { server, source } = await someSource()
    const needs = quotesNeeds(
      [
        { from: 600, to: 660 },
        { from: 955, to: 960 },
      ],
      false,
    )
    await source().load({ ...hourly, start: '2022-11-25', end: '2022-11-25', needs })
    expect(server.requests.filter((target) => target.startsWith('/v3/quotes/'))).toHaveLength(6)
  })

  it('are not asked for before their window is over', async () => {
    const { server, source } = await someSource()
    const needs = quotesNeeds(
      [
        { from: 600, to: 660 },
        { from: 660, to: 720 },
      ],
      false,
    )
    const now = () => clock('2023-01-18', 11, 30)
    const { market } = await source({ now }).load({ ...hourly, start: '2023-01-18', needs })
    expect(server.requests.filter((target) => target.startsWith('/v3/quotes/'))).toHaveLength(6)
    expect(distinct(market.quotes?.ts ?? [])).toEqual([clock('2023-01-18', 11, 0)])
  })

  it('refuses a load without any quote, naming a request', async () => {
    const { server, source } = await someSource()
    server.fault = (target) =>
      target.startsWith('/v3/quotes/') ? { text: '{"status":"OK","results":[]}' } : undefined
    const failure = source().load({ ...hourly, needs: quotesNeeds([{ from: 600, to: 660 }], false) })
    await expect(failure).rejects.toMatchObject({ code: 'UNPROCESSABLE' })
    await expect(failure).rejects.toThrow('no quotes of options on SPY, as of GET /v3/quotes/O:SPY')
  })
})

describe('option trades', () => {
  it('are the minutes of the regular session in what expires the same day', async () => {
    const { source } = await someSource()
    const { market, warnings, sourceIds } = await source().load({ ...hourly, needs: tradesNeeds })
    const trades = market.trades
    // Wednesday 18 January: 3 strikes, calls and puts, at 9:30 and 10:40, but neither at 9:29 nor at 16:00.
    expect(trades?.ts.length).toBe(12)
    expect(distinct(trades?.ts ?? [])).toEqual([clock('2023-01-18', 9, 31), clock('2023-01-18', 10, 41)])
    expect(dates(trades?.session)).toEqual(['2023-01-18'])
    expect(dates(trades?.expiry)).toEqual(['2023-01-18'])
    expect(trades?.volume[0]).toBe(10)
    expect(trades?.premium[0]).toBe(10 * 1.5 * 100) // at the average price
    expect(trades?.premium[11]).toBe(10 * 2 * 100) // at the close, where there is no average
    const close = closeOf(parseDay('2023-01-17'))
    expect(distinct(trades?.strike.subarray(0, 6) ?? [])).toEqual([close - 1, close, close + 1])
    expect(warnings).toEqual([
      'no options of SPY expire on 1 of the sessions, which have no trades: 2023-01-17',
    ])
    expect(sourceIds).toContain('polygon:options:SPY:trades')
  })

  it('are refused when nothing expires on any session', async () => {
    const { source } = await someSource()
    await expect(source().load({ ...hourly, end: '2023-01-17', needs: tradesNeeds })).rejects.toThrow(
      'polygon lists no options of SPY that expire the same day: GET /v3/reference/options/contracts?as_of=2023-01-17',
    )
  })
})

describe('options', () => {
  it('are refused of an index, and of before a split', async () => {
    const { source } = await someSource()
    await expect(
      source().load({ ...hourly, cadence: 'daily', ticker: 'I:VIX', needs: chainNeeds }),
    ).rejects.toMatchObject({ code: 'UNPROCESSABLE', message: expect.stringContaining('not on I:VIX') })
    const before = source().load({ ...hourly, ticker: 'OLD', start: '2023-01-09', needs: chainNeeds })
    await expect(before).rejects.toThrow('OLD was split on 2023-01-10')
    await expect(before).rejects.toMatchObject({
      code: 'UNPROCESSABLE',
      next: expect.stringContaining('start after'),
    })
  })
})
