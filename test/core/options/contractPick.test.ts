import { describe, expect, it } from 'vitest'
import { marketDataAt } from '../../../src/core/bars/marketData.ts'
import { sliceBars } from '../../../src/core/bars/window.ts'
import { blackScholes } from '../../../src/core/options/blackScholes.ts'
import { unfilledReasons } from '../../../src/core/options/contractGuards.ts'
import {
  bestContract,
  type Contract,
  contractFields,
  defaultContractRule,
  pickContracts,
} from '../../../src/core/options/contractPick.ts'
import { barsAt } from './flowBars.ts'
import { chainOf, firstDay, type Quote, quotesOf, type Side, tradesOf } from './tables.ts'

const nan = Number.NaN
const [monday, tuesday] = [firstDay, firstDay + 1]

const bars = barsAt([
  { day: monday, clock: '16:00', close: 100 },
  { day: tuesday, clock: '11:30', close: 100 },
  { day: tuesday, clock: '12:30', close: 100 },
  { day: tuesday, clock: '16:00', close: 100 },
])

/** A quote of 0.04 around the price at this volatility, as of 12:30 on Tuesday, three and a half hours from expiry. */
function fair(side: Side, strike: number, volatility: number, others: Partial<Quote> = {}): Quote {
  const terms = { spot: 100, strike, years: 3.5 / (365 * 24), isCall: side === 'call' }
  const mid = blackScholes(terms, volatility).price
  return { day: tuesday, clock: '12:29', side, strike, bid: mid - 0.02, ask: mid + 0.02, ...others }
}

function pick(quotes: Quote[], others: { trades?: Parameters<typeof tradesOf>[0]; open?: number } = {}) {
  const { trades, open } = others
  const interest = (['call', 'put'] as const).map((side) => ({
    day: monday,
    expiry: tuesday,
    side,
    strike: side === 'call' ? 100.5 : 99.5,
    open: open ?? 0,
  }))
  const market = {
    quotes: quotesOf(quotes),
    trades: trades ? tradesOf(trades) : null,
    chain: open === undefined ? null : chainOf(interest),
  }
  const picked = pickContracts(bars, Int32Array.of(1, 2, 3), market)
  const row = (side: Side, i: number): Record<string, number> =>
    Object.fromEntries(contractFields.map((field) => [field, picked[side][field][i]]))
  return { picked, market, row }
}

describe('the picked contract', () => {
  // At a volatility of 0.5 a deviation of the price until 16:00 is 100 x 0.5 x sqrt(3.5 / 8760) = 0.9994:
  // the call at 100.5 has d1 = ln(100/100.5) / 0.009994 + 0.004997 = -0.4991 + 0.0050 = -0.4941, delta N(-0.4941) = 0.3106,
  // that at 101 d1 = -0.9906, delta 0.1609; that at 100 d1 = 0.0050, delta 0.5020.
  it('has its delta nearest the target, and is told with prices and counts', () => {
    const quotes = [99.5, 100, 100.5, 101].flatMap((strike) => [
      fair('call', strike, 0.5),
      fair('put', strike, 0.5),
    ])
    const { row } = pick(quotes, {
      open: 700,
      trades: [
        { day: tuesday, clock: '09:31', side: 'call', strike: 100.5, volume: 30 },
        { day: tuesday, clock: '12:30', side: 'call', strike: 100.5, volume: 12 },
        { day: tuesday, clock: '12:31', side: 'call', strike: 100.5, volume: 5000 }, // not yet
        { day: tuesday, clock: '12:32', side: 'put', strike: 99.5, volume: 8 },
      ],
    })
    const call = row('call', 1)
    expect(call.strike).toBe(100.5)
    expect(call.delta).toBeCloseTo(0.3106, 4)
    expect(call.iv).toBeCloseTo(0.5, 10)
    expect(call).toMatchObject({ volume: 42, open_interest: 700 })
    expect(call.spread).toBeCloseTo(0.04, 12)
    expect(call.mid).toBe((call.bid + call.ask) / 2)
    expect(call.spread_pct).toBe(call.spread / call.mid)
    // The put at 99.5 has d1 = 0.5066 and delta N(0.5066) - 1 = -0.3062.
    expect(row('put', 1)).toMatchObject({ strike: 99.5, volume: 0, open_interest: 700 })
    expect(row('put', 1).delta).toBeCloseTo(-0.3062, 4)
  })

  it('is none where no delta lies within the tolerance', () => {
    const { row } = pick([fair('call', 100, 0.5), fair('call', 101, 0.5)]) // 0.5020 and 0.1609
    expect(row('call', 1)).toEqual(Object.fromEntries(contractFields.map((field) => [field, nan])))
  })

  it('is quoted within the bar: never later, nor before it', () => {
    const later = fair('call', 100.5, 0.5, { clock: '12:31' })
    expect(pick([later]).row('call', 1).strike).toBeNaN()
    const atItsTime = fair('call', 100.5, 0.5, { clock: '12:30' })
    expect(pick([atItsTime]).row('call', 1).strike).toBe(100.5)
    const before = fair('call', 100.5, 0.5, { clock: '11:30' }) // the time of the bar before
    expect(pick([before]).row('call', 1).strike).toBeNaN()
  })

  it('has the last quote of the bar, and none when that is no price', () => {
    const early = fair('call', 100.5, 0.5, { clock: '11:40' })
    const last = fair('call', 100.5, 0.51)
    expect(pick([early, last]).row('call', 1).iv).toBeCloseTo(0.51, 10)
    const crossed = { ...last, bid: 0.3, ask: 0.2 }
    expect(pick([early, crossed]).row('call', 1).strike).toBeNaN()
  })

  it('expires the same day and is not yet worthless', () => {
    const tomorrow = fair('call', 100.5, 0.5, { expiry: tuesday + 1 })
    expect(pick([tomorrow]).row('call', 1).strike).toBeNaN()
    const atClose = fair('call', 100.5, 0.5, { clock: '15:59' })
    expect(pick([atClose]).row('call', 2).strike).toBeNaN() // the bar of 16:00 has no time left
  })

  it('leaves counts missing where the market has no trades or snapshot', () => {
    expect(pick([fair('call', 100.5, 0.5)]).row('call', 1)).toMatchObject({ volume: nan, open_interest: nan })
    const unknown = pick([fair('call', 100.4, 0.5)], { open: 5 }).row('call', 1)
    expect(unknown).toMatchObject({ strike: 100.4, open_interest: nan })
  })

  it('is the same whether or not anything later is known', () => {
    const quotes = [
      fair('call', 100.5, 0.5, { clock: '11:20' }),
      fair('call', 100.5, 0.5),
      fair('put', 99.5, 0.5, { clock: '12:31' }),
    ]
    const trades = [
      { day: tuesday, clock: '12:00', side: 'call' as const, strike: 100.5, volume: 3 },
      { day: tuesday, clock: '14:00', side: 'call' as const, strike: 100.5, volume: 9 },
    ]
    const { market, picked } = pick(quotes, { trades, open: 4 })
    for (const row of [1, 2]) {
      const known = marketDataAt({ fiveMinute: null, daily: new Map(), ...market }, bars, row)
      const part = pickContracts(sliceBars(bars, 0, row + 1), Int32Array.of(row), {
        ...known,
        quotes: known.quotes ?? market.quotes,
      })
      for (const field of contractFields) {
        expect(part.call[field][0], field).toBe(picked.call[field][row - 1])
        expect(part.put[field][0], field).toBe(picked.put[field][row - 1])
      }
    }
  })
})

describe('the best of several contracts', () => {
  const base: Contract = {
    strike: 100,
    bid: 1,
    ask: 1.1,
    mid: 1.05,
    spread: 0.1,
    spread_pct: 0.1 / 1.05,
    open_interest: 10,
    volume: 10,
    delta: 0.35,
    iv: 0.2,
  }
  const best = (...contracts: Partial<Contract>[]) =>
    bestContract(
      contracts.map((one) => ({ ...base, ...one })),
      defaultContractRule,
    )?.strike

  it.each([
    [
      'the nearest',
      [
        { strike: 1, delta: 0.31 },
        { strike: 2, delta: 0.36 },
      ],
      2,
    ],
    [
      'a put by the size of its delta',
      [
        { strike: 1, delta: -0.31 },
        { strike: 2, delta: -0.36 },
      ],
      2,
    ],
    [
      'one at the edge, 0.40 or 0.30',
      [
        { strike: 1, delta: 0.4, volume: 1 },
        { strike: 2, delta: 0.3 },
      ],
      2,
    ],
    [
      'none beyond it',
      [
        { strike: 1, delta: 0.4001 },
        { strike: 2, delta: -0.2999 },
      ],
      undefined,
    ],
    [
      'of equals that with more volume',
      [
        { strike: 1, delta: 0.33, open_interest: 99 },
        { strike: 2, delta: 0.37, volume: 11 },
      ],
      2,
    ],
    [
      'then that with more open interest',
      [
        { strike: 1, delta: 0.33 },
        { strike: 2, delta: 0.37, open_interest: 11 },
      ],
      2,
    ],
    [
      'then the lower strike',
      [
        { strike: 2, delta: 0.33 },
        { strike: 1, delta: 0.37 },
      ],
      1,
    ],
    [
      'a known volume before an unknown one',
      [
        { strike: 1, volume: nan },
        { strike: 2, volume: 0 },
      ],
      2,
    ],
  ])('is %s', (_, contracts, strike) => {
    expect(best(...contracts)).toBe(strike)
    expect(best(...[...contracts].reverse())).toBe(strike)
  })
})

describe('the guards of a contract', () => {
  it('name every reason for which a row stays unfilled; equality passes', () => {
    const unread = new Float64Array(6)
    const picked = {
      strike: Float64Array.of(100, 100, 100, 100, 100, nan),
      bid: unread,
      ask: unread,
      mid: unread,
      spread: unread,
      spread_pct: Float64Array.of(0.1, 0.11, 0.05, 0.05, 0.2, nan),
      open_interest: Float64Array.of(500, 500, 499, 500, nan, nan),
      volume: Float64Array.of(200, 200, 200, 199, 0, nan),
      delta: unread,
      iv: unread,
    }
    expect(unfilledReasons(picked, { spreadPctMax: 0.1, oiMin: 500, volumeMin: 200 })).toEqual([
      [],
      ['spread_above_limit'],
      ['oi_below_min'],
      ['volume_below_min'],
      ['spread_above_limit', 'oi_below_min', 'volume_below_min'],
      ['no_contract'],
    ])
    expect(unfilledReasons(picked, {}).flat()).toEqual(['no_contract'])
  })
})
