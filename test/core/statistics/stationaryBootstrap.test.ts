import { describe, expect, it } from 'vitest'
import { Random } from '../../../src/core/random.ts'
import { sharpe, std } from '../../../src/core/statistics/returns.ts'
import {
  meanBlockOf,
  quantile,
  type Resamples,
  resampledSums,
  sharpeInterval,
  stationaryResamples,
} from '../../../src/core/statistics/stationaryBootstrap.ts'
import { normalReturns } from './normalReturns.ts'

/** The rows of a resample, written out. */
function rowsOf({ rows, start, length, offsets }: Resamples, draw: number): number[] {
  const drawn: number[] = []
  for (let block = offsets[draw]; block < offsets[draw + 1]; block++) {
    for (let step = 0; step < length[block]; step++) drawn.push((start[block] + step) % rows)
  }
  return drawn
}

describe('mean block', () => {
  it.each([
    [1, 1],
    [8, 2],
    [9, 3],
    [27, 3],
    [1_000, 10],
    [2_000, 13],
    [2_100, 13],
  ])('of %i rows is %i', (rows, block) => {
    expect(meanBlockOf(rows)).toBe(block)
  })
})

describe('stationary resamples', () => {
  it('have as many rows as the series, each resample in blocks that go on at the first row after the last', () => {
    const resamples = stationaryResamples(50, 7, { draws: 40 })
    const all = Array.from({ length: 40 }, (_, draw) => rowsOf(resamples, draw))
    expect(all.every((rows) => rows.length === 50)).toBe(true)
    expect(all.flat().every((row) => row >= 0 && row < 50)).toBe(true)
    expect(all.some((rows) => rows.some((row, place) => row === 0 && rows[place - 1] === 49))).toBe(true)
  })

  it('are whole where there are more blocks than on average', () => {
    const drawn = Array.from({ length: 50 }, (_, seed) =>
      stationaryResamples(60, seed, { draws: 1, meanBlock: 12 }),
    )
    expect(drawn.some(({ start }) => start.length > 7)).toBe(true)
    expect(drawn.every((one) => rowsOf(one, 0).length === 60)).toBe(true)
    expect(
      drawn.every(({ start, length, offsets: [, end] }) => start.length === end && length.length === end),
    ).toBe(true)
  })

  it('repeat themselves for a seed, and differ for another', () => {
    expect(stationaryResamples(30, 1)).toEqual(stationaryResamples(30, 1))
    expect(stationaryResamples(30, 1).start).not.toEqual(stationaryResamples(30, 2).start)
  })

  it('draw every row equally often, in blocks of the mean length', () => {
    const rows = 200
    const resamples = stationaryResamples(rows, 3, { draws: 2_000, meanBlock: 5 })
    const counts = new Float64Array(rows)
    let follows = 0
    for (let draw = 0; draw < 2_000; draw++) {
      const drawn = rowsOf(resamples, draw)
      drawn.forEach((row, place) => {
        counts[row]++
        if (place > 0 && row === (drawn[place - 1] + 1) % rows) follows++
      })
    }
    // 2,000 expected of each; blocks make their standard deviation some three times √2,000.
    expect(Math.max(...counts.map((count) => Math.abs(count - 2_000)))).toBeLessThan(600)
    // A row follows its predecessor unless a block begins, or by chance one in 200.
    expect(follows / (2_000 * (rows - 1))).toBeCloseTo(0.8 + 0.2 / rows, 2)
  })

  it('are single rows with a mean block of 1', () => {
    const { length } = stationaryResamples(20, 1, { draws: 10, meanBlock: 1 })
    expect(length.every((one) => one === 1)).toBe(true)
    expect(length).toHaveLength(200)
  })

  it.each([
    [0, 1],
    [10, 0.5],
    [10, Number.NaN],
  ])('refuse %i rows in blocks of %d', (rows, meanBlock) => {
    expect(() => stationaryResamples(rows, 1, { meanBlock })).toThrow(RangeError)
  })

  it('sum the values of their rows', () => {
    const values = normalReturns(60, new Random(2))
    const resamples = stationaryResamples(60, 5, { draws: 50 })
    const sums = resampledSums(values, resamples)
    sums.forEach((sum, draw) => {
      expect(sum).toBeCloseTo(
        rowsOf(resamples, draw).reduce((total, row) => total + values[row], 0),
        13,
      )
    })
    expect(() => resampledSums(values.slice(1), resamples)).toThrow('Expected 60 values, got 59')
  })
})

describe('Sharpe interval', () => {
  it('is that of the Sharpe ratios of the written-out resamples', () => {
    const returns = normalReturns(80, new Random(4), 0.001)
    const resamples = stationaryResamples(80, 9, { draws: 200 })
    const ratios = Float64Array.from({ length: 200 }, (_, draw) => {
      return sharpe(Float64Array.from(rowsOf(resamples, draw), (row) => returns[row])) ?? 0
    }).sort()
    const got = sharpeInterval(returns, resamples, 0.9)
    expect(got?.low).toBeCloseTo(quantile(ratios, 0.05), 12)
    expect(got?.high).toBeCloseTo(quantile(ratios, 0.95), 12)
  })

  it('does not change with the unit of the returns', () => {
    const returns = normalReturns(300, new Random(6), 0.001)
    const resamples = stationaryResamples(300, 1)
    const got = sharpeInterval(returns, resamples)
    const scaled = sharpeInterval(
      returns.map((value) => 4 * value),
      resamples,
    )
    expect(scaled?.low).toBeCloseTo(got?.low ?? Number.NaN, 12)
    expect(scaled?.high).toBeCloseTo(got?.high ?? Number.NaN, 12)
  })

  it('is undefined without variance, and gives a resample without variance the ratio 0', () => {
    expect(sharpeInterval(new Float64Array(40).fill(0.01), stationaryResamples(40, 1))).toBeNull()
    // One trade in 400 sessions: a third of the resamples do not contain it.
    const once = Float64Array.from({ length: 400 }, (_, row) => (row === 200 ? 0.1 : 0))
    expect(sharpeInterval(once, stationaryResamples(400, 1))?.low).toBe(0)
  })

  it('covers the true ratio of normal returns about as often as it says', () => {
    const random = new Random(2025)
    const truth = 0.1
    let covered = 0
    let width = 0
    for (let sample = 0; sample < 400; sample++) {
      const returns = normalReturns(500, random, 0.01 * truth)
      const got = sharpeInterval(returns, stationaryResamples(500, sample, { draws: 500 }))
      if (got === null) throw new Error('the returns vary')
      if (got.low <= truth && truth <= got.high) covered++
      width += (got.high - got.low) / 400
    }
    // 95 % wanted, standard error 1.1 %; resampling short records in blocks is known to come out a little narrow.
    expect(covered / 400).toBeGreaterThan(0.91)
    expect(covered / 400).toBeLessThan(0.975)
    expect(width).toBeCloseTo((2 * 1.96) / Math.sqrt(500), 1)
  })

  it('is wider for returns that go on than for the same in any order', () => {
    const shocks = normalReturns(1_000, new Random(8))
    const goingOn = shocks.slice()
    for (let row = 1; row < goingOn.length; row++) goingOn[row] += 0.6 * goingOn[row - 1]
    const sizeOf = (returns: Float64Array) => {
      const got = sharpeInterval(returns, stationaryResamples(1_000, 3))
      return got === null ? Number.NaN : got.high - got.low
    }
    expect(std(goingOn)).toBeGreaterThan(0)
    // √((1 + 0.6) / (1 − 0.6)) = 2 in the limit; blocks of ten rows see most of it.
    expect(sizeOf(goingOn) / sizeOf(shocks)).toBeGreaterThan(1.5)
    expect(sizeOf(goingOn) / sizeOf(shocks)).toBeLessThan(2.1)
  })
})
