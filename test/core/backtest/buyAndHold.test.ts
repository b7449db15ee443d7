import { describe, expect, it } from 'vitest'
import { buyAndHold } from '../../../src/core/backtest/buyAndHold.ts'
import type { Bars } from '../../../src/core/bars/bars.ts'

function bars(rows: [session: number, open: number, close: number][]): Bars {
  const column = (place: 0 | 1 | 2) => Float64Array.from(rows, (row) => row[place])
  return {
    ticker: 'T',
    cadence: 'daily',
    ts: Float64Array.from(rows, (_, i) => i),
    session: Int32Array.from(column(0)),
    hourEt: null,
    open: column(1),
    high: column(2),
    low: column(2),
    close: column(2),
    volume: column(2),
  }
}

describe('buyAndHold', () => {
  it('buys at the first open and is worth the last close of each session', () => {
    const intraday = bars([
      [1, 5, 6],
      [2, 10, 11],
      [2, 11, 12],
      [3, 12, 15],
    ])
    expect([...(buyAndHold(intraday, Int32Array.of(2, 3)) ?? [])]).toEqual([1.2, 1.5])
  })

  it('buys at the close where opens are not known, and keeps its worth over a session without a price', () => {
    const gaps = bars([
      [1, Number.NaN, 10],
      [2, Number.NaN, Number.NaN],
      [3, Number.NaN, 20],
    ])
    expect([...(buyAndHold(gaps, Int32Array.of(1, 2, 3)) ?? [])]).toEqual([1, 1, 2])
  })

  it('has no value without sessions, or without a price in the first', () => {
    const one = bars([[1, 0, Number.NaN]])
    expect(buyAndHold(one, Int32Array.of(1))).toBeNull()
    expect(buyAndHold(one, new Int32Array(0))).toBeNull()
  })
})
