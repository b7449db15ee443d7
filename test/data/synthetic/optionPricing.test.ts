import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { callDelta, callPrice, gamma, putPrice } from '../../../src/data/synthetic/optionPricing.ts'

const spots = fc.double({ min: 50, max: 1000, noNaN: true })
const ratios = fc.double({ min: 0.7, max: 1.4, noNaN: true })
const deviations = fc.double({ min: 0.001, max: 0.6, noNaN: true })

describe('callPrice', () => {
  it('matches the values worked out from a table of the normal distribution', () => {
    // At the money d1 = 0.1, d2 = -0.1: 100 N(0.1) - 100 N(-0.1) = 100 (2 x 0.539828 - 1) = 7.9656.
    expect(callPrice(100, 100, 0.2)).toBeCloseTo(7.9656, 4)
    // Spot 110, strike 100, deviation 0.2: ln 1.1 = 0.0953102, d1 = 0.476551 + 0.1 = 0.576551, d2 = 0.376551;
    // N(d1) = 0.717878, N(d2) = 0.646747: 78.9666 - 64.6747 = 14.292.
    expect(callPrice(110, 100, 0.2)).toBeCloseTo(14.292, 3)
    expect(putPrice(callPrice(110, 100, 0.2), 110, 100)).toBeCloseTo(4.292, 3)
  })

  it('is what the option would pay when nothing can happen any more', () => {
    expect([callPrice(101, 100, 0), callPrice(99, 100, 0), callPrice(100, 100, 0)]).toEqual([1, 0, 0])
    expect([putPrice(1, 101, 100), putPrice(0, 99, 100)]).toEqual([0, 1])
  })

  it('lies between what the option would pay at once and the spot, and rises with deviation', () => {
    fc.assert(
      fc.property(spots, ratios, deviations, (spot, ratio, deviation) => {
        const strike = spot * ratio
        const price = callPrice(spot, strike, deviation)
        expect(price).toBeGreaterThanOrEqual(Math.max(0, spot - strike) - 1e-9)
        expect(price).toBeLessThan(spot)
        expect(callPrice(spot, strike, deviation * 1.1)).toBeGreaterThanOrEqual(price - 1e-3)
      }),
    )
  })
})

describe('callDelta and gamma', () => {
  it('are the slopes of price and delta', () => {
    fc.assert(
      fc.property(
        spots,
        ratios,
        fc.double({ min: 0.05, max: 0.6, noNaN: true }),
        (spot, ratio, deviation) => {
          const strike = spot * ratio
          const step = spot * 1e-4
          const slope = (f: typeof callPrice) =>
            (f(spot + step, strike, deviation) - f(spot - step, strike, deviation)) / (2 * step)
          expect(callDelta(spot, strike, deviation)).toBeCloseTo(slope(callPrice), 4)
          expect(gamma(spot, strike, deviation) * spot).toBeCloseTo(slope(callDelta) * spot, 3)
        },
      ),
    )
  })
})
