import { describe, expect, it } from 'vitest'
import { parseDay } from '../../../src/core/bars/day.ts'
import { noNeeds } from '../../../src/core/bars/marketData.ts'
import type { WantedQuote } from '../../../src/core/options/tables.ts'
import { newYorkInstant } from '../../../src/data/calendar.ts'
import { someSource } from './someSource.ts'

const hourly = { ticker: 'SPY', cadence: 'hourly', start: '2023-01-18', end: '2023-01-18' } as const
const session = parseDay('2023-01-18')
const clock = (hour: number, minute: number) => newYorkInstant(session, (hour * 60 + minute) * 60_000)

function wanted(which: WantedQuote['which'], from: number, to: number, changes: Partial<WantedQuote> = {}) {
  return { session, strike: 387, isCall: true, from, to, which, ...changes }
}

type Source = ReturnType<Awaited<ReturnType<typeof someSource>>['source']>

async function quotesOf(source: Source, list: WantedQuote[]) {
  if (!source.fillQuotes) throw new Error('the source has no quotes to fill options at')
  return source.fillQuotes({ ...hourly, wanted: list })
}

const [nine, ten, eleven] = [clock(9, 30), clock(10, 0), clock(11, 0)]

describe('quotes that options are filled at', () => {
  it('are the first that is a price, and the last, of the contracts asked for', async () => {
    const { server, source } = await someSource()
    const quotes = await quotesOf(source(), [
      wanted('first', nine, ten),
      wanted('first', ten, eleven),
      wanted('last', ten, eleven, { isCall: false }),
    ])
    // Nobody offers at 9:30.
    expect([...quotes.ts]).toEqual([clock(9, 31), ten, eleven])
    expect([...quotes.isCall]).toEqual([1, 1, 0])
    expect([...quotes.expiry]).toEqual([session, session, session])
    expect([...quotes.strike]).toEqual([387, 387, 387])
    expect([quotes.bid[0], quotes.ask[0]]).toEqual([2.25, 2.5])
    expect(server.requests[0]).toMatch(
      /^\/v3\/reference\/options\/contracts\?underlying_ticker=SPY&as_of=2023-01-18&expiration_date.gte=2023-01-18&expiration_date.lte=2023-01-18&strike_price.gte=387&strike_price.lte=387&/,
    )
    expect(server.requests.slice(1).sort()).toEqual(
      [
        `/v3/quotes/O:SPY230118C00387000?timestamp.gte=${nine}000000&timestamp.lte=${ten}000000&sort=timestamp&order=asc&limit=100`,
        `/v3/quotes/O:SPY230118C00387000?timestamp.gte=${ten}000000&timestamp.lte=${eleven}000000&sort=timestamp&order=asc&limit=100`,
        `/v3/quotes/O:SPY230118P00387000?timestamp.gte=${ten}000000&timestamp.lte=${eleven}000000&sort=timestamp&order=desc&limit=1`,
      ].sort(),
    )
  })

  it('come from disk the second time, and so do last quotes that a matrix was built from', async () => {
    const { server, source } = await someSource()
    const needs = {
      ...noNeeds,
      quotes: { windows: [], atBarEnds: true, strikesAround: 2, daysAhead: [0] },
    }
    const { market } = await source().load({ ...hourly, needs })
    const strike = market.quotes?.strike[0] ?? Number.NaN
    const list = [wanted('first', ten, eleven, { strike }), wanted('last', ten, eleven, { strike })]
    server.requests.length = 0
    const first = await quotesOf(source(), list)
    expect(server.requests.filter((target) => target.includes('order=desc'))).toEqual([])
    expect(server.requests.filter((target) => target.startsWith('/v3/quotes/'))).toHaveLength(1)
    server.requests.length = 0
    expect(await quotesOf(source(), list)).toEqual(first)
    expect(server.requests).toEqual([])
  })

  it('are none of a contract that is not listed, or of whose quotes none is a price', async () => {
    const { server, source } = await someSource()
    const quotes = await quotesOf(source(), [
      wanted('first', ten, eleven),
      wanted('first', ten, eleven, { strike: 387.5 }),
      wanted('first', nine, nine),
    ])
    expect([...quotes.ts]).toEqual([ten])
    expect(server.requests.filter((target) => target.includes('387500'))).toEqual([])
  })

  it('are asked for again where the vendor is busy, and refused where it has none', async () => {
    const { server, source, slept } = await someSource()
    let refusals = 0
    server.fault = (target) =>
      target.startsWith('/v3/quotes/') && refusals++ < 2
        ? { status: 429, headers: { 'retry-after': '1' } }
        : undefined
    expect((await quotesOf(source(), [wanted('first', ten, eleven)])).ts).toHaveLength(1)
    expect(slept.length).toBeGreaterThanOrEqual(2)
    server.fault = (target) =>
      target.startsWith('/v3/quotes/') ? { text: '{"status":"OK","results":[]}' } : undefined
    await expect(quotesOf(source(), [wanted('first', nine, eleven)])).rejects.toThrow(
      'no quotes of options on SPY, as of GET /v3/quotes/O:SPY230118C00387000',
    )
  })

  it.each([
    ['of another time', '{"sip_timestamp":1674050400000000000,"bid_price":1,"ask_price":2}', 'lies outside'],
    ['without a time', '{"bid_price":1,"ask_price":2}', 'sip_timestamp'],
    ['with a price in words', '{"sip_timestamp":1,"bid_price":"1"}', 'bid_price'],
  ])('refuses a quote %s', async (_, row, fault) => {
    const { server, source } = await someSource()
    server.fault = (target) =>
      target.startsWith('/v3/quotes/') ? { text: `{"status":"OK","results":[${row}]}` } : undefined
    await expect(quotesOf(source(), [wanted('first', ten, eleven)])).rejects.toThrow(fault)
  })

  it('need a key', async () => {
    const { source } = await someSource()
    await expect(quotesOf(source({ apiKey: undefined }), [wanted('first', ten, eleven)])).rejects.toThrow(
      'POLYGON_API_KEY is not set',
    )
  })
})
