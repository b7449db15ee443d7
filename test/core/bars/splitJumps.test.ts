import { describe, expect, it } from 'vitest'
import { splitJumps } from '../../../src/core/bars/splitJumps.ts'
import { dailyOn, intradayEnding } from './barsOn.ts'

const days = ['2020-08-27', '2020-08-28', '2020-08-31', '2020-09-01']

describe('splitJumps', () => {
  it.each([
    ['1:4', 25.3], // 25.3 / 100 is 1.2 % above a quarter
    ['1:2', 50],
    ['2:3', 68.6], // 2.9 % above two thirds
    ['1:3', 32.4], // 2.8 % below a third
    ['1:5', 20],
    ['1:10', 10.29],
    ['1:20', 5],
    ['2:1', 200],
    ['3:2', 150],
    ['10:1', 975],
  ])('finds %s, by the open', (ratio, price) => {
    const bars = dailyOn(days, [100, 100, price, price])
    bars.open[2] = price
    expect(splitJumps(bars)).toEqual([{ row: 2, column: 'open', ratio, factor: price / 100 }])
  })

  it('finds one by the close, where the open is only the close before', () => {
    expect(splitJumps(dailyOn(days, [100, 100, 50, 50]))).toMatchObject([{ row: 2, column: 'close' }])
  })

  it.each([[58], [72], [130], [44]])('leaves a move to %s of 100 alone', (price) => {
    expect(splitJumps(dailyOn(days, [100, 100, price, price]))).toEqual([])
  })

  it('looks between sessions only, and at prices that are there', () => {
    const bars = intradayEnding('hourly', ['2020-01-02 10:30', '2020-01-02 11:30', '2020-01-03 10:30'])
    bars.close.set([100, 50, 50])
    bars.open.set([100, 50, Number.NaN])
    expect(splitJumps(bars)).toEqual([])
    bars.open[2] = 25
    expect(splitJumps(bars)).toMatchObject([{ row: 2, column: 'open', ratio: '1:2' }])
  })
})
