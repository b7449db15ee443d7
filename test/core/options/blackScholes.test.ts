import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blackScholes, type OptionTerms } from '../../../src/core/options/blackScholes.ts'
import { anyOption } from './anyOption.ts'

const call = (terms: Omit<OptionTerms, 'isCall'>) => ({ ...terms, isCall: true })
const put = (terms: Omit<OptionTerms, 'isCall'>) => ({ ...terms, isCall: false })

describe('blackScholes', () => {
  it('gives the prices of the worked examples in Hull, Options, Futures, and Other Derivatives (2018)', () => {
    const stock = { spot: 42, strike: 40, years: 0.5, rate: 0.1 } // example 15.6: 4.76 and 0.81
    expect(blackScholes(call(stock), 0.2).price).toBeCloseTo(4.76, 2)
    expect(blackScholes(put(stock), 0.2).price).toBeCloseTo(0.81, 2)
    const index = { spot: 930, strike: 900, years: 2 / 12, rate: 0.08, dividendYield: 0.03 } // example 17.1: 51.83
    expect(blackScholes(call(index), 0.2).price).toBeCloseTo(51.83, 2)
  })

  it('gives the Greeks of the example that runs through chapter 19 of Hull', () => {
    // Stock at 49, strike 50, 5 %, 20 %, 20 weeks: price 2.40, delta 0.522, gamma 0.066, vega 12.1.
    const { price, delta, gamma, vega } = blackScholes(
      call({ spot: 49, strike: 50, years: 0.3846, rate: 0.05 }),
      0.2,
    )
    expect(price).toBeCloseTo(2.4, 2)
    expect(delta).toBeCloseTo(0.522, 3)
    expect(gamma).toBeCloseTo(0.066, 3)
    expect(vega).toBeCloseTo(12.1, 1)
  })

  it('keeps put-call parity: call - put = S exp(-qT) - K exp(-rT), and equal gamma and vega', () => {
    fc.assert(
      fc.property(anyOption, ({ volatility, ...terms }) => {
        const { spot, strike, years, rate, dividendYield } = terms
        const [c, p] = [blackScholes(call(terms), volatility), blackScholes(put(terms), volatility)]
        const forward = spot * Math.exp(-dividendYield * years) - strike * Math.exp(-rate * years)
        expect(Math.abs(c.price - p.price - forward)).toBeLessThan(1e-12 * (spot + strike))
        expect(c.delta - p.delta).toBeCloseTo(Math.exp(-dividendYield * years), 12)
        expect([c.gamma, c.vega]).toEqual([p.gamma, p.vega])
      }),
    )
  })

  it('has the derivatives that it says it has', () => {
    fc.assert(
      fc.property(anyOption, fc.boolean(), ({ volatility, ...terms }, isCall) => {
        const at = (spot: number, sigma: number) => blackScholes({ ...terms, isCall, spot }, sigma)
        const { spot } = terms
        const { delta, gamma, vega } = at(spot, volatility)
        const deviation = volatility * Math.sqrt(terms.years)
        const step = 1e-3 * deviation * spot
        const slope = (at(spot + step, volatility).price - at(spot - step, volatility).price) / (2 * step)
        const bend = (at(spot + step, volatility).delta - at(spot - step, volatility).delta) / (2 * step)
        const rise = (at(spot, volatility + 1e-6).price - at(spot, volatility - 1e-6).price) / 2e-6
        expect(slope).toBeCloseTo(delta, 5)
        expect(Math.abs(bend - gamma) * spot * deviation).toBeLessThan(1e-5)
        expect(Math.abs(rise - vega) / spot).toBeLessThan(1e-5)
      }),
    )
  })

  it('has no value where it has no meaning', () => {
    const terms = call({ spot: 100, strike: 100, years: 1 })
    const none = { price: Number.NaN, delta: Number.NaN, gamma: Number.NaN, vega: Number.NaN }
    expect(blackScholes(terms, 0)).toEqual(none)
    expect(blackScholes(terms, Number.NaN)).toEqual(none)
    expect(blackScholes({ ...terms, years: 0 }, 0.2)).toEqual(none)
    expect(blackScholes({ ...terms, spot: Number.NaN }, 0.2)).toEqual(none)
  })
})
