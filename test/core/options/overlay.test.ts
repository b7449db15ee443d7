import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDay } from '../../../src/core/bars/day.ts'
import { sessionInstant } from '../../../src/core/calendar/newYorkTime.ts'
import { blackScholes } from '../../../src/core/options/blackScholes.ts'
import {
  greatestGain,
  layOver,
  type OverlayRule,
  positionValue,
  rewardToRisk,
} from '../../../src/core/options/overlay.ts'
import {
  type OverlayGuards,
  type OverlayMarket,
  overlayCandidates,
  strikeReach,
} from '../../../src/core/options/overlayCandidates.ts'
import { yearsLeft } from '../../../src/core/options/yearsLeft.ts'
import { type ChainRow, chainTable, type QuoteRow, quoteTable } from './testTables.ts'

const before = parseDay('2024-05-31')
const session = parseDay('2024-06-03')
const expiry = parseDay('2024-06-21')
const asOf = sessionInstant(session, 15 * 60)
const spot = 100
const noGuards: OverlayGuards = { spreadPctMax: null, oiMin: null, volumeMin: null, volatilityMin: null }
const rule: OverlayRule = { mode: 'single', targetDelta: 0.35, spreadWidth: 5 }
const levels = { asOf, stop: 97, target: 106 }
const strikes = [96, 98, 100, 102, 104, 106, 108, 110]

/** What an option costs at 20 %. */
function fair(strike: number, isCall: boolean): number {
  return blackScholes({ isCall, spot, strike, years: yearsLeft(expiry, asOf) }, 0.2).price
}

function quote(strike: number, isCall: boolean, more: Partial<QuoteRow> = {}): QuoteRow {
  const mid = fair(strike, isCall)
  return { session, expiry, strike, isCall, ts: asOf - 60_000, bid: mid - 0.01, ask: mid + 0.01, ...more }
}

const both = strikes.flatMap((strike) => [true, false].map((isCall) => ({ strike, isCall })))

function market(
  quotes: QuoteRow[] | null,
  chain: Partial<ChainRow> = {},
  later: ChainRow[] = [],
): OverlayMarket {
  const listed = both.map((one) => ({
    session: before,
    expiry,
    ...one,
    impliedVolatility: 0.25,
    openInterest: 100,
    volume: 10,
    ...chain,
  }))
  return {
    asOf,
    session,
    spot,
    chain: chainTable([...listed, ...later]),
    quotes: quotes && quoteTable(quotes),
  }
}

const quoted = both.map(({ strike, isCall }) => quote(strike, isCall))

describe('the candidates of an overlay', () => {
  it('leave out what is crossed, has no side or is not quoted, and count it', () => {
    const bad: Record<number, Partial<QuoteRow>> = {
      98: { bid: 3, ask: 2 },
      100: { bid: 0 },
      102: { bid: 1, ask: Number.NaN },
      104: { ts: asOf + 1 },
      106: { session: before, ts: asOf - 3 * 86_400_000 },
      96: { bid: 3.9, ask: 4 },
    }
    const rows = strikes.map((strike) => quote(strike, true, bad[strike]))
    const { contracts, refused } = overlayCandidates(market(rows), expiry, true, noGuards)
    expect(contracts.map(({ strike }) => strike)).toEqual([108, 110])
    // Below the intrinsic value no volatility explains a price; what came later, or on another day, is no quote.
    expect(refused).toEqual({ no_volatility: 1, crossed_quote: 1, zero_quote: 1, no_quote: 3 })
  })

  it('see no quote after the time, whatever it says', () => {
    const later = quoted.map((row) => ({ ...row, ts: asOf + 1, bid: row.bid * 3, ask: row.ask * 3 }))
    expect(overlayCandidates(market([...quoted, ...later]), expiry, true, noGuards)).toEqual(
      overlayCandidates(market(quoted), expiry, true, noGuards),
    )
    const ofSession = both.map((one) => ({ session, expiry, ...one, openInterest: 0 }))
    const withNext = market(quoted, {}, ofSession)
    const guards = { ...noGuards, oiMin: 100 }
    expect(overlayCandidates(withNext, expiry, true, guards).contracts).toHaveLength(strikes.length)
  })

  it('meet the guards, equality included; an unknown count meets none', () => {
    const at = (guards: Partial<OverlayGuards>, chain: Partial<ChainRow> = {}) =>
      overlayCandidates(market(quoted, chain), expiry, true, { ...noGuards, ...guards }).refused
    expect(at({ oiMin: 100, volumeMin: 10, spreadPctMax: 1, volatilityMin: 0.19 })).toEqual({})
    expect(at({ oiMin: 101 })).toEqual({ oi_below_min: strikes.length })
    expect(at({ oiMin: 1 }, { openInterest: undefined })).toEqual({ oi_below_min: strikes.length })
    expect(at({ volumeMin: 11 })).toEqual({ volume_below_min: strikes.length })
    expect(at({ volatilityMin: 0.21 })).toEqual({ volatility_below_min: strikes.length })
    expect(at({ spreadPctMax: 0.02 }).spread_above_limit).toBeGreaterThan(0)
  })

  it('are estimated from the session before where nothing is quoted', () => {
    const { contracts } = overlayCandidates(market(null), expiry, false, noGuards)
    expect(contracts).toHaveLength(strikes.length)
    const years = yearsLeft(expiry, asOf)
    for (const { strike, premium, isEstimate, bid } of contracts) {
      expect(isEstimate).toBe(true)
      expect(bid).toBeNaN()
      expect(premium).toBe(blackScholes({ isCall: false, spot, strike, years }, 0.25).price)
    }
  })

  it('are quoted as far as the deltas of the session before reach', () => {
    const chain = chainTable([
      { session: before, expiry, strike: 104, isCall: true, delta: 0.3 },
      { session: before, expiry, strike: 120, isCall: true, delta: 0.01 },
    ])
    expect(strikeReach({ chain, session, spot }, expiry, true, 0.35)).toBe(5)
    expect(strikeReach({ chain, session, spot }, expiry, false, 0.35)).toBe(11)
  })
})

describe('an overlay', () => {
  const laid = (isCall: boolean, more: Partial<OverlayRule> = {}, rows = quoted) =>
    layOver(overlayCandidates(market(rows), expiry, isCall, noGuards), { ...rule, ...more }, levels)

  it('buys the delta nearest to the target, and values it at stop and target with the same time to go', () => {
    const position = laid(true)
    if (typeof position === 'string') throw new Error(position)
    const [{ strike, delta, premium, iv }] = position.legs
    // 100 has 0.51, 104 has 0.19.
    expect(strike).toBe(102)
    expect(delta).toBeCloseTo(0.34, 1)
    expect(iv).toBeCloseTo(0.2, 6)
    expect(position.netDebit).toBe(premium)
    expect(positionValue(position.legs, spot, asOf)).toBeCloseTo(premium, 10)
    const years = yearsLeft(expiry, asOf)
    const at = (price: number) => blackScholes({ isCall: true, spot: price, strike, years }, iv).price
    expect(position).toMatchObject({ stopValue: at(97), targetValue: at(106) })
    expect(rewardToRisk(position)).toBeCloseTo((at(106) - premium) / (premium - at(97)), 12)
    expect(greatestGain(position.legs, position.netDebit)).toBeNull()
  })

  it('prefers the lower volatility, then volume, open interest and the lower strike, among equal deltas', () => {
    const one = { expiry, isCall: true, bid: 1, ask: 1, premium: 1, isEstimate: false, delta: 0.35 }
    const of = (strike: number, iv: number, volume: number, openInterest: number) => ({
      ...one,
      strike,
      iv,
      volume,
      openInterest,
    })
    const pick = (contracts: ReturnType<typeof of>[]) => {
      const position = layOver({ contracts }, rule, levels)
      return typeof position === 'string' ? position : position.legs[0].strike
    }
    expect(pick([of(1, 0.3, 9, 9), of(2, 0.2, 1, 1)])).toBe(2)
    expect(pick([of(1, 0.2, 1, 9), of(2, 0.2, 2, 1)])).toBe(2)
    expect(pick([of(1, 0.2, 1, Number.NaN), of(2, 0.2, 1, 1)])).toBe(2)
    expect(pick([of(2, 0.2, 1, 1), of(1, 0.2, 1, 1)])).toBe(1)
    expect(pick([])).toBe('no_contract')
  })

  it.each([
    [true, [102, 108]],
    [false, [98, 96]],
  ])('sells further out of the money in a vertical (call: %s)', (isCall, expected) => {
    const position = laid(isCall, { mode: 'vertical', spreadWidth: isCall ? 6 : 9 })
    if (typeof position === 'string') throw new Error(position)
    expect(position.legs.map(({ strike }) => strike)).toEqual(expected)
    const [bought, sold] = position.legs
    expect(position.netDebit).toBe(bought.premium - sold.premium)
    const width = Math.abs(bought.strike - sold.strike)
    expect(greatestGain(position.legs, position.netDebit)).toBe(width - position.netDebit)
    // At the expiry it is worth what it pays: nothing, or all of its width.
    const end = sessionInstant(expiry, 16 * 60)
    const outer = isCall ? [1, 1000] : [1000, 1]
    expect(outer.map((price) => positionValue(position.legs, price, end))).toEqual([0, width])
  })

  it('has no vertical without a strike to sell, or that costs nothing', () => {
    const nothingOut = quoted.filter(({ strike }) => strike <= 102)
    expect(laid(true, { mode: 'vertical' }, nothingOut)).toBe('no_short_leg')
    const dear = quoted.map((row) => (row.strike === 108 ? { ...row, bid: 1.2, ask: 1.22 } : row))
    expect(laid(true, { mode: 'vertical', spreadWidth: 6 }, dear)).toBe('no_debit')
  })

  it('is worth, call less put, the price less the strike at any time', () => {
    const prices = fc.double({ min: 20, max: 500, noNaN: true })
    const ivs = fc.double({ min: 0.05, max: 2, noNaN: true })
    const times = fc.integer({ min: -30, max: 40 })
    fc.assert(
      fc.property(prices, prices, ivs, times, (price, strike, iv, days) => {
        const leg = { expiry, strike, iv }
        const ts = asOf + days * 86_400_000
        const pair = [
          { ...leg, quantity: 1 as const, isCall: true },
          { ...leg, quantity: -1 as const, isCall: false },
        ]
        expect(positionValue(pair, price, ts)).toBeCloseTo(price - strike, 8)
      }),
    )
  })
})
