import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blackScholes } from '../../../src/core/options/blackScholes.ts'
import { impliedVolatility } from '../../../src/core/options/impliedVolatility.ts'
import { anyOption } from './anyOption.ts'

describe('impliedVolatility', () => {
  it('finds that of the example in Hull (2018), section 15.11: 23.5 %', () => {
    const terms = { isCall: true, spot: 21, strike: 20, years: 0.25, rate: 0.1 }
    expect(impliedVolatility(1.875, terms)).toBeCloseTo(0.235, 3)
  })

  it('finds the volatility that made a price, and with it the price', () => {
    fc.assert(
      fc.property(anyOption, fc.boolean(), ({ volatility, ...market }, isCall) => {
        const terms = { ...market, isCall }
        const { price, vega } = blackScholes(terms, volatility)
        const found = impliedVolatility(price, terms)
        // A price is good to some 1e-15 of the underlying, and so a volatility to that over vega.
        expect(Math.abs(found - volatility)).toBeLessThan(
          1e-12 + (1e-14 * (terms.spot + terms.strike)) / vega,
        )
        expect(Math.abs(blackScholes(terms, found).price - price)).toBeLessThan(
          1e-13 * (terms.spot + terms.strike),
        )
      }),
      { numRuns: 500 },
    )
  })

  it('is the same in another currency: prices times a power of two change no digit', () => {
    fc.assert(
      fc.property(anyOption, fc.boolean(), ({ volatility, ...market }, isCall) => {
        const terms = { ...market, isCall }
        const { price } = blackScholes(terms, volatility)
        const doubled = { ...terms, spot: 2 * terms.spot, strike: 2 * terms.strike }
        expect(impliedVolatility(2 * price, doubled)).toBe(impliedVolatility(price, terms))
      }),
    )
  })

  it.each([
    ['less than the intrinsic value', 9.9, 110],
    ['the intrinsic value itself', 10, 110],
    ['as much as the underlying', 110, 110],
    ['nothing', 0, 110],
    ['a negative amount', -1, 110],
    ['an unknown amount', Number.NaN, 110],
    ['no more than its intrinsic value, an age in the money', 9900 + 1e-9, 10_000],
    ['for an unknown underlying', 5, Number.NaN],
  ])('has no volatility that explains a call of strike 100 that costs %s', (_, price, spot) => {
    expect(impliedVolatility(price, { isCall: true, spot, strike: 100, years: 0.1 })).toBeNaN()
  })

  it('explains prices from the very calm to the very wild', () => {
    for (const volatility of [0.01, 0.03, 3, 8]) {
      const terms = { isCall: false, spot: 100, strike: 100, years: 1 / 12 }
      expect(impliedVolatility(blackScholes(terms, volatility).price, terms)).toBeCloseTo(volatility, 10)
    }
  })

  it('has none where the price hardly depends on it: 12 deviations away', () => {
    const terms = { isCall: true, spot: 100, strike: 100 * Math.exp(1.2), years: 0.25 }
    const { price, vega } = blackScholes(terms, 0.2)
    expect(price).toBeGreaterThan(0)
    expect(vega).toBeLessThan(1e-20)
    expect(impliedVolatility(price, terms)).toBeNaN()
  })
})
