import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Bars } from '../../../src/core/bars/bars.ts'
import { sliceBars } from '../../../src/core/bars/window.ts'
import {
  binaryTarget,
  classBand,
  classify,
  computeLabel,
  type LabelSpec,
} from '../../../src/core/labels/index.ts'
import { someBars } from '../bars/someBars.ts'

const nextBar: LabelSpec = { kind: 'forward', unit: 'bars', horizon: 1 }

/** Two sessions of three bars each; closes are given, opens lie 1 above the close before. */
function sixBars(): Bars {
  const bars = someBars({ sessions: 2, perSession: 3 })
  return {
    ...bars,
    close: Float64Array.of(100, 110, 99, 100, 120, 150),
    open: Float64Array.of(99, 101, 111, 102, 101, 121),
  }
}

describe('computeLabel', () => {
  it('labels the next bar, but never across a session', () => {
    const { retFwd, labelEndRow, horizon } = computeLabel(sixBars(), nextBar)
    // 110/100, 99/110, end of session; 120/100, 150/120, end of data
    expect(Array.from(retFwd, (value) => Math.round(value * 1e9) / 1e9)).toEqual([
      0.1,
      -0.1,
      Number.NaN,
      0.2,
      0.25,
      Number.NaN,
    ])
    expect([...labelEndRow]).toEqual([1, 2, -1, 4, 5, -1])
    expect(horizon).toBe(1)
  })

  it('crosses sessions on daily bars', () => {
    const bars: Bars = { ...sixBars(), cadence: 'daily', hourEt: null }
    expect(computeLabel(bars, nextBar).labelEndRow).toEqual(Int32Array.of(1, 2, 3, 4, 5, -1))
  })

  it('takes sessions ahead from the close of the bar to the close of that session', () => {
    const { retFwd, labelEndRow, horizon } = computeLabel(sixBars(), {
      kind: 'forward',
      unit: 'sessions',
      horizon: 1,
    })
    expect(retFwd[0]).toBeCloseTo(150 / 100 - 1, 12)
    expect(retFwd[2]).toBeCloseTo(150 / 99 - 1, 12)
    expect([...labelEndRow]).toEqual([5, 5, 5, -1, -1, -1])
    expect(horizon).toBe(3)
  })

  it('does not take the last bar of a session that is still running for its close', () => {
    const running = sliceBars(someBars({ sessions: 3, perSession: 4 }), 0, 10)
    const { labelEndRow } = computeLabel(running, { kind: 'forward', unit: 'sessions', horizon: 1 })
    expect([...labelEndRow]).toEqual([7, 7, 7, 7, -1, -1, -1, -1, -1, -1])
  })

  it('takes the night from the last close to the next open', () => {
    const { retFwd, labelEndRow } = computeLabel(sixBars(), { kind: 'close_to_open' })
    expect(retFwd[2]).toBeCloseTo(102 / 99 - 1, 12)
    expect([...labelEndRow]).toEqual([-1, -1, 3, -1, -1, -1])
  })

  it('knows nothing when there is no label or a price is missing', () => {
    expect(computeLabel(sixBars(), { kind: 'none' }).retFwd.every(Number.isNaN)).toBe(true)
    const holed = sixBars()
    holed.close[1] = Number.NaN
    expect([...computeLabel(holed, nextBar).labelEndRow]).toEqual([-1, -1, -1, 4, 5, -1])
  })

  it('keeps every known label of truncated bars when the rest of the bars comes', () => {
    const specs: LabelSpec[] = [
      nextBar,
      { kind: 'forward', unit: 'bars', horizon: 3 },
      { kind: 'forward', unit: 'sessions', horizon: 2 },
      { kind: 'close_to_open' },
    ]
    const all = someBars({ sessions: 12, perSession: 5 })
    fc.assert(
      fc.property(fc.constantFrom(...specs), fc.integer({ min: 1, max: 60 }), (spec, rows) => {
        const whole = computeLabel(all, spec)
        const part = computeLabel(sliceBars(all, 0, rows), spec)
        for (let row = 0; row < rows; row++) {
          if (part.labelEndRow[row] < 0) continue
          expect(part.retFwd[row]).toBe(whole.retFwd[row])
          expect(part.labelEndRow[row]).toBe(whole.labelEndRow[row])
        }
      }),
    )
  })

  it('ends every intraday label in bars inside its own session', () => {
    const bars = someBars({ sessions: 6, perSession: 7 })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), (horizon) => {
        const { labelEndRow } = computeLabel(bars, { kind: 'forward', unit: 'bars', horizon })
        labelEndRow.forEach((end, row) => {
          if (end >= 0) expect(bars.session[end]).toBe(bars.session[row])
        })
      }),
    )
  })
})

describe('classBand', () => {
  it('is the population deviation of the known training returns times k, or the basis points', () => {
    // mean 0, squares 1, 1, 4, 4: variance 2.5
    expect(classBand(Float64Array.of(1, -1, Number.NaN, 2, -2), { kind: 'k_sigma', k: 2 })).toBeCloseTo(
      2 * Math.sqrt(2.5),
      12,
    )
    expect(classBand(Float64Array.of(1, -1), { kind: 'fixed_bp', bp: 10 })).toBe(0.001)
    expect(classBand(Float64Array.of(Number.NaN), { kind: 'k_sigma', k: 2 })).toBe(0)
  })
})

describe('classify', () => {
  it('is FLAT on the border and null where nothing is known', () => {
    const returns = Float64Array.of(0.02, 0.01, 0, -0.01, -0.02, Number.NaN)
    expect(classify(returns, 0.01)).toEqual(['UP', 'FLAT', 'FLAT', 'FLAT', 'DOWN', null])
  })
})

describe('binaryTarget', () => {
  it('counts a return of 0 as up', () => {
    expect([...binaryTarget(Float64Array.of(0.1, 0, -0.1, Number.NaN))]).toEqual([1, 1, 0, Number.NaN])
  })
})
