import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { quoteDelta, quotePrice, quoteVolatility } from '../../../src/core/options/quoteGreeks.ts'

describe('the Black-Scholes price', () => {
  // Hull, Options, Futures and Other Derivatives, gives N(0.1) = 0.5398: an option at the money with spread 0.2 costs
  // 100 x (2 N(0.1) - 1) = 7.9656.
  const terms = { spot: 100, strike: 100, years: 1, isCall: true }

  it('matches the table worked out by hand', () => {
    expect(quotePrice(terms, 0.2)).toBeCloseTo(7.9656, 4)
    expect(quoteDelta(terms, 0.2)).toBeCloseTo(0.5398, 4)
    expect(quoteDelta({ ...terms, isCall: false }, 0.2)).toBeCloseTo(0.5398 - 1, 4)
  })

  it('of call and put differ by spot less strike, and the volatility is found again', () => {
    const someTerms = fc.record({
      spot: fc.double({ min: 50, max: 150, noNaN: true }),
      strike: fc.double({ min: 80, max: 120, noNaN: true }),
      years: fc.double({ min: 0.01, max: 2, noNaN: true }),
    })
    fc.assert(
      fc.property(someTerms, fc.double({ min: 0.05, max: 3, noNaN: true }), (some, volatility) => {
        const call = quotePrice({ ...some, isCall: true }, volatility)
        const put = quotePrice({ ...some, isCall: false }, volatility)
        expect(call - put).toBeCloseTo(some.spot - some.strike, 9)
        const isCall = some.strike >= some.spot
        const price = isCall ? call : put
        if (price > 1e-6) expect(quoteVolatility({ ...some, isCall }, price)).toBeCloseTo(volatility, 5)
      }),
    )
  })

  it('has no volatility below the value of exercise, above the underlying, or at expiry', () => {
    expect(quoteVolatility({ ...terms, spot: 110 }, 9.9)).toBeNaN()
    expect(quoteVolatility(terms, 100.1)).toBeNaN()
    expect(quoteVolatility({ ...terms, years: 0 }, 1)).toBeNaN()
  })
})
