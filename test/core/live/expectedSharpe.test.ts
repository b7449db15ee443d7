import { describe, expect, it } from 'vitest'
import { expectedSharpe } from '../../../src/core/live/expectedSharpe.ts'
import { Random } from '../../../src/core/random.ts'

const random = new Random(3)
/** Twelve sums of uniform numbers less 6 are nearly normal, of variance 1. */
const normal = () =>
  Array.from({ length: 12 }, () => random.nextFraction()).reduce((sum, one) => sum + one, -6)
const returns = Float64Array.from({ length: 2_000 }, () => 0.0005 + 0.01 * normal())

describe('the Sharpe ratio of a stretch', () => {
  it.each([20, 80, 320])(
    'of %d sessions lies as far around that of the whole as its length says',
    (sessions) => {
      const interval = expectedSharpe(returns, sessions, 1)
      // The standard error of independent normal returns: 1 / √n.
      const width = (interval?.high ?? 0) - (interval?.low ?? 0)
      expect(width * Math.sqrt(sessions)).toBeGreaterThan(0.85 * 2 * 1.96)
      expect(width * Math.sqrt(sessions)).toBeLessThan(1.25 * 2 * 1.96)
      expect(((interval?.high ?? 0) + (interval?.low ?? 0)) / 2).toBeCloseTo(0.05, 1)
    },
  )

  it('is the same for a seed, and none where nothing varies', () => {
    expect(expectedSharpe(returns, 20, 1)).toEqual(expectedSharpe(returns, 20, 1))
    expect(expectedSharpe(new Float64Array(50), 20, 1)).toBeNull()
    expect(expectedSharpe(returns, 1, 1)).toBeNull()
  })
})
