import { describe, expect, it } from 'vitest'
import { drawdowns } from '../../src/report/backtest/equityPlot.ts'
import { histogram } from '../../src/report/backtest/histogram.ts'
import { monthlyReturns } from '../../src/report/backtest/months.ts'

const curve = [
  { ts: '2019-11-29', equity: 1.1 },
  { ts: '2020-01-02', equity: 1.21 },
  { ts: '2020-01-31', equity: 1.1 },
  { ts: '2020-02-03', equity: 2.2 },
]

describe('monthlyReturns', () => {
  it('compounds each month from the end of the one before, and each year', () => {
    const [first, second] = monthlyReturns(curve)
    expect(first.year).toBe('2019')
    expect(first.months[10]).toBeCloseTo(0.1, 12)
    expect(first.whole).toBeCloseTo(0.1, 12)
    expect(second.months[0]).toBeCloseTo(0, 12)
    expect(second.months[1]).toBeCloseTo(1, 12)
    expect(second.whole).toBeCloseTo(1, 12)
  })

  it('leaves out months without a session', () => {
    expect(monthlyReturns(curve)[0].months.filter((value) => value !== null)).toHaveLength(1)
  })

  it('multiplies up to the whole', () => {
    const product = monthlyReturns(curve)
      .flatMap(({ months }) => months)
      .reduce<number>((worth, value) => worth * (1 + (value ?? 0)), 1)
    expect(product).toBeCloseTo(2.2, 12)
  })
})

describe('drawdowns', () => {
  it('are shares below the highest so far, the start among them', () => {
    const values = drawdowns([
      { ts: 'a', equity: 0.9 },
      { ts: 'b', equity: 1.2 },
      { ts: 'c', equity: 0.6 },
    ]).map(({ value }) => value)
    expect(values[0]).toBeCloseTo(-0.1, 12)
    expect(values[1]).toBe(0)
    expect(values[2]).toBeCloseTo(-0.5, 12)
  })
})

describe('histogram', () => {
  it('counts every value once, with an edge at zero', () => {
    const values = [-0.3, -0.001, 0, 0.001, 0.5, 0.7]
    const { bins } = histogram(values, 10)
    expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(values.length)
    expect(bins.some(({ from }) => from === 0)).toBe(true)
    const below = bins.filter(({ to }) => to <= 1e-12).reduce((sum, { count }) => sum + count, 0)
    expect(below).toBe(2)
  })

  it('has no bins without values, and one for equal ones', () => {
    expect(histogram([]).bins).toEqual([])
    expect(histogram([0, 0]).bins).toEqual([{ from: 0, to: 1, count: 2 }])
  })
})
