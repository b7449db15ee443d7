import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cscvBlocks, overfitting } from '../../../src/core/statistics/overfitting.ts'
import { sharpe } from '../../../src/core/statistics/returns.ts'

describe('number of blocks', () => {
  it.each([
    [0, null],
    [119, null],
    [120, 6],
    [159, 6],
    [160, 8],
    [319, 14],
    [320, 16],
    [100_000, 16],
  ])('is, for %i rows, %s', (rows, blocks) => {
    expect(cscvBlocks(rows)).toBe(blocks)
  })
})

describe('overfitting', () => {
  it('matches two splits worked out by hand', () => {
    // The first wins in the first half, the second in the other: what looks best is always the worse one later.
    const columns = [Float64Array.of(0.03, 0.01, 0.01, -0.03), Float64Array.of(0.01, -0.03, 0.03, 0.01)]
    const got = overfitting(columns, 2)
    const good = 0.02 / Math.sqrt(0.0002) // mean 0.02, deviations ±0.01
    const bad = -0.01 / Math.sqrt(0.0008) // mean −0.01, deviations ±0.02
    expect(got?.pbo).toBe(1)
    expect(got?.oosLossProbability).toBe(1)
    expect(got?.combinations).toBe(2)
    expect(got?.logits[0]).toBeCloseTo(Math.log(1 / 2), 14) // rank 1 of 2: w = 1/3
    expect(got?.meanInSampleSharpe).toBeCloseTo(good, 12)
    expect(got?.meanOutOfSampleSharpe).toBeCloseTo(bad, 12)
  })

  it('is undefined with a single variant, and with rows for fewer than six blocks', () => {
    const column = Float64Array.from({ length: 119 }, (_, row) => Math.sin(row))
    expect(overfitting([column], 6)).toBeNull()
    expect(overfitting([column, column])).toBeNull()
    expect(overfitting([])).toBeNull()
  })

  it('counts equal variants as overfit, since the best of them is in the middle', () => {
    const column = Float64Array.from({ length: 120 }, (_, row) => 0.01 + Math.sin(row))
    expect(overfitting([column, column, column])?.pbo).toBe(1)
  })

  it('counts each of equal variants where it ranks the best one', () => {
    const [a, b, c] = [3, 5, 8].map((step) =>
      Float64Array.from({ length: 18 }, (_, row) => Math.sin(row * step)),
    )
    const columns = [b, a, b, c, a, b]
    const got = overfitting(columns, 6)
    combinationsOfThree().forEach((blocks, split) => {
      const inside = columns.map((one) => halfSharpe(one, blocks, true))
      const outside = columns.map((one) => halfSharpe(one, blocks, false))
      const best = outside[inside.indexOf(Math.max(...inside))]
      const below = outside.filter((one) => one < best).length
      const rank = below + (outside.filter((one) => one === best).length + 1) / 2
      expect(got?.logits[split]).toBeCloseTo(Math.log(rank / (7 - rank)), 10)
    })
  })

  it('gives a half without variance a Sharpe ratio of 0, whatever the flat value', () => {
    const flat = new Float64Array(120).fill(0.1)
    const loser = Float64Array.from({ length: 120 }, (_, row) => -0.5 + Math.sin(row))
    const got = overfitting([loser, flat])
    expect(got?.meanInSampleSharpe).toBe(0)
    expect(got?.meanOutOfSampleSharpe).toBe(0)
    expect(got?.oosLossProbability).toBe(0)
    expect(got?.degradationSlope).toBeNull()
  })

  it.each([0, 0.1, 0.3, 0.07, 1 / 3, -0.0123])(
    'gives 0 only to the halves that are flat, here at %d',
    (value) => {
      // six blocks of 20 rows: the first three are flat, which sums of squares show only but for rounding
      const late = Float64Array.from({ length: 120 }, (_, row) => (row < 60 ? value : 2 + Math.sin(row)))
      const worse = Float64Array.from({ length: 120 }, (_, row) => -1 - (row % 2))
      const got = overfitting([late, worse], 6)
      const ratios = combinationsOfThree().map((blocks) => halfSharpe(late, blocks, true))
      expect(ratios[0]).toBe(0)
      expect(got?.meanInSampleSharpe).toBeCloseTo(ratios.reduce((sum, one) => sum + one, 0) / 20, 10)
    },
  )

  it('leaves out the oldest rows that fill no block', () => {
    const columns = [0, 1].map((phase) =>
      Float64Array.from({ length: 25 }, (_, row) => Math.sin(row * 7 + phase)),
    )
    const tail = columns.map((column) => column.slice(1))
    expect(overfitting(columns, 6)).toEqual(overfitting(tail, 6))
    expect(overfitting(columns, 6)?.rows).toBe(24)
  })

  it('refuses block counts that cut no two halves', () => {
    const columns = [Float64Array.of(1, 2, 3, 4), Float64Array.of(2, 1, 4, 3)]
    expect(() => overfitting(columns, 3)).toThrow('even number of blocks')
    expect(() => overfitting(columns, 4)).toThrow('two rows each')
  })

  it('agrees with a plain recomputation of every split', () => {
    const value = fc.integer({ min: -1000, max: 1000 })
    const column = fc.array(value, { minLength: 18, maxLength: 18 })
    fc.assert(
      fc.property(fc.array(column, { minLength: 2, maxLength: 5 }), (rows) => {
        const columns = rows.map((row) => Float64Array.from(row))
        const got = overfitting(columns, 6)
        combinationsOfThree().forEach((blocks, split) => {
          const inside = columns.map((one) => halfSharpe(one, blocks, true))
          const outside = columns.map((one) => halfSharpe(one, blocks, false))
          const best = inside.indexOf(Math.max(...inside))
          const near = (a: number, b: number) => Math.abs(a - b) < 1e-6
          // Where two variants tie but for rounding, either choice is right.
          if (inside.some((one, i) => i !== best && near(one, inside[best]))) return
          if (outside.some((one, i) => i !== best && near(one, outside[best]))) return
          const rank = 1 + outside.filter((one) => one < outside[best]).length
          expect(got?.logits[split]).toBeCloseTo(Math.log(rank / (columns.length + 1 - rank)), 10)
        })
      }),
      { numRuns: 50 },
    )
  })
})

function combinationsOfThree(): number[][] {
  const found: number[][] = []
  for (let a = 0; a < 6; a++)
    for (let b = a + 1; b < 6; b++) for (let c = b + 1; c < 6; c++) found.push([a, b, c])
  return found
}

function halfSharpe(column: Float64Array, blocks: number[], inside: boolean): number {
  const size = column.length / 6
  return sharpe(column.filter((_, row) => blocks.includes(Math.floor(row / size)) === inside)) ?? 0
}
