import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '../../../src/core/random.ts'
import { distinctDraws } from '../../../src/core/sweep/draws.ts'
import { halvingRungs, survivors, withCandidates } from '../../../src/core/sweep/halving.ts'
import { drawFrom } from '../../../src/core/sweep/range.ts'
import { derivedSeed } from '../../../src/core/sweep/seeds.ts'

const draws = (range: Parameters<typeof drawFrom>[0], count = 4_000, seed = 1) => {
  const random = new Random(seed)
  return Array.from({ length: count }, () => drawFrom(range, random))
}

describe('drawing from a range', () => {
  it('keeps to it, whatever it is', () => {
    const ends = fc.tuple(
      fc.double({ min: 0.001, max: 1e4, noNaN: true }),
      fc.double({ min: 1, max: 100, noNaN: true }),
    )
    fc.assert(
      fc.property(ends, fc.boolean(), fc.nat(), ([min, times], log, seed) => {
        const max = min * times
        for (const value of draws({ min, max, log }, 20, seed)) {
          expect(value).toBeGreaterThanOrEqual(min)
          expect(value).toBeLessThanOrEqual(max)
        }
      }),
    )
  })

  it('draws whole numbers equally often, the ends too', () => {
    const counts = new Map<number, number>()
    for (const value of draws({ min: 2, max: 5, int: true })) counts.set(value, (counts.get(value) ?? 0) + 1)
    expect([...counts.keys()].sort()).toEqual([2, 3, 4, 5])
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(120)
  })

  it('draws orders of magnitude equally often by the logarithm', () => {
    const small = draws({ min: 0.001, max: 1, log: true }).filter((value) => value < 0.01).length
    expect(Math.abs(small - 4_000 / 3)).toBeLessThan(130)
  })

  it('draws the same by the same seed', () => {
    const range = { min: 0.01, max: 0.3, log: true }
    expect(draws(range, 5, 7)).toEqual(draws(range, 5, 7))
    expect(draws(range, 5, 7)).not.toEqual(draws(range, 5, 8))
  })
})

describe('drawing different things', () => {
  it('finds so many, or all that there are', () => {
    const random = new Random(3)
    const draw = () => random.nextBelow(10)
    expect(new Set(distinctDraws(4, draw, String)).size).toBe(4)
    expect(distinctDraws(40, draw, String).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })
})

describe('the rungs of successive halving', () => {
  it('are those of the textbook', () => {
    expect(halvingRungs({ budget: 40, eta: 3, rounds: 270 })).toEqual([
      { candidates: 27, rounds: 10 },
      { candidates: 9, rounds: 30 },
      { candidates: 3, rounds: 90 },
      { candidates: 1, rounds: 270 },
    ])
  })

  it('keep to the budget, and leave no room for another candidate', () => {
    const settings = fc.record({
      budget: fc.integer({ min: 1, max: 3_000 }),
      eta: fc.integer({ min: 2, max: 5 }),
      rounds: fc.integer({ min: 1, max: 2_000 }),
    })
    fc.assert(
      fc.property(settings, ({ budget, eta, rounds }) => {
        const rungs = halvingRungs({ budget, eta, rounds })
        if (rungs.length === 0) return
        const spent = rungs.reduce((sum, { candidates }) => sum + candidates, 0)
        expect(spent).toBeLessThanOrEqual(budget)
        expect(spent).toBeGreaterThan(budget - 2 * rungs.length)
        expect(rungs.at(-1)?.rounds).toBe(rounds)
        for (const [place, { candidates, rounds: given }] of rungs.entries()) {
          expect(candidates).toBeGreaterThanOrEqual(1)
          const next = rungs.at(place + 1)
          if (place + 1 < rungs.length) {
            expect(next?.candidates).toBeLessThan(candidates)
            expect(next?.rounds).toBeGreaterThan(given)
          }
        }
      }),
    )
  })

  it('are none where there is no room for two', () => {
    expect(halvingRungs({ budget: 3, eta: 3, rounds: 300 })).toEqual([])
    expect(halvingRungs({ budget: 300, eta: 3, rounds: 10 })).toEqual([])
  })

  it('shrink with the candidates there are', () => {
    const rungs = halvingRungs({ budget: 40, eta: 3, rounds: 270 })
    expect(withCandidates(rungs, 5, 3).map(({ candidates }) => candidates)).toEqual([5, 1, 1, 1])
  })
})

describe('the survivors of a rung', () => {
  it('are the best, the earlier of equal ones, those without a figure last', () => {
    expect(survivors([1, null, 3, 3, -1], 2)).toEqual([2, 3])
    expect(survivors([1, 2, 2, 0], 2)).toEqual([1, 2])
    expect(survivors([0, 2, 2, 2], 1)).toEqual([1])
    expect(survivors([null, null, -5], 2)).toEqual([0, 2])
  })
})

describe('the seed of a trial', () => {
  it('follows from the seed of the sweep and the fit alone', () => {
    expect(derivedSeed(7, { depth: 2, rate: 0.1 })).toBe(derivedSeed(7, { rate: 0.1, depth: 2 }))
    const seeds = [derivedSeed(7, { depth: 2 }), derivedSeed(8, { depth: 2 }), derivedSeed(7, { depth: 3 })]
    expect(new Set(seeds).size).toBe(3)
    for (const seed of seeds) {
      expect(Number.isInteger(seed)).toBe(true)
      expect(seed).toBeLessThan(2 ** 31)
    }
    expect(derivedSeed(2025, { depth: 3 }), 'pinned: stored trials were made by it').toMatchInlineSnapshot(
      `1812023981`,
    )
  })
})
