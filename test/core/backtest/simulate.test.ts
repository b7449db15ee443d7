import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { prepareMarket } from '../../../src/core/backtest/market.ts'
import { layTrack, type Simulation, simulate } from '../../../src/core/backtest/simulate.ts'
import type { Bars } from '../../../src/core/bars/bars.ts'
import type { Dataset } from '../../../src/core/matrix/matrix.ts'
import { barsOf, datasetOf, randomWalk } from './builders.ts'

function marketOf(
  bars: Bars,
  horizon = 1,
  changes: Partial<Dataset> = {},
  entry: 'next_open' | 'session_close' = 'next_open',
) {
  return prepareMarket({ ...datasetOf(bars, horizon), ...changes }, bars, entry)
}

/** Positions on bars 0, 1, 2 …, over all bars after the first. */
function run(bars: Bars, horizon: number, position: number[], changes: Partial<Dataset> = {}): Simulation {
  const bar = Int32Array.from(position, (_, index) => index)
  return simulate(
    layTrack(marketOf(bars, horizon, changes), bar, 1, bars.ts.length - 1),
    Float64Array.from(position),
  )
}

function expectAll(got: Float64Array, want: number[]): void {
  expect(got.length).toBe(want.length)
  for (const [index, value] of want.entries()) expect(got[index], `bar ${index}`).toBeCloseTo(value, 12)
}

const open = [100, 102, 101, 104, 106]
const close = [101, 100, 103, 105, 104]

describe('simulate', () => {
  it('fills at the next open, holds one bar and leaves at the open after it', () => {
    const result = run(barsOf(open, close), 1, [1, 0, -1, 0, 0])
    expectAll(result.weight, [1, 0, -1, 0])
    expectAll(result.gross, [
      100 / 102 - 1, // bar 1: from its open to its close
      101 / 100 - 1, // bar 2: over the night, then out
      -(105 / 104 - 1), // bar 3: short from its open
      -(106 / 105 - 1), // bar 4: over the night, then out
    ])
    expectAll(result.traded, [1, 1, 1, 1])
    expectAll(result.trades.gross, [101 / 102 - 1, -(106 / 104 - 1)])
    expect([...result.trades.decision]).toEqual([0, 2])
    expect(result.trades.closed).toBe(2)
    expect(result.unfilled).toBe(0)
  })

  it('weighs before the open what was held, after it what is held now', () => {
    const result = run(barsOf(open, close), 1, [1, -1, 0, 0, 0])
    expectAll(result.weight, [1, -1, 0, 0])
    expectAll(result.gross, [100 / 102 - 1, 1 * (101 / 100 - 1) + -1 * (103 / 101 - 1), -(104 / 103 - 1), 0])
    expectAll(result.traded, [1, 2, 1, 0])
  })

  it('overlaps tranches of 1 / h, and nets opposite ones before they count as traded', () => {
    const result = run(barsOf(open, close), 2, [1, 1, -1, 0, 0])
    // Bar 3: the first tranche leaves (-1/2) and a short one enters (-1/2): 1 to 0. Bar 4: the second long one leaves.
    expectAll(result.weight, [0.5, 1, 0, -0.5])
    expectAll(result.traded, [0.5, 0.5, 1, 0.5])
    expectAll(result.gross, [
      0.5 * (100 / 102 - 1),
      0.5 * (101 / 100 - 1) + (103 / 101 - 1),
      104 / 103 - 1,
      0 - 0.5 * (104 / 106 - 1),
    ])
    const crossing = run(barsOf(open, close), 2, [1, 0, 1, -1, 0])
    // Bar 3: a long tranche leaves and a long one enters: no trade at all.
    expectAll(crossing.traded, [0.5, 0, 0, 0.5])
  })

  it('marks what is open at the end at the last close, and does not count it as closed', () => {
    const result = run(barsOf(open, close), 3, [0, 0, 1, 0, 1])
    expect([...result.trades.decision]).toEqual([2])
    expect(result.trades.closed).toBe(0)
    expectAll(result.trades.gross, [104 / 104 - 1])
    expect(result.unfilled, 'the last bar has no next open').toBe(1)
  })

  it('leaves at the last close of the session, and trades no signal of its last bar', () => {
    // Two sessions of three bars.
    const bars = barsOf([100, 102, 101, 90, 95, 96], [101, 100, 103, 94, 96, 97], 3)
    const result = run(bars, 2, [0, 1, 1, 1, 0, 0])
    expect([...result.trades.decision]).toEqual([1, 3])
    expect(result.unfilled).toBe(1)
    expectAll(result.trades.gross, [103 / 101 - 1, 97 / 95 - 1])
    expectAll(result.weight, [0, 0.5, 0, 0.5, 0.5])
    expectAll(result.gross, [
      0,
      0.5 * (103 / 101 - 1),
      0,
      0.5 * (96 / 95 - 1),
      0.5 * (96 / 96 - 1) + 0.5 * (97 / 96 - 1),
    ])
    expectAll(result.traded, [0, 1, 0, 0.5, 0.5])
  })

  it('holds over the night when labels do', () => {
    const bars = barsOf([100, 102, 101, 90], [101, 100, 103, 94], 2)
    const dataset = datasetOf(bars, 2)
    const labelEnd = Float64Array.of(bars.ts[2], bars.ts[3], Number.NaN, Number.NaN)
    const result = run(bars, 2, [1, 0, 0, 0], { matrix: { ...dataset.matrix, labelEnd } })
    expectAll(result.trades.gross, [90 / 102 - 1])
  })

  it('values close to close when only closes are known', () => {
    const bars = barsOf([Number.NaN, Number.NaN, Number.NaN, Number.NaN], [100, 110, 99, 120])
    const result = run(bars, 1, [1, -1, 0, 0], { returnBasis: 'close' })
    expectAll(result.gross, [110 / 100 - 1, -(99 / 110 - 1), 0])
    expectAll(result.trades.gross, [110 / 100 - 1, -(99 / 110 - 1)])
    expectAll(result.traded, [1, 2, 1])
  })

  it('fills nothing at a missing open, and values at the last known price', () => {
    const bars = barsOf([100, Number.NaN, 103, 104], [101, 102, Number.NaN, 105])
    const result = run(bars, 1, [1, 1, 0, 0])
    expect(result.unfilled).toBe(1)
    expectAll(result.gross, [0, 102 / 103 - 1, 104 / 102 - 1])
  })

  it('holds the night alone when entered at the session close', () => {
    const bars = barsOf(open, close)
    const market = marketOf(bars, 1, {}, 'session_close')
    const track = layTrack(market, Int32Array.of(0, 1, 2, 3, 4), 1, 4)
    const result = simulate(track, Float64Array.of(1, -1, 0, 1, 1))
    // Decided after bar 0: in at the close of bar 1, out at the open of bar 2.
    expectAll(result.gross, [0, 101 / 100 - 1, -(104 / 103 - 1), 0])
    expectAll(result.traded, [1, 2, 1, 1])
    expectAll(result.trades.gross, [101 / 100 - 1, -(104 / 103 - 1), 0])
    expect(result.trades.closed).toBe(2)
    expect(result.unfilled).toBe(1)
  })

  it('refuses to trade from close to open where no open is known', () => {
    expect(() => marketOf(barsOf(open, close), 1, { returnBasis: 'close' }, 'session_close')).toThrow(
      /need opens/,
    )
  })

  const walk = fc.record({
    seed: fc.integer({ min: 0, max: 1e6 }),
    horizon: fc.integer({ min: 1, max: 7 }),
    perSession: fc.constantFrom(1, 4, 7),
    position: fc.array(fc.constantFrom(-1, -0.375, 0, 0.125, 0.6875, 1), { minLength: 5, maxLength: 60 }),
  })

  it('never weighs more than 1, and ends flat once all tranches have left', () => {
    fc.assert(
      fc.property(walk, ({ seed, horizon, perSession, position }) => {
        const padded = [...position, ...new Array(horizon + 2).fill(0)]
        const { open, close } = randomWalk(padded.length, seed)
        const result = run(barsOf(open, close, perSession), horizon, padded)
        expect(Math.max(...result.weight.map(Math.abs))).toBeLessThanOrEqual(1)
        expect(result.weight.at(-1)).toBe(0)
        expect(result.trades.closed).toBe(result.trades.decision.length)
      }),
    )
  })

  it('takes the same positions up to a bar whatever prices follow it', () => {
    fc.assert(
      fc.property(walk, fc.nat(50), ({ seed, horizon, perSession, position }, cut) => {
        const { open, close } = randomWalk(position.length, seed)
        const other = randomWalk(position.length, seed + 1)
        const last = Math.min(cut, position.length - 1)
        const mixed = (own: number[], later: number[]) =>
          own.map((price, bar) => (bar <= last ? price : later[bar]))
        const one = run(barsOf(open, close, perSession), horizon, position)
        const two = run(
          barsOf(mixed(open, other.open), mixed(close, other.close), perSession),
          horizon,
          position,
        )
        expect([...two.weight]).toEqual([...one.weight])
        expect([...two.gross.subarray(0, last)]).toEqual([...one.gross.subarray(0, last)])
        expect([...two.traded]).toEqual([...one.traded])
      }),
    )
  })

  it('equals buying and holding from the first fill when always long', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 3, max: 80 }), (seed, count) => {
        const { open, close } = randomWalk(count, seed)
        const result = run(barsOf(open, close), 1, new Array(count).fill(1))
        expect(result.gross[0]).toBeCloseTo(close[1] / open[1] - 1, 12)
        for (let bar = 2; bar < count; bar++) {
          const night = open[bar] / close[bar - 1] - 1
          expect(result.gross[bar - 1]).toBeCloseTo(night + close[bar] / open[bar] - 1, 12)
        }
        expect(result.traded.reduce((sum, value) => sum + value, 0)).toBe(1)
      }),
    )
  })
})
