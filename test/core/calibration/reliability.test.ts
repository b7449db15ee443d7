import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { reliability, wilsonInterval } from '../../../src/core/calibration/index.ts'

const of = (scores: number[], labels: number[], by: 'count' | 'width', bins = 2) =>
  reliability(Float64Array.from(scores), Float64Array.from(labels), { bins, by })

const ways = ['count', 'width'] as const

describe('reliability', () => {
  it('gives the tables worked out by hand', () => {
    const scores = [0.9, 0.1, 0.5, 0.3, 0.2, 1]
    const labels = [1, 0, 1, 0, 1, 0]
    // by width 0.5 is in the upper half: {0.1, 0.2, 0.3} of which 1 hit, {0.5, 0.9, 1} of which 2
    const wide = of(scores, labels, 'width')
    expect(wide.rows).toBe(6)
    expect(wide.bins).toEqual([
      {
        from: 0,
        to: 0.5,
        rows: 3,
        mean_score: expect.closeTo(0.2),
        observed: 1 / 3,
        ...wilsonInterval(1, 3),
      },
      {
        from: 0.5,
        to: 1,
        rows: 3,
        mean_score: expect.closeTo(0.8),
        observed: 2 / 3,
        ...wilsonInterval(2, 3),
      },
    ])
    expect(wide.expected_calibration_error).toBeCloseTo((3 * (1 / 3 - 0.2) + 3 * (0.8 - 2 / 3)) / 6)
    const even = of(scores, labels, 'count', 3)
    expect(even.bins.map(({ from, to, rows, observed }) => [from, to, rows, observed])).toEqual([
      [0.1, 0.2, 2, 0.5],
      [0.3, 0.5, 2, 0.5],
      [0.9, 1, 2, 0.5],
    ])
  })

  it('keeps equal scores together, and leaves out bins without rows', () => {
    expect(of([0.5, 0.5, 0.5, 0.5, 0.9], [0, 1, 0, 1, 1], 'count', 5).bins.map(({ rows }) => rows)).toEqual([
      4, 1,
    ])
    expect(of([0.05, 0.95], [0, 1], 'width', 10).bins.map(({ from, to }) => [from, to])).toEqual([
      [0, 0.1],
      [0.9, 1],
    ])
  })

  it('loses no row, and its bins do not overlap', () => {
    const rows = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(1)), { minLength: 1 })
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 12 }), fc.constantFrom(...ways), (pairs, bins, by) => {
        const labels = pairs.map(([, label]) => label)
        const table = of(
          pairs.map(([score]) => score),
          labels,
          by,
          bins,
        )
        const sum = (pick: (bin: (typeof table.bins)[number]) => number) =>
          table.bins.reduce((total, bin) => total + pick(bin), 0)
        expect(sum((bin) => bin.rows)).toBe(pairs.length)
        expect(sum((bin) => bin.rows * bin.observed)).toBeCloseTo(
          labels.reduce((a, b) => a + b, 0),
          6,
        )
        expect(sum((bin) => bin.rows * bin.mean_score)).toBeCloseTo(
          pairs.reduce((a, [score]) => a + score, 0),
          6,
        )
        expect(table.bins.length).toBeLessThanOrEqual(bins)
        table.bins.forEach((bin, i) => {
          expect(bin.mean_score).toBeGreaterThanOrEqual(bin.from - 1e-12)
          expect(bin.mean_score).toBeLessThanOrEqual(bin.to + 1e-12)
          expect(bin.lower).toBeLessThanOrEqual(bin.observed + 1e-12)
          expect(bin.upper).toBeGreaterThanOrEqual(bin.observed - 1e-12)
          if (i > 0) expect(bin.from).toBeGreaterThanOrEqual(table.bins[i - 1].to)
        })
      }),
    )
  })

  it('finds no error in scores that are the shares themselves', () => {
    const scores = [0, 0, 0.5, 0.5, 1, 1]
    for (const by of ways) {
      expect(of(scores, [0, 0, 1, 0, 1, 1], by, 3).expected_calibration_error).toBe(0)
      expect(of(scores, [1, 1, 1, 0, 0, 0], by, 3).expected_calibration_error).toBeCloseTo(2 / 3)
    }
  })

  it('refuses what are no probabilities, and no rows', () => {
    expect(() => of([0.5, 1.5], [0, 1], 'width')).toThrow(/row 1 holds 1.5, expected a probability/)
    expect(() => of([0.5], [2], 'width')).toThrow(/expected 0 or 1/)
    expect(() => of([], [], 'width')).toThrow(expect.objectContaining({ code: 'UNPROCESSABLE' }))
  })
})

describe('wilsonInterval', () => {
  // Newcombe, Two-sided confidence intervals for the single proportion (1998), table I, method 3
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('is that of the published example: %i of %i', (hits, rows, lower, upper) => {
    const got = wilsonInterval(hits, rows)
    expect(got.lower).toBeCloseTo(lower, 4)
    expect(got.upper).toBeCloseTo(upper, 4)
  })

  it('stays within 0 and 1 when every row hits', () => {
    expect(wilsonInterval(3, 3).upper).toBe(1)
    expect(wilsonInterval(0, 3).lower).toBe(0)
  })
})
